/** People with mailboxes: they read a task mail, open its link, fill the form, and read what the page says. */
import type { Clock } from '../clock/clock.ts';
import type { Mail, MailRoom } from '../mail/mail.ts';
import { type Form, filled, type Page, readPage } from './forms.ts';

/**
 * How a person treats a task: answers soon; only once reminded; never; soon, with a wrong code at first; or is away,
 * and answers when back.
 */
export type Behaviour = 'prompt' | 'late' | 'silent' | 'wrong-code-first' | 'absent';

/** A task as its mail brings it, before its page is opened. */
export interface Errand {
  address: string;
  link: string;
  /** Number of the case in the mail's subject. */
  caseId: string | undefined;
  /** How many links to tasks of this case the mailbox had held before this one. */
  nth: number;
}

/** What goes into the fields of a form, by their names. */
export type Wants = Readonly<Record<string, string>>;

/** What became of opening a task's page. */
export interface Visit {
  address: string;
  /** The door of the link, `t` for a task, `c` for a customer's own case, `s` for a survey, and the id that it names. */
  door: string;
  id: string;
  /** What a customer did at their own door, or by which button a form was sent. */
  what?: string;
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
export const readTaskMail = (mail: Pick<Mail, 'text'>): TaskMail | undefined => readMail(mail, 't');

/** The link to the page of a customer's own case and the six digits beside it, in a mail that has such a link. */
export const readCaseMail = (mail: Pick<Mail, 'text'>): TaskMail | undefined => readMail(mail, 'c');

/** The link to a survey and the six digits beside it, in a mail that has such a link. */
export const readSurveyMail = (mail: Pick<Mail, 'text'>): TaskMail | undefined => readMail(mail, 's');

function readMail(mail: Pick<Mail, 'text'>, door: 't' | 'c' | 's'): TaskMail | undefined {
  const link = new RegExp(`https?://[^\\s<>"']+/${door}/[^\\s<>"']+`).exec(mail.text)?.[0];
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

/** Door and id of a link such as `…/t/v1.<key>.<task>.…`. */
export function whereTo(link: string): { door: string; id: string } {
  const [, door = '', id = ''] = /\/([a-z]+)\/v1\.[^./]+\.([^./]+)\./.exec(new URL(link).pathname) ?? [];
  return { door, id };
}

const answerForm = (page: Page): Form | undefined =>
  page.forms.find((form) => form.method === 'post' && form.fields.some((field) => field.name === 'code'));

/** Opens a task's page and answers its form; one that has none is left alone. */
export async function answerByPage(
  address: string,
  { link, code = '' }: TaskMail,
  wanted: Wants | ((form: Form, facts: Page['facts']) => Wants),
  options: { wrongCodeFirst?: boolean; language?: string } = {},
): Promise<Visit> {
  const open = browser(options.language ?? 'en');
  const { door, id } = whereTo(link);
  let { status, page } = await open(link);
  let form = answerForm(page);
  if (!form) {
    return {
      address,
      door,
      id,
      result: 'nothing-to-do',
      status,
      title: page.title,
      facts: page.facts,
      wrongCodeRefused: false,
    };
  }
  const wants = typeof wanted === 'function' ? wanted(form, page.facts) : wanted;
  let wrongCodeRefused = false;
  if (options.wrongCodeFirst) {
    ({ status, page } = await open(form.action, pressed(form, { ...wants, code: wrong(code) })));
    const again = answerForm(page);
    wrongCodeRefused = again !== undefined;
    form = again;
  }
  if (form) ({ status, page } = await open(form.action, pressed(form, { ...wants, code })));
  // What is kept on the way leaves the form open.
  const taken = status < 400 && (wants.act === 'keep' || !answerForm(page));
  return {
    address,
    door,
    id,
    ...((wants.what ?? wants.act) !== undefined && { what: wants.what ?? wants.act }),
    result: taken ? 'answered' : 'refused',
    status,
    title: page.title,
    facts: page.facts,
    wrongCodeRefused,
  };
}

/** A form as it is sent by one of its buttons, where it has several. */
function pressed(form: Form, { act, ...wants }: Wants): URLSearchParams {
  const body = filled(form, wants);
  if (act !== undefined) body.append('act', act);
  return body;
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
  /** How somebody treats a task; undefined for those who get none, e.g. customers. */
  behaviourOf: (address: string, errand: Errand) => Behaviour | undefined;
  /** What somebody writes into the form of a task. */
  wants: (address: string, errand: Errand, form: Form, facts: Page['facts']) => Wants;
  language?: (address: string) => string;
  /** When somebody opens the page, epoch ms; twenty minutes after the mail where absent. */
  opensAt?: (errand: Errand, mailedAt: number) => number;
  /** Told before somebody opens a page; `onVisit` or `onFault` follows. */
  onOpen?: (address: string) => void;
  onVisit: (visit: Visit, errand: Errand) => void;
  onFault: (fault: Error) => void;
}): Promise<People> {
  const {
    clock,
    mail,
    behaviourOf,
    wants,
    language,
    opensAt = (_, mailedAt) => mailedAt + 20 * 60_000,
    onOpen,
    onVisit,
    onFault,
  } = options;
  const sightings = new Map<string, number>();
  const planned = new Set<string>();
  /** Errands by link, and how many each case has had. */
  const errands = new Map<string, Errand>();
  const errandsOf = new Map<string, number>();
  const cancels = new Set<() => void>();

  const read = (letter: Mail): void => {
    const task = readTaskMail(letter);
    for (const address of task ? letter.to : []) {
      if (!task) continue;
      const errand = errandOf(address, task.link, letter.subject);
      const behaviour = behaviourOf(address, errand);
      if (!behaviour) continue;
      const seen = (sightings.get(`${address} ${task.link}`) ?? 0) + 1;
      sightings.set(`${address} ${task.link}`, seen);
      if (behaviour === 'silent' || (behaviour === 'late' && seen < 2)) continue;
      if (planned.has(`${address} ${task.link}`)) continue;
      planned.add(`${address} ${task.link}`);
      const open = () => {
        cancels.delete(cancel);
        void visit(errand, task, behaviour);
      };
      const cancel = clock.at(opensAt(errand, letter.sentAt), open, 'people');
      cancels.add(cancel);
    }
  };

  const errandOf = (address: string, link: string, subject: string): Errand => {
    const known = errands.get(`${address} ${link}`);
    if (known) return known;
    const caseId = /^\[(\S+)\]/.exec(subject)?.[1];
    const nth = errandsOf.get(caseId ?? '') ?? 0;
    errandsOf.set(caseId ?? '', nth + 1);
    const errand = { address, link, caseId, nth };
    errands.set(`${address} ${link}`, errand);
    return errand;
  };

  const visit = async (errand: Errand, task: TaskMail, behaviour: Behaviour): Promise<void> => {
    const done = clock.busy();
    const { address } = errand;
    onOpen?.(address);
    try {
      onVisit(
        await answerByPage(address, task, (form, facts) => wants(address, errand, form, facts), {
          wrongCodeFirst: behaviour === 'wrong-code-first',
          ...(language && { language: language(address) }),
        }),
        errand,
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
