/** Customers who are asked how satisfied they are: they read the invitation, and answer, or do something else. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Mail } from '../mail/mail.ts';
import type { Runtime } from '../runtime.ts';
import type { Shares } from './behaviours.ts';
import { drawn, oneOf } from './draw.ts';
import type { Form } from './forms.ts';
import { answerByPage, readSurveyMail, type TaskMail, type Visit, type Wants, whereTo } from './people.ts';
import { busOf, clientOf } from './story.ts';
import { type Mood, type Response, type SurveyBehaviours, surveyBehaviours, voices } from './surveys.ts';
import type { StoryLanguage } from './timeline.ts';

const HOUR = 3_600_000;
/** How long after a mail a customer turns to it at the soonest and at the latest, in hours. */
const AFTER: readonly [number, number] = [1, 40];

/** Who is asked, and when the play began. */
export interface Respondents {
  readonly seed: number;
  readonly startedAt: number;
  readonly days: number;
  readonly languageOf: (address: string) => StoryLanguage;
  readonly customerAt: (address: string) => string | undefined;
  /** Whether no answer of the bank contents a customer; nobody is like that where absent. */
  readonly isCross?: (customerId: string) => boolean;
  readonly behaviours?: SurveyBehaviours;
}

/** One mail that asks a customer. */
interface Asked {
  readonly address: string;
  readonly customerId: string;
  readonly door: TaskMail;
  /** Number of the invitation. */
  readonly caseId: string;
  /** How many invitations the customer had before this one. */
  readonly nth: number;
}

/** Lets customers treat the surveys that they are sent; returns what ends it. */
export function respond(
  runtime: Runtime,
  {
    seed,
    startedAt,
    days,
    languageOf,
    customerAt,
    isCross = () => false,
    behaviours = surveyBehaviours,
  }: Respondents,
  visited: (visit: Visit) => void,
  fail: (cause: Error) => void,
): () => void {
  const { clock, mail } = runtime;
  const events = new EventBridgeClient(clientOf(runtime));
  const cancels = new Set<() => void>();
  /** Invitations of each customer in the order in which they came, and how many mails each of them brought. */
  const invitations = new Map<string, string[]>();
  const mails = new Map<string, number>();

  const draw = ({ customerId, nth }: Asked, ...what: string[]) =>
    drawn(seed, 'survey', customerId, nth, ...what);

  /** Somebody is as content at one time as at another, more or less. */
  const moodOf = (asked: Asked): Mood =>
    isCross(asked.customerId)
      ? 'cross'
      : oneOf(behaviours.mood, drawn(seed, 'mood', asked.customerId, Math.floor(asked.nth / 2)));

  const wants =
    (asked: Asked, some: boolean) =>
    (form: Form): Wants => {
      const mood = moodOf(asked);
      const { rating, recommends, resolved, wantsContact, voice, reason, poor } = behaviours;
      const said = oneOf(voice[mood], draw(asked, 'voice'));
      const isPoor = clock.now() < startedAt + poor.until * days * 24 * HOUR;
      const answers: Record<string, string> = { act: some ? 'keep' : 'submit' };
      for (const { name, kind, options } of form.fields) {
        const question = /^q\.(.+)$/.exec(name)?.[1];
        if (question === undefined) continue;
        // Whoever keeps some of it has come as far as the first question.
        if (some && Object.keys(answers).length > 1) break;
        const among = (shares: Shares<string>): string => {
          const known = Object.entries(shares).filter(([code]) => options.includes(code));
          const all = options.map((code): [string, number] => [code, 1]);
          return oneOf(
            Object.fromEntries<number | undefined>(known.length > 0 ? known : all),
            draw(asked, question),
          );
        };
        if (kind === 'textarea') answers[name] = said === '' ? '' : voices[languageOf(asked.address)][said];
        else if (question === 'voice') answers[name] = said;
        else if (question === 'wants-contact') answers[name] = among(wantsContact[mood]);
        else if (question === 'resolved')
          answers[name] = isCross(asked.customerId) ? 'NO' : among(resolved[mood]);
        else if (question === 'reason') answers[name] = among(reason);
        else if (options.includes('10')) answers[name] = among(recommends[mood]);
        else answers[name] = among(question === poor.question && isPoor ? poor.rating : rating[mood]);
      }
      return answers;
    };

  const act = async (asked: Asked, response: Response, letter: Mail): Promise<void> => {
    const language = languageOf(asked.address);
    switch (response) {
      case 'answers':
      case 'answers-late':
      case 'keeps-some':
        visited(
          await answerByPage(asked.address, asked.door, wants(asked, response === 'keeps-some'), {
            language,
          }),
        );
        return;
      case 'opts-out': {
        const link = /<([^>]+)>/.exec(headerOf(letter, 'list-unsubscribe') ?? '')?.[1];
        if (link === undefined) throw new Error(`The mail of ${asked.caseId} has no way to end such mails.`);
        const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
        const { status } = await fetch(link, { method: 'POST', body });
        if (status !== 200) throw new Error(`One click of ${asked.customerId} was answered with ${status}.`);
        return;
      }
      case 'complains': {
        const detail = {
          v: 1,
          channel: 'app',
          externalId: `INSTEAD-${asked.caseId}`,
          customerId: asked.customerId,
          submittedAt: new Date(clock.now()).toISOString(),
          text: voices[language].complaint,
        };
        const entry = {
          Source: 'bank.app',
          DetailType: 'complaint.submitted',
          Detail: JSON.stringify(detail),
        };
        await events.send(new PutEventsCommand({ Entries: [{ ...entry, EventBusName: busOf(runtime) }] }));
        return;
      }
      case 'never':
        return;
    }
  };

  const read = (letter: Mail): void => {
    const door = readSurveyMail(letter);
    if (door === undefined) return;
    for (const address of letter.to) {
      const customerId = customerAt(address);
      const caseId = whereTo(door.link).id.split('_')[1];
      if (customerId === undefined || caseId === undefined) continue;
      const all = invitations.get(customerId) ?? [];
      if (!all.includes(caseId)) invitations.set(customerId, [...all, caseId]);
      const nth = all.includes(caseId) ? all.indexOf(caseId) : all.length;
      const mailed = (mails.get(caseId) ?? 0) + 1;
      mails.set(caseId, mailed);
      const asked: Asked = { address, customerId, door, caseId, nth };
      const response = isCross(customerId) ? 'answers' : oneOf(behaviours.response, draw(asked, 'response'));
      if (mailed !== (response === 'answers-late' ? 2 : 1)) continue;
      const [soonest, latest] = AFTER;
      const after = soonest + draw(asked, 'delay') * (latest - soonest);
      const cancel = clock.at(
        letter.sentAt + Math.round(after * HOUR),
        () => {
          cancels.delete(cancel);
          const done = clock.busy();
          act(asked, response, letter).catch(fail).finally(done);
        },
        'people',
      );
      cancels.add(cancel);
    }
  };

  const end = mail.onMail(read);
  void (async () => {
    const done = clock.busy();
    try {
      for (const { id } of mail.list().reverse()) {
        const letter = await mail.get(id);
        if (letter) read(letter);
      }
    } finally {
      done();
    }
  })().catch(fail);
  return () => {
    end();
    for (const cancel of cancels) cancel();
    events.destroy();
  };
}

const headerOf = ({ headers }: Mail, wanted: string): string | undefined =>
  headers.find(({ name }) => name.toLowerCase() === wanted)?.value;
