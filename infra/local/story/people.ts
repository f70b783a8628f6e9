/** People with mailboxes: they read a task mail, open its link, fill the form, and read what the page says. */
import type { Clock } from '../clock/clock.ts';
import type { Mail, MailRoom } from '../mail/mail.ts';
import { type Form, filled, type Page, readPage } from './forms.ts';

/**
 * How a person treats a task: answers soon; only once reminded; never; or soon, with a wrong code at first.
 */
export type Behaviour = 'prompt' | 'late' | 'silent' | 'wrong-code-first';

/** What became of opening a task's page. */
export interface Visit {
  address: string;
  /** `answered`: the form was taken; `nothing-to-do`: there was no form to fill; `refused`: the form was not taken. */
  result: 'answered' | 'nothing-to-do' | 'refused';
  /** Status and heading of the last page. */
  status: number;
  title: string;
  facts: Page['facts'];
  /** Whether a wrong code was entered first and not taken. */
  wrongCodeRefused: boolean;
}

/** What a task mail holds for its reader. */
export interface TaskMail {
  link: string;
  code: string | undefined;
}

/** The line of a mail that the code has for itself; no other number, be it of six digits, is taken for the code. */
const CODE_LINE = /^[ \t]*(?:Six digits|六位数字)[ \t]*[:：][ \t]*(\d{6})[ \t]*$/m;

/** The link to a task's page and the six digits beside it; undefined for a mail without such a link. */
export function readTaskMail(mail: Pick<Mail, 'text'>): TaskMail | undefined {
  const link = /https?:\/\/[^\s<>"']+\/t\/[^\s<>"']+/.exec(mail.text)?.[0];
  if (!link) return undefined;
  return { link, code: CODE_LINE.exec(mail.text.replaceAll('\r\n', '\n'))?.[1] };
}

/** A browser of the simplest kind: it keeps cookies and says where a form came from. */
function browser(
  language: string,
): (address: string, body?: URLSearchParams) => Promise<{ status: number; page: Page }> {
  const cookies = new Map<string, string>();
  return async function open(address, body) {
    for (let target = address, sent = body, hops = 0; ; hops++) {
      const { origin } = new URL(target);
      const response = await fetch(target, {
        method: sent ? 'POST' : 'GET',
        redirect: 'manual',
        headers: {
          accept: 'text/html',
          'accept-language': language,
          ...(cookies.size > 0 && {
            cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          }),
          ...(sent && { origin, 'sec-fetch-site': 'same-origin' }),
        },
        ...(sent && { body: sent }),
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
        cookies.set(name, value);
      }
      const onward = response.headers.get('location');
      const text = await response.text();
      if (!onward || response.status < 300 || response.status > 399 || hops === 5) {
        return { status: response.status, page: readPage(text, target) };
      }
      target = new URL(onward, target).href;
      sent = undefined;
    }
  };
}

const answerForm = (page: Page): Form | undefined =>
  page.forms.find((form) => form.method === 'post' && form.fields.some((field) => field.name === 'code'));

/** Opens a task's page and answers its form; one that has none is left alone. */
export async function answerByPage(
  address: string,
  { link, code = '' }: TaskMail,
  wants: Readonly<Record<string, string>>,
  options: { wrongCodeFirst?: boolean; language?: string } = {},
): Promise<Visit> {
  const open = browser(options.language ?? 'en');
  let { status, page } = await open(link);
  let form = answerForm(page);
  if (!form) {
    return {
      address,
      result: 'nothing-to-do',
      status,
      title: page.title,
      facts: page.facts,
      wrongCodeRefused: false,
    };
  }
  let wrongCodeRefused = false;
  if (options.wrongCodeFirst) {
    ({ status, page } = await open(form.action, filled(form, { ...wants, code: wrong(code) })));
    const again = answerForm(page);
    wrongCodeRefused = again !== undefined;
    form = again;
  }
  if (form) ({ status, page } = await open(form.action, filled(form, { ...wants, code })));
  const taken = status < 400 && !answerForm(page);
  return {
    address,
    result: taken ? 'answered' : 'refused',
    status,
    title: page.title,
    facts: page.facts,
    wrongCodeRefused,
  };
}

/** Six digits that are not those of the mail. */
const wrong = (code: string): string => String((Number(code || '0') + 1) % 1_000_000).padStart(6, '0');

/** People at work. */
export interface People {
  /** Ends their work; visits that have begun are finished. */
  stop(): void;
}

/**
 * Lets people treat the task mails they get, those in the mailbox already and those to come. Whether a task is
 * answered already is read from its page, so nobody answers twice after a restart.
 */
export async function peopleAtWork(options: {
  clock: Clock;
  mail: Pick<MailRoom, 'list' | 'get' | 'onMail'>;
  /** How somebody treats tasks; undefined for those who get none, e.g. customers. */
  behaviourOf: (address: string) => Behaviour | undefined;
  /** What goes into the fields of a form, by their names. */
  wants: (address: string) => Readonly<Record<string, string>>;
  language?: (address: string) => string;
  /** How long somebody takes from the mail to the page, in ms. */
  delay?: (address: string) => number;
  /** Told before somebody opens a page; `onVisit` or `onFault` follows. */
  onOpen?: (address: string) => void;
  onVisit: (visit: Visit) => void;
  onFault: (fault: Error) => void;
}): Promise<People> {
  const {
    clock,
    mail,
    behaviourOf,
    wants,
    language,
    delay = () => 20 * 60_000,
    onOpen,
    onVisit,
    onFault,
  } = options;
  const sightings = new Map<string, number>();
  const planned = new Set<string>();
  const cancels = new Set<() => void>();

  const read = (letter: Mail): void => {
    const task = readTaskMail(letter);
    for (const address of task ? letter.to : []) {
      const behaviour = behaviourOf(address);
      if (!task || !behaviour) continue;
      const seen = (sightings.get(`${address} ${task.link}`) ?? 0) + 1;
      sightings.set(`${address} ${task.link}`, seen);
      if (behaviour === 'silent' || (behaviour === 'late' && seen < 2)) continue;
      if (planned.has(`${address} ${task.link}`)) continue;
      planned.add(`${address} ${task.link}`);
      const cancel = clock.at(letter.sentAt + delay(address), () => {
        cancels.delete(cancel);
        void visit(address, task, behaviour);
      });
      cancels.add(cancel);
    }
  };

  const visit = async (address: string, task: TaskMail, behaviour: Behaviour): Promise<void> => {
    const done = clock.busy();
    onOpen?.(address);
    try {
      onVisit(
        await answerByPage(address, task, wants(address), {
          wrongCodeFirst: behaviour === 'wrong-code-first',
          ...(language && { language: language(address) }),
        }),
      );
    } catch (cause) {
      onFault(
        new Error(`${address} could not open ${new URL(task.link).origin}/t/…: ${(cause as Error).message}`, {
          cause,
        }),
      );
    } finally {
      done();
    }
  };

  // Listening begins before the mailbox is read, so that no mail falls between the two.
  const before: string[] = [];
  const waiting: Mail[] = [];
  let caughtUp = false;
  const end = mail.onMail((letter) => (caughtUp ? read(letter) : waiting.push(letter)));
  before.push(
    ...mail
      .list()
      .map(({ id }) => id)
      .reverse(),
  );
  for (const id of before) {
    const letter = await mail.get(id);
    if (letter) read(letter);
  }
  for (const letter of waiting) if (!before.includes(letter.id)) read(letter);
  caughtUp = true;

  return {
    stop() {
      end();
      for (const cancel of cancels) cancel();
    },
  };
}
