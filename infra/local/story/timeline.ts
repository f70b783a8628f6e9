/** A story as lines on a terminal: what happened, when, and to whom. */

/** Languages that a story is told in. */
export type StoryLanguage = 'en' | 'zh-CN';

/** One thing that happened. */
export interface Moment {
  /** Epoch ms of the runtime's clock. */
  at: number;
  kind: 'event' | 'mail' | 'page' | 'note';
  /** A word or two, e.g. `Reminded`. */
  what: string;
  /** The rest of the line. */
  text: string;
  tone?: 'good' | 'warn' | 'bad';
}

/** Writes moments as they come. */
export interface Timeline {
  open(title: string): void;
  tell(moment: Moment): void;
}

const MARKS = { event: '●', mail: '✉', page: '▤', note: '·' } as const;
const PAINT = { good: 32, warn: 33, bad: 31, plain: 36, dim: 2, bold: 1 } as const;
/** Columns that the words of a line take before its text. */
const WORDS = 14;

/** A timeline that is written line by line; `color` is for terminals only. */
export function timeline(options: {
  write: (line: string) => void;
  zone: string;
  language: StoryLanguage;
  color: boolean;
}): Timeline {
  const { write, zone, language, color } = options;
  const locale = language === 'en' ? 'en-GB' : language;
  const day = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  const time = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const paint = (text: string, ...how: (keyof typeof PAINT)[]): string =>
    color && text ? `${how.map((each) => `\u001b[${PAINT[each]}m`).join('')}${text}\u001b[0m` : text;
  let lastDay = '';
  let lastTime = '';

  return {
    open(title) {
      write('');
      write(`  ${paint(title, 'bold')}   ${paint(zone, 'dim')}`);
    },
    tell({ at, kind, what, text, tone }) {
      const today = day.format(at);
      if (today !== lastDay) {
        write('');
        write(`  ${paint(today, 'bold')}`);
        lastTime = '';
      }
      lastDay = today;
      const clock = time.format(at);
      const shown = clock === lastTime ? '     ' : clock;
      lastTime = clock;
      const words = what + ' '.repeat(Math.max(1, WORDS - width(what)));
      const main = kind === 'event';
      write(
        `    ${paint(shown, 'dim')}  ${paint(MARKS[kind], tone ?? (main ? 'plain' : 'dim'))} ${main ? paint(words, 'bold') : words}${oneLine(text)}`.trimEnd(),
      );
    },
  };
}

/** Columns of a text: characters of Chinese take two. */
function width(text: string): number {
  return [...text].reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(character)
        ? 2
        : 1),
    0,
  );
}

/** What came out of mails and pages cannot steer the terminal. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}
