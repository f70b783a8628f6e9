/**
 * Stories that the runtime plays on its own app, from the outside: events put on the bus, mails read, pages
 * answered. What is told comes from mails, outbound events and pages only.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetExecutionHistoryCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { Clock } from '../clock/clock.ts';
import { realMs } from '../clock/machine.ts';
import type { BusEvent, Events } from '../events/events.ts';
import type { Mail, MailRoom } from '../mail/mail.ts';
import { sentences } from './behaviours.ts';
import { eventWords } from './event-words.ts';
import { type Behaviour, peopleAtWork, type Visit } from './people.ts';
import { type Moment, type StoryLanguage, type Timeline, timeline } from './timeline.ts';

/** What a story needs of a running runtime. */
export interface Stage {
  addresses: { aws: string };
  model: { region: string; buses: readonly { name: string }[] };
  /** The runtime's clock, while time is simulated. */
  clock: Clock & { readonly mode: string; advance(ms: number): Promise<void> };
  mail: Pick<MailRoom, 'list' | 'get' | 'onMail'>;
  events: Pick<Events, 'onEvent' | 'archived'>;
}

/** How a story is played and told. */
export interface Telling {
  runtime: Stage;
  /** Writes one line of the timeline. */
  print: (line: string) => void;
  /** Seed of what is drawn: how long people take from the mail to the page. */
  seed?: number;
  /** Whether to colour the lines; as the terminal has it where absent. */
  color?: boolean;
  /** As the environment has it where absent. */
  language?: StoryLanguage;
  /** Time zone of the bank. */
  zone?: string;
  /** How the staff treat tasks; all are `late` where absent, so that reminders are seen. */
  behaviourOf?: (staff: { staffId: string; role: string; level: number; address: string }) => Behaviour;
}

/** What came of a story, for `--json`. */
export interface StorySummary {
  caseId: string;
  customerId: string;
  outcome: string;
  /** True if the story had been played to its end before. */
  playedBefore: boolean;
  mails: { customer: number; staff: number };
  reminders: number;
  escalations: number;
  /** Outbound events of the case, in order. */
  events: string[];
  /** States of the execution, as they were entered. */
  states: string[];
  virtualDays: number;
  wallSeconds: number;
}

/** The sample bank, as the bank's own systems would deliver it. */
export interface SampleBank {
  customers: {
    customerId: string;
    name: string;
    /** Absent where no mail reaches them. */
    email?: string;
    language: StoryLanguage;
    tier: string;
    type: string;
  }[];
  staff: {
    staffId: string;
    name: string;
    email: string;
    language: StoryLanguage;
    role: string;
    level: number;
  }[];
  absences: { staffId: string; from: string; until: string }[];
}

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** Simulated time goes on in steps of this, so that it stands near the end of the story when that has come. */
const STEP = 15 * MINUTE;
/** A story that has not ended after this long is stuck. */
const LONGEST = 60 * DAY;
/** Time for the last mails to leave after the last event. */
const AFTERMATH = MINUTE;

/** Who complains in the first story, and how. The id makes it one case, however often it is submitted. */
const FIRST = {
  customerId: 'C1001',
  externalId: 'story-first-complaint',
  channel: 'app',
  language: 'zh-CN',
  subject: '跨行转账被重复扣费',
  text: '我于上周通过手机银行办理了一笔跨行转账，账户被重复收取了两次手续费。致电客服两次均未得到明确答复，请核实并退还多收的费用。',
} as const;

/** What is found and decided in the first complaint, by the fields of the forms: an ordinary one, with a second person. */
const CHOICES = {
  class: 'COMPLAINT',
  severity: 'S3',
  emotion: 'UPSET',
  vulnerable: 'NO',
  regulatorReferred: 'NO',
  business: 'B03',
  reached: 'SPOKEN',
  settledNow: 'NO',
  moreTime: 'NONE',
  outcome: 'RESOLVED_UPHELD',
  amount: '1200',
  verdict: 'APPROVE',
  word: 'ACCEPTED',
  way: 'COMPLETE',
} as const;

/** What people write and choose; other fields of a form are filled as they come. */
const WANTS = {
  'zh-CN': { ...sentences['zh-CN'], ...CHOICES },
  en: { ...sentences.en, ...CHOICES },
} as const;

const words = {
  en: {
    title: 'A first complaint',
    goesOn: 'The story goes on where it was.',
    playedBefore: 'This story has been played to its end before.',
    submitted: 'Submitted',
    complains: (name: string, tier: string, channel: string) => `${name} (${tier}) complains by ${channel}`,
    mailed: 'mail to',
    page: 'page',
    answered: 'opens the link, fills the form, enters the code',
    wrongCode: 'enters a wrong code, is told so, then answers with the right one',
    nothingToDo: 'opens the link: there is nothing to answer',
    refused: (status: number) => `is refused (${status})`,
    due: (when: string) => `due ${when}`,
    onTime: (yes: boolean) => (yes ? 'in time' : 'too late'),
    level: (level: string) => `level ${level}`,
    silence: 'nobody has answered',
  },
  'zh-CN': {
    title: '第一件投诉',
    goesOn: '故事从中断处继续。',
    playedBefore: '这个故事以前已经演完。',
    submitted: '提交',
    complains: (name: string, tier: string, channel: string) => `${name}（${tier}）通过 ${channel} 投诉`,
    mailed: '邮件至',
    page: '页面',
    answered: '打开链接，填写表单，输入六位数字',
    wrongCode: '先输入了错误的数字，得到提示后输入正确数字并答复',
    nothingToDo: '打开链接：无需答复',
    refused: (status: number) => `被拒绝（${status}）`,
    due: (when: string) => `截止 ${when}`,
    onTime: (yes: boolean) => (yes ? '按期' : '逾期'),
    level: (level: string) => `第 ${level} 级`,
    silence: '仍无人答复',
  },
} as const;

type Words = (typeof words)[StoryLanguage];

/** Reads the sample bank. */
export function sampleBank(): SampleBank {
  return JSON.parse(readFileSync(new URL('bank.json', import.meta.url), 'utf8')) as SampleBank;
}

/** Any key will do on this machine, but an SDK must have one. */
const CREDENTIALS = { accessKeyId: 'steward', secretAccessKey: 'local' };

/** How an SDK client reaches the runtime. */
export const clientOf = ({ addresses, model }: Pick<Stage, 'addresses' | 'model'>) => ({
  endpoint: addresses.aws,
  region: model.region,
  credentials: CREDENTIALS,
});

/** Imports the sample bank through the function that operators use; repeating it changes nothing. */
export async function importBank(stage: Pick<Stage, 'addresses' | 'model'>): Promise<void> {
  const client = new LambdaClient(clientOf(stage));
  try {
    const reply = await client.send(
      new InvokeCommand({ FunctionName: 'Steward-ImportBank', Payload: JSON.stringify(sampleBank()) }),
    );
    const answer = Buffer.from(reply.Payload ?? []).toString('utf8');
    const { refused = [] } = JSON.parse(answer || '{}') as { refused?: unknown[] };
    if (reply.FunctionError || refused.length > 0) {
      throw new Error(`Steward-ImportBank did not take the sample bank: ${answer.slice(0, 500)}`);
    }
  } finally {
    client.destroy();
  }
}

/** Plays the first complaint from submission to closing, or goes on with it after the runtime was killed. */
export async function playFirstComplaint(telling: Telling): Promise<StorySummary> {
  const { runtime: stage, seed = 1 } = telling;
  const { clock, mail, events } = stage;
  const busName = busOf(stage);
  if (clock.mode === 'real') {
    throw new Error('The story takes days: it can be played only while time is simulated.');
  }
  const begun = realMs();
  const bank = sampleBank();
  const story = newStory(bank, telling);
  await importBank(stage);

  const earlier = events.archived(busName);
  const resumed = earlier.some((event) => story.concerns(event));
  story.open(resumed);
  let fault: Error | undefined;
  const ends: (() => void)[] = [];
  try {
    // Listening comes first; what the mailbox and the archive hold already is told in the order of its time.
    ends.push(events.onEvent((bus, event) => bus === busName && story.hear(event)));
    await story.recall(earlier, mail);
    ends.push(mail.onMail((letter) => story.see(letter)));
    const playedBefore = story.closed !== undefined;

    if (!playedBefore) {
      if (!resumed) await submit(stage, story);
      const people = await peopleAtWork({
        clock,
        mail,
        behaviourOf: (address) => story.behaviourOf(address),
        wants: (address) => WANTS[story.languageOf(address)],
        language: (address) => story.languageOf(address),
        opensAt: ({ address }, mailedAt) => mailedAt + readingTime(seed, address),
        onOpen: () => story.opening(),
        onVisit: (visit) => story.visited(visit, clock.now()),
        onFault: (cause) => {
          fault ??= cause;
        },
      });
      ends.push(() => people.stop());
      const latest = clock.now() + LONGEST;
      while (!story.closed && !fault && clock.now() < latest) await clock.advance(STEP);
      if (fault) throw fault;
      if (!story.closed)
        throw new Error(`The first complaint has not been closed in 60 days; ${story.lastWords()}.`);
      await clock.advance(AFTERMATH);
    }
    const { caseId, ...told } = story.summary();
    return {
      caseId,
      customerId: FIRST.customerId,
      ...told,
      playedBefore,
      states: await statesOf(stage, caseId),
      wallSeconds: Math.round((realMs() - begun) / 100) / 10,
    };
  } finally {
    for (const end of ends) end();
  }
}

/** The bus that the bank's systems put events on: the one that the assembly makes. */
export function busOf({ model }: Pick<Stage, 'model'>): string {
  const [bus, ...others] = model.buses;
  if (!bus || others.length > 0)
    throw new Error(`The story needs one bus, and the assembly has ${model.buses.length}.`);
  return bus.name;
}

/** How long somebody takes from a mail to its page: ten minutes to an hour, the same for the same seed. */
function readingTime(seed: number, address: string): number {
  const drawn = createHash('sha256').update(`${seed} ${address}`).digest().readUInt32BE() / 2 ** 32;
  return Math.round((10 + drawn * 50) * MINUTE);
}

/** The customer's complaint, as the bank's app puts it on the bus. */
async function submit(stage: Stage, story: Story): Promise<void> {
  const at = stage.clock.now();
  story.submitted(at);
  const client = new EventBridgeClient(clientOf(stage));
  try {
    const { customerId, externalId, channel, language, subject, text } = FIRST;
    const detail = {
      v: 1,
      channel,
      externalId,
      customerId,
      submittedAt: new Date(at).toISOString(),
      language,
      subject,
      text,
    };
    const { Entries } = await client.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: busOf(stage),
            Source: 'bank.app',
            DetailType: 'complaint.submitted',
            Detail: JSON.stringify(detail),
          },
        ],
      }),
    );
    const [entry] = Entries ?? [];
    if (!entry?.EventId)
      throw new Error(`The bus did not take the complaint: ${entry?.ErrorCode} ${entry?.ErrorMessage}`);
  } finally {
    client.destroy();
  }
}

/** Names of the states that the execution of a case has entered, from its history. */
async function statesOf(stage: Stage, caseId: string): Promise<string[]> {
  const client = new SFNClient(clientOf(stage));
  try {
    const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
    const machine = stateMachines.find(({ name }) => name?.includes('ComplaintHandling'))?.stateMachineArn;
    if (!machine) throw new Error('There is no state machine ComplaintHandling.');
    const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:complaint-${caseId}-r1`;
    const entered: string[] = [];
    for (let nextToken: string | undefined, more = true; more; more = nextToken !== undefined) {
      const page = await client.send(
        new GetExecutionHistoryCommand({ executionArn, ...(nextToken && { nextToken }) }),
      );
      entered.push(...(page.events ?? []).flatMap((event) => event.stateEnteredEventDetails?.name ?? []));
      nextToken = page.nextToken;
    }
    return entered;
  } finally {
    client.destroy();
  }
}

interface OutboundDetail {
  at: string;
  caseId?: string;
  customerId?: string;
  facts?: Record<string, string | number | boolean>;
}

type Story = ReturnType<typeof newStory>;

/** What is known of the story so far, and its telling. */
function newStory(bank: SampleBank, telling: Telling) {
  const {
    print: write,
    color = process.stdout.isTTY === true && !process.env.NO_COLOR,
    language = /^zh/i.test(process.env.LC_ALL ?? process.env.LANG ?? '') ? 'zh-CN' : 'en',
    zone = 'Asia/Shanghai',
    behaviourOf = () => 'late' as const,
  } = telling;
  const say: Words = words[language];
  const lines: Timeline = timeline({ write, zone, language, color });
  const customers = new Map(bank.customers.map((customer) => [customer.email, customer]));
  const staff = new Map(bank.staff.map((person) => [person.email, person]));
  const customer = bank.customers.find(({ customerId }) => customerId === FIRST.customerId);
  if (!customer) throw new Error(`The sample bank has no customer ${FIRST.customerId}.`);

  const heard = new Set<string>();
  const read = new Set<string>();
  const counts = { customer: 0, staff: 0, reminders: 0, escalations: 0 };
  const names: string[] = [];
  let caseId: string | undefined;
  let began: number | undefined;
  let closed: { outcome: string; at: number } | undefined;
  let last = 'nothing was heard of it';

  const tell = (moment: Moment): void => {
    last = `last: ${moment.what} ${moment.text}`.trim();
    lines.tell(moment);
  };

  const when = (iso: unknown): string =>
    new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
      timeZone: zone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(Date.parse(String(iso)));

  const detailOf = (event: BusEvent): OutboundDetail => event.detail as unknown as OutboundDetail;

  const concerns = (event: BusEvent): boolean => {
    if (event.source !== 'steward') return false;
    const detail = detailOf(event);
    if (caseId !== undefined) return detail.caseId === caseId;
    return event['detail-type'] === 'complaint.received' && detail.customerId === FIRST.customerId;
  };

  const textOf = (name: string, { facts = {}, caseId: id }: OutboundDetail): string => {
    const parts: string[] = [];
    if (name === 'complaint.received' && id) parts.push(id);
    if (facts.level !== undefined) parts.push(say.level(String(facts.level)));
    if (name === 'task.reminded') parts.push(say.silence);
    if (facts.dueAt !== undefined) parts.push(say.due(when(facts.dueAt)));
    if (facts.outcome !== undefined) parts.push(String(facts.outcome));
    if (typeof facts.onTime === 'boolean') parts.push(say.onTime(facts.onTime));
    return parts.join(' · ');
  };

  const tones: Record<string, Moment['tone']> = {
    'task.reminded': 'warn',
    'task.escalated': 'warn',
    'task.expired': 'bad',
    'incident.opened': 'bad',
    'task.decided': 'good',
    'complaint.closed': 'good',
  };

  /**
   * What has to wait to be told: until it is known which case the story is about, for events and mails overtake
   * each other, and while somebody is at a page, for what follows from an answer may come before its receipt.
   */
  const early: (() => void)[] = [];
  let atPages = 0;
  const tellEarly = (): void => {
    if (caseId !== undefined && atPages === 0) for (const again of early.splice(0)) again();
  };

  /** An event, once; those of other cases are left out. */
  const hear = (event: BusEvent): void => {
    if (heard.has(event.id)) return;
    const mayConcern = caseId === undefined && event.source === 'steward';
    if (atPages > 0 || (mayConcern && !concerns(event))) {
      early.push(() => hear(event));
      return;
    }
    if (!concerns(event)) return;
    heard.add(event.id);
    const name = event['detail-type'];
    const detail = detailOf(event);
    const at = Date.parse(detail.at);
    if (name === 'complaint.received') caseId = detail.caseId;
    began ??= at;
    names.push(name);
    if (name === 'task.reminded') counts.reminders++;
    if (name === 'task.escalated') counts.escalations++;
    const tone = tones[name];
    tell({
      at,
      kind: 'event',
      what: eventWords[language][name] ?? name,
      text: textOf(name, detail),
      ...(tone && { tone }),
    });
    if (name === 'complaint.closed') closed = { outcome: String(detail.facts?.outcome ?? ''), at };
    tellEarly();
  };

  /** A mail, once; only mails of the case are told, and of them only to whom and about what. */
  const see = (letter: Pick<Mail, 'id' | 'to' | 'subject' | 'sentAt'>): void => {
    if (caseId === undefined || atPages > 0) {
      early.push(() => see(letter));
      return;
    }
    if (read.has(letter.id) || !letter.subject.includes(caseId)) return;
    const who = letter.to.map((address) => {
      const person = staff.get(address);
      return person ? `${person.name} (${person.role})` : (customers.get(address)?.name ?? address);
    });
    read.add(letter.id);
    if (letter.to.some((address) => staff.has(address))) counts.staff++;
    else counts.customer++;
    tell({ at: letter.sentAt, kind: 'mail', what: say.mailed, text: `${who.join(', ')}: ${letter.subject}` });
  };

  return {
    concerns,
    hear,
    see,
    get closed() {
      return closed;
    },
    open(resumed: boolean): void {
      lines.open(resumed ? `${say.title} · ${say.goesOn}` : say.title);
    },
    /** Tells what an earlier process has seen of the story, events and mails in the order of their time. */
    async recall(earlier: BusEvent[], mail: Pick<MailRoom, 'list'>): Promise<void> {
      const first = earlier.find(concerns);
      if (!first) return;
      caseId = detailOf(first).caseId;
      this.submitted(Date.parse(detailOf(first).at));
      const past = [
        ...earlier
          .filter(concerns)
          .map((event) => ({ at: Date.parse(detailOf(event).at), tell: () => hear(event) })),
        ...mail
          .list()
          .reverse()
          .map((letter) => ({ at: letter.sentAt, tell: () => see(letter) })),
      ];
      past.sort((one, other) => one.at - other.at);
      for (const { tell: again } of past) again();
      if (closed) tell({ at: closed.at, kind: 'note', what: '', text: say.playedBefore });
    },
    submitted(at: number): void {
      began = at;
      const text = say.complains(customer.name, `${customer.tier}, ${customer.type}`, FIRST.channel);
      tell({ at, kind: 'event', what: say.submitted, text });
    },
    opening(): void {
      atPages++;
    },
    visited(visit: Visit, at: number): void {
      const name = (staff.get(visit.address) ?? customers.get(visit.address))?.name ?? visit.address;
      const did =
        visit.result === 'refused'
          ? say.refused(visit.status)
          : visit.result === 'nothing-to-do'
            ? say.nothingToDo
            : visit.wrongCodeRefused
              ? say.wrongCode
              : say.answered;
      tell({
        at,
        kind: 'page',
        what: say.page,
        text: `${name} ${did}${visit.title ? ` → ${visit.title}` : ''}`,
        ...(visit.result === 'refused' && { tone: 'bad' }),
      });
      atPages--;
      tellEarly();
    },
    behaviourOf(address: string): Behaviour | undefined {
      const person = staff.get(address);
      if (person) return behaviourOf({ ...person, address });
      return address === customer.email ? 'prompt' : undefined;
    },
    languageOf: (address: string): StoryLanguage =>
      (staff.get(address) ?? customers.get(address))?.language ?? 'en',
    lastWords: () => last,
    summary() {
      if (caseId === undefined || began === undefined || !closed)
        throw new Error(`The story has no end; ${last}.`);
      return {
        caseId,
        outcome: closed.outcome,
        mails: { customer: counts.customer, staff: counts.staff },
        reminders: counts.reminders,
        escalations: counts.escalations,
        events: names,
        virtualDays: Math.round(((closed.at - began) / DAY) * 100) / 100,
      };
    },
  };
}
