/**
 * Months of a town: its customers come in as files, as a bank delivers them, complaints and changes as events, and everybody
 * who gets a mail acts on it through the pages. All of it from the outside.
 */
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { realMs } from '../clock/machine.ts';
import type { BusEvent } from '../events/events.ts';
import type { Runtime } from '../runtime.ts';
import { accountBy, type Proved, prove } from './accounts.ts';
import { doneAgain } from './again.ts';
import type { Circumstance } from './behaviours.ts';
import { chronicle, type Wanted } from './chronicle.ts';
import { companyOf, isAlert } from './company.ts';
import { type Drawing, fadingOf } from './fading.ts';
import type { Fate } from './fates.ts';
import { deliverFiles, SAID, settle } from './files.ts';
import { type Operations, operate } from './operations.ts';
import { peopleAtWork, type Visit } from './people.ts';
import { type Account, arrive, customersOfTheirOwnAccord, newLedger, openJournal } from './real-input.ts';
import { respond } from './respondents.ts';
import { busOf, clientOf, importBank, sampleBank } from './story.ts';
import { townOf } from './town.ts';
import { type Labelled, type Truth, truthOf } from './truth.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** Time for the last mails to leave. */
const AFTERMATH = 60 * MINUTE;

/** What the program that stands outside counts of contacts and visits. */
export interface Contacts {
  /** How many cases of each workflow ended how; each outcome there can be is named. */
  workflows: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Visits that are on their way, and those on which nobody and nothing will act. */
  visits: { open: number; lost: number };
  contacts: {
    /** Mails in customers' mailboxes, and talks that staff wrote down. */
    made: number;
    capsExceeded: number;
    withoutConsentDecision: number;
    /** Of those made, how many rang or lay in the door at night in the customer's own zone. */
    quietHours: number;
    /** Words of the arbiter that put a contact off, or kept it back. */
    deferred: number;
    suppressed: number;
  };
  /** What was counted as a fault, in words. */
  faults: string[];
}

/** What another program that stands outside counts of alerts. */
export interface Alerts {
  /** How many alerts ended with each label, and how many were joined to another one. */
  workflows: { ChurnAlertResponse: Readonly<Record<string, number>> };
  alerts: {
    /** Alerts that are young enough to be open. */
    open: number;
    /** Alerts that ended without a label, or have been open for longer than any may be. */
    unlabelled: number;
    /** Pairs of alerts of one customer that were open at the same moment. */
    overlapping: number;
    /** Alerts that still wait for a complaint that is settled, or past the day until which they wait. */
    holdsUnreleased: number;
    /** Customers whose lock an alert holds that has ended. */
    locksLeft: number;
    /** Contacts about alerts without a decision that looked at consent. */
    withoutConsentDecision: number;
    /** Alerts on which nobody and nothing will act. */
    lost: number;
  };
  labelled: readonly Labelled[];
  faults: string[];
}

/** What came of the months, for `--json`. */
export interface TownSummary extends Account, Omit<Contacts, 'visits' | 'faults'>, Proved {
  customers: number;
  visits: { open: number };
  alerts: Omit<Alerts['alerts'], 'lost'>;
  truth: readonly Truth[];
  mails: number;
  reminders: number;
  escalations: number;
  pages: { answered: number; 'nothing-to-do': number; refused: number };
  virtualDays: number;
  wallSeconds: number;
}

/** Customers of the town where nobody wants another number: enough for each circumstance, and some with none. */
export const TOWNSPEOPLE = 60;

/** What is played, and where. */
export interface TownPlay {
  runtime: Runtime;
  /** Data folder of the runtime, where the journal of what was handed in is kept. */
  folder: string;
  seed: number;
  print: (line: string) => void;
  /** What is told of it beside how it stands; the turns of the story where absent. */
  tell?: Wanted;
  /** Days that are played, and how many customers there are beside those of the sample bank. */
  days?: number;
  customers?: number;
  /** What becomes of those who may leave; as usual where absent. */
  fates?: Readonly<Record<string, Fate>>;
}

/** Plays the months to their end, or goes on with them after the runtime was killed. */
export async function playTown({
  runtime,
  folder,
  seed,
  print,
  tell: wanted = { parts: [], numbers: [] },
  days = 200,
  customers = TOWNSPEOPLE,
  fates,
}: TownPlay): Promise<TownSummary> {
  const { clock, mail, events } = runtime;
  const begun = realMs();
  const bank = sampleBank();
  const bus = busOf(runtime);
  const journal = openJournal(folder, clock.now());
  const drawing: Drawing = { seed, from: journal.startedAt, days };
  const town = townOf({ ...drawing, customers, ...(fates && { fates }) });
  const fading = fadingOf(town.wavering, drawing);
  const fateOf = new Map(town.wavering.map(({ customerId, fate }) => [customerId, fate]));
  const ledger = newLedger();
  const names = new Map(
    [...bank.customers, ...town.people.customers].map(({ customerId, name }) => [customerId, name]),
  );
  const told = chronicle({ print, wanted, nameOf: (customerId) => names.get(customerId) });
  const customerOf = new Map<string, string>();
  let fault: Error | undefined;
  const fail = (cause: Error): void => {
    fault ??= cause;
  };
  let operations: Operations | undefined;
  const company = companyOf(
    {
      customers: [...bank.customers, ...town.people.customers],
      staff: [...bank.staff, ...town.people.staff],
    },
    seed,
    undefined,
    {
      circumstanceOf: (caseId) => {
        if (operations?.isRefused(caseId)) return REFUSED;
        const customerId = customerOf.get(caseId) ?? '';
        if (isAlert(caseId)) return fateOf.get(customerId);
        return isVisit(caseId) || town.isWriter(customerId) ? town.circumstanceOf(customerId) : undefined;
      },
      now: () => clock.now(),
    },
  );
  const records = new DynamoDBClient(clientOf(runtime));
  const ends: (() => void)[] = [() => records.destroy()];
  /** Notes whose visit or alert a task is about: whoever has the task reads that on its page. */
  const hear = (event: BusEvent): void => {
    ledger.hear(event);
    fading.hear(event);
    const { caseId = '', customerId } = event.detail as { caseId?: string; customerId?: string };
    if (customerId !== undefined) customerOf.set(caseId, customerId);
    const ofCustomer = isVisit(caseId) || isAlert(caseId);
    if (event['detail-type'] !== 'task.created' || !ofCustomer || customerOf.has(caseId)) return;
    customerOf.set(caseId, '');
    const done = clock.busy();
    const Key = { caseId: { S: caseId }, sk: { S: 'HEAD' } };
    records
      .send(new GetItemCommand({ TableName: 'Steward-Cases', Key, ProjectionExpression: 'customerId' }))
      .then(({ Item }) => customerOf.set(caseId, Item?.customerId?.S ?? ''), fail)
      .finally(done);
  };
  try {
    await importBank(runtime);
    await settle(runtime, town, folder);
    ends.push(
      events.onEvent((name, event) => {
        if (name !== bus) return;
        hear(event);
        told.hear(event);
      }),
    );
    for (const event of events.archived(bus)) hear(event);

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
    ends.push(customersOfTheirOwnAccord({ runtime }, company, visited, fail));
    const { languageOf, customerAt } = company;
    ends.push(
      respond(
        runtime,
        { seed, startedAt: journal.startedAt, days, languageOf, customerAt, isCross: town.isCross },
        visited,
        fail,
      ),
    );
    const operating = operate(runtime, folder, { ...drawing, promoted: town.promoted }, fail);
    operations = operating;
    ends.push(() => operating.stop());
    const arrivals = arrive(runtime, town.arrivals, journal, fail);
    ends.push(arrivals.stop);
    const files = deliverFiles(runtime, folder, drawing, (at) => fading.filesAt(at), fail);
    ends.push(files.stop);

    const end = journal.startedAt + days * DAY;
    while (!fault && clock.now() < end) {
      await clock.advanceTo(Math.min(end, clock.now() + 10 * DAY));
      print(`  ${dayOf(clock.now())}  ${ledger.told()}`);
    }
    if (fault) throw fault;
    await clock.advance(AFTERMATH);

    const again = await doneAgain(runtime, journal.file);
    const account = await accountBy<Account>(runtime, 'account.ts', journal);
    const { faults, visits, ...counted } = await accountBy<Contacts>(runtime, 'contacts.ts', {
      file: join(folder, SAID),
    });
    const alerted = await accountBy<Alerts>(runtime, 'alerts.ts', { file: join(folder, SAID) });
    const proved = await prove(runtime, folder, print, {
      checked: again.checked,
      faults: [...again.faults, ...faults, ...alerted.faults],
    });
    const { lost, ...alerts } = alerted.alerts;
    return {
      customers: bank.customers.length + town.people.customers.length,
      ...account,
      lost: account.lost + visits.lost + lost + alerts.unlabelled,
      ...counted,
      workflows: { ...counted.workflows, ...alerted.workflows },
      visits: { open: visits.open },
      alerts,
      ...proved,
      truth: truthOf(town.wavering, alerted.labelled),
      mails: mail.count(),
      reminders: ledger.count('task.reminded'),
      escalations: ledger.count('task.escalated'),
      pages: ledger.pages(),
      virtualDays: Math.round((clock.now() - journal.startedAt) / DAY),
      wallSeconds: Math.round((realMs() - begun) / 100) / 10,
    };
  } finally {
    for (const end of ends) end();
  }
}

/** A campaign that is not to be held. */
const REFUSED: Partial<Circumstance> = { answers: { verdict: { REFUSE: 1 } } };

const isVisit = (caseId: string): boolean => caseId.startsWith('V');

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
