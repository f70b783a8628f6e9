/**
 * Real input: events of a file arrive one after the other on the virtual clock, and the people of the sample bank act
 * on what reaches their mailboxes, through the pages that the mails link to. All of it from the outside.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { realMs } from '../clock/machine.ts';
import type { BusEvent } from '../events/events.ts';
import type { Runtime } from '../runtime.ts';
import { accountBy, type Proved, prove } from './accounts.ts';
import type { Behaviours } from './behaviours.ts';
import { companyOf } from './company.ts';
import type { InputEvent, NoEvent } from './input/input.ts';
import { answerByPage, peopleAtWork, readCaseMail, type Visit } from './people.ts';
import { busOf, clientOf, importBank, sampleBank } from './story.ts';

/** What came of the input, for `--json`: `received = quarantined + duplicates + closed + open + lost`. */
export interface Summary {
  received: number;
  quarantined: number;
  duplicates: number;
  /** Closed cases by outcome. */
  closed: Record<string, number>;
  open: number;
  /** Matters that nobody will act on, or whose customer was never told. */
  lost: number;
  /** Answers that a page took and that no record has. */
  forgotten: number;
  /** Cases whose customer had the answer within the statutory term, and those without. */
  onTime: number;
  breached: number;
  /** New facts and withdrawals that came as events of their own; lines that the bus did not take. */
  messages: number;
  refused: number;
  /** What must always hold: things that were looked at, and those of them that do not. */
  invariants: Proved['invariants'];
  mails: number;
  reminders: number;
  escalations: number;
  refusedApprovals: number;
  /** Pages that people opened: answered, without a form, or with an answer that was not taken. */
  pages: { answered: number; 'nothing-to-do': number; refused: number };
  /** What a case took on average, in this start of the runtime. */
  perCase: {
    transitions: number;
    invocations: number;
    readUnits: number;
    writeUnits: number;
    mails: number;
  };
  virtualDays: number;
  wallSeconds: number;
}

/** What is played, and where. */
export interface RealInput {
  runtime: Runtime;
  /** Data folder of the runtime, where the journal of the input is kept. */
  folder: string;
  entries: readonly (InputEvent | NoEvent)[];
  seed: number;
  /** How people behave; as they usually do where absent. */
  behaviours?: Behaviours;
  print: (line: string) => void;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Events arrive in office hours, ten on each of four hours: what comes together is handled together. */
const AN_HOUR = 10;
const A_DAY = 40;
/** Simulated time goes on in steps of this until everything has come to its end. */
const STEP = 6 * HOUR;
/** What has not ended after this long will not. */
const LONGEST = 200 * DAY;
/** Time for the last mails to leave after the last event. */
const AFTERMATH = HOUR;

/** A line of the journal: what was handed in, and what the bus answered. */
interface HandedIn {
  line: number;
  type: unknown;
  detail: unknown;
  eventId?: string;
  refused?: string;
}

/** Plays the events of a file to their end, or goes on with them after the runtime was killed. */
export async function playRealInput(input: RealInput): Promise<Summary> {
  const { runtime, folder, seed, print } = input;
  const { clock, mail, events } = runtime;
  const begun = realMs();
  const bank = sampleBank();
  const bus = busOf(runtime);
  const company = companyOf(bank, seed, input.behaviours);
  const journal = openJournal(folder, clock.now());
  const ledger = newLedger();
  let fault: Error | undefined;
  const fail = (cause: Error): void => {
    fault ??= cause;
  };
  const ends: (() => void)[] = [];
  try {
    await importBank(runtime);
    ends.push(events.onEvent((name, event) => name === bus && ledger.hear(event)));
    for (const event of events.archived(bus)) ledger.hear(event);

    const visited = (visit: Visit): void => {
      ledger.visited(visit);
      journal.answered(visit);
    };
    const people = await peopleAtWork({
      clock,
      mail,
      behaviourOf: (_, errand) => company.mannerOf(errand),
      wants: (_, errand, form, facts) => company.wants(errand, form, facts),
      language: company.languageOf,
      opensAt: company.opensAt,
      onVisit: visited,
      onFault: fail,
    });
    ends.push(() => people.stop());
    ends.push(customersOfTheirOwnAccord(input, company, visited, fail));
    const arrivals = arrive(
      runtime,
      input.entries.map((entry, index) => ({ at: arrivalOf(journal.startedAt, index), entry })),
      journal,
      fail,
    );
    ends.push(arrivals.stop);

    const latest = journal.startedAt + LONGEST;
    let told = 0;
    while (!fault && clock.now() < latest && !(arrivals.over() && ledger.settled())) {
      await clock.advance(STEP);
      if (ledger.closed() >= told + 10) {
        told = ledger.closed();
        print(`  ${day(clock.now())}  ${ledger.received()} received, ${told} closed`);
      }
    }
    if (fault) throw fault;
    await clock.advance(AFTERMATH);
    const account = await accountBy<Account>(runtime, 'account.ts', journal);
    const { invariants } = await prove(runtime, folder, print);
    const cases = Math.max(1, ledger.received());
    return {
      ...account,
      invariants,
      mails: mail.count(),
      reminders: ledger.count('task.reminded'),
      escalations: ledger.count('task.escalated'),
      refusedApprovals: ledger.refusedApprovals(),
      pages: ledger.pages(),
      perCase: { ...(await usedPerCase(runtime, cases)), mails: rounded(mail.count() / cases) },
      virtualDays: rounded((clock.now() - journal.startedAt) / DAY),
      wallSeconds: rounded((realMs() - begun) / 1_000),
    };
  } finally {
    for (const end of ends) end();
  }
}

/** What has been handed in so far, on disk, so that a killed play knows where it was. */
export function openJournal(folder: string, now: number) {
  const file = join(folder, 'input-journal.jsonl');
  const pages = join(folder, 'input-pages.jsonl');
  const start = join(folder, 'input-started.json');
  if (!existsSync(start)) writeFileSync(start, JSON.stringify({ startedAt: now }), { mode: 0o600 });
  for (const journal of [file, pages]) if (!existsSync(journal)) writeFileSync(journal, '', { mode: 0o600 });
  const { startedAt } = JSON.parse(readFileSync(start, 'utf8')) as { startedAt: number };
  const known = readFileSync(file, 'utf8').split('\n').filter(Boolean).length;
  return {
    file,
    pages,
    startedAt,
    /** Entries that were handed in by earlier processes. */
    known,
    note: (handed: HandedIn) => appendFileSync(file, `${JSON.stringify(handed)}\n`),
    /** Notes that a page took somebody's answer, as they had it from the page. */
    answered({ door, id, what, status, result }: Visit): void {
      if (result === 'answered') appendFileSync(pages, `${JSON.stringify({ door, id, what, status })}\n`);
    },
  };
}

/** Hands in each entry at its time; entries that an earlier process has handed in are left out. */
export function arrive(
  runtime: Runtime,
  entries: readonly { readonly at: number; readonly entry: InputEvent | NoEvent }[],
  journal: ReturnType<typeof openJournal>,
  fail: (cause: Error) => void,
) {
  const { clock } = runtime;
  const client = new EventBridgeClient(clientOf(runtime));
  const bus = busOf(runtime);
  let next = journal.known;
  let cancel = () => {};

  const plan = (): void => {
    const arrival = entries[next];
    if (arrival) cancel = clock.at(arrival.at, () => void take(arrival.entry));
  };
  const take = async (entry: InputEvent | NoEvent): Promise<void> => {
    const done = clock.busy();
    try {
      journal.note(await handIn(client, bus, entry, clock.now()));
      next++;
      plan();
    } catch (cause) {
      fail(cause as Error);
    } finally {
      done();
    }
  };
  plan();
  return {
    over: () => next >= entries.length,
    stop() {
      cancel();
      client.destroy();
    },
  };
}

/** When the n-th entry arrives: so many a day from nine o'clock on, Monday to Friday. */
function arrivalOf(startedAt: number, index: number): number {
  const workday = Math.floor(index / A_DAY);
  const weekends = Math.floor(workday / 5);
  return startedAt + (workday + 2 * weekends) * DAY + Math.floor((index % A_DAY) / AN_HOUR) * HOUR;
}

/** Puts one entry on the bus as it stands; only a missing moment of submission is filled in. */
async function handIn(
  client: EventBridgeClient,
  bus: string,
  entry: InputEvent | NoEvent,
  now: number,
): Promise<HandedIn> {
  if ('unreadable' in entry) {
    return { line: entry.line, type: undefined, detail: undefined, refused: entry.unreadable };
  }
  const { line, source, type } = entry;
  const detail = submittedNow(entry.detail, type, now);
  const request = {
    EventBusName: bus,
    Source: source,
    DetailType: type,
    Detail: typeof detail === 'string' ? detail : JSON.stringify(detail),
  } as PutEventsRequestEntry;
  const { Entries } = await client.send(new PutEventsCommand({ Entries: [request] }));
  const [answer] = Entries ?? [];
  const refused = answer?.EventId === undefined ? `${answer?.ErrorCode}: ${answer?.ErrorMessage}` : undefined;
  return {
    line,
    type,
    detail: typeof detail === 'string' ? parsed(detail) : detail,
    ...(answer?.EventId === undefined ? {} : { eventId: answer.EventId }),
    ...(refused === undefined ? {} : { refused }),
  };
}

function submittedNow(detail: unknown, type: unknown, now: number): unknown {
  if (type !== 'complaint.submitted' || typeof detail !== 'object' || detail === null) return detail;
  return { ...detail, submittedAt: (detail as { submittedAt?: unknown }).submittedAt ?? instant(now) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Has customers withdraw and add facts some days after their acknowledgement, by the link that is in it. */
export function customersOfTheirOwnAccord(
  { runtime }: Pick<RealInput, 'runtime'>,
  company: ReturnType<typeof companyOf>,
  visited: (visit: Visit) => void,
  fail: (cause: Error) => void,
): () => void {
  const { clock, mail } = runtime;
  const cancels = new Set<() => void>();
  const known = new Set<string>();
  const read = (letter: { to: string[]; subject: string; sentAt: number; text: string }): void => {
    const caseId = /^\[(\S+)\]/.exec(letter.subject)?.[1];
    const door = readCaseMail(letter);
    for (const address of letter.to) {
      if (caseId === undefined || door === undefined || known.has(caseId)) continue;
      if (company.customerAt(address) === undefined) continue;
      known.add(caseId);
      const own = company.ownAccordOf(caseId, address);
      if (!own) continue;
      const cancel = clock.at(letter.sentAt + own.after, () => {
        cancels.delete(cancel);
        const done = clock.busy();
        const what = own.course === 'withdraws' ? 'WITHDRAW' : 'FACTS';
        const language = company.languageOf(address);
        answerByPage(address, door, { what, text: own.text }, { language }).then(visited, fail).finally(done);
      });
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
  };
}

/** What the outbound events and the pages tell, each event once. */
export function newLedger() {
  const heard = new Set<string>();
  const counts = new Map<string, number>();
  const received = new Set<string>();
  const closed = new Set<string>();
  let refusedApprovals = 0;
  const pages = { answered: 0, 'nothing-to-do': 0, refused: 0 };
  return {
    hear(event: BusEvent): void {
      if (event.source !== 'steward' || heard.has(event.id)) return;
      heard.add(event.id);
      const name = event['detail-type'];
      const { caseId, facts = {} } = event.detail as { caseId?: string; facts?: Record<string, unknown> };
      counts.set(name, (counts.get(name) ?? 0) + 1);
      if (name === 'complaint.received' && caseId) received.add(caseId);
      if (name === 'complaint.closed' && caseId) closed.add(caseId);
      if (name === 'task.decided' && facts.verdict === 'REFUSE') refusedApprovals++;
    },
    visited({ result }: Visit): void {
      pages[result]++;
    },
    pages: () => ({ ...pages }),
    /** How things stand, in a line. */
    told(): string {
      const of = (name: string) => counts.get(name) ?? 0;
      const visits = `${of('visit.completed')} visits made, ${of('care.sent')} greetings sent`;
      const complaints = `${closed.size} of ${received.size} complaints closed`;
      const ended = of('churn.closed') + of('churn.merged');
      const alerts = `${of('churn.alerted') - ended} alerts open, ${of('churn.closed')} labelled`;
      return `${visits}, ${complaints}, ${alerts}, ${of('task.decided')} tasks answered`;
    },
    count: (name: string) => counts.get(name) ?? 0,
    received: () => received.size,
    closed: () => closed.size,
    refusedApprovals: () => refusedApprovals,
    settled: () => [...received].every((caseId) => closed.has(caseId)),
  };
}

/** Who was served, and in time. */
export type Account = Pick<
  Summary,
  | 'received'
  | 'quarantined'
  | 'duplicates'
  | 'closed'
  | 'open'
  | 'lost'
  | 'forgotten'
  | 'onTime'
  | 'breached'
  | 'messages'
  | 'refused'
>;

/** What this process has used, a case. */
async function usedPerCase(runtime: Runtime, cases: number): Promise<Omit<Summary['perCase'], 'mails'>> {
  const { functions, records } = runtime.usage();
  const sum = (numbers: number[]): number => rounded(numbers.reduce((all, one) => all + one, 0) / cases);
  return {
    transitions: rounded((await transitionsOf(runtime)) / cases),
    invocations: sum(Object.values(functions).map(({ invocations }) => invocations)),
    readUnits: sum(Object.values(records).map(({ readUnits }) => readUnits)),
    writeUnits: sum(Object.values(records).map(({ writeUnits }) => writeUnits)),
  };
}

/** State transitions of all executions: one for each state that is entered. AWS bills one more for each retry. */
export async function transitionsOf({ states, model }: Runtime): Promise<number> {
  let transitions = 0;
  for (const { arn } of model.machines) {
    for await (const { executionArn } of pages<{ executionArn: string }>(
      states.service,
      'ListExecutions',
      { stateMachineArn: arn },
      'executions',
    )) {
      for await (const { type } of pages<{ type: string }>(
        states.service,
        'GetExecutionHistory',
        { executionArn, maxResults: 1_000 },
        'events',
      )) {
        if (type.endsWith('StateEntered')) transitions++;
      }
    }
  }
  return transitions;
}

async function* pages<Item>(
  service: Runtime['states']['service'],
  operation: string,
  input: Record<string, unknown>,
  list: string,
): AsyncGenerator<Item> {
  let nextToken: unknown;
  do {
    const page = (await service(operation, {
      ...input,
      ...(nextToken === undefined ? {} : { nextToken }),
    })) as Record<string, unknown>;
    yield* page[list] as Item[];
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

const instant = (at: number): string => new Date(at).toISOString();
const day = (at: number): string => instant(at).slice(0, 10);
const rounded = (number: number): number => Math.round(number * 10) / 10;
