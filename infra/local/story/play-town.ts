/**
 * Months of a town: its customers come in as files, as a bank delivers them, complaints and changes as events, and everybody
 * who gets a mail acts on it through the pages. All of it from the outside.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { realMs } from '../clock/machine.ts';
import type { BusEvent } from '../events/events.ts';
import type { Runtime } from '../runtime.ts';
import { companyOf } from './company.ts';
import { peopleAtWork, type Visit } from './people.ts';
import {
  type Account,
  accountBy,
  arrive,
  customersOfTheirOwnAccord,
  newLedger,
  openJournal,
} from './real-input.ts';
import { busOf, clientOf, importBank, sampleBank } from './story.ts';
import { csvOf, type Town, townOf } from './town.ts';

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

/** What came of the months, for `--json`. */
export interface TownSummary extends Account, Omit<Contacts, 'visits' | 'faults'> {
  customers: number;
  visits: { open: number };
  mails: number;
  reminders: number;
  escalations: number;
  pages: { answered: number; 'nothing-to-do': number; refused: number };
  virtualDays: number;
  wallSeconds: number;
}

/** What is played, and where. */
export interface TownPlay {
  runtime: Runtime;
  /** Data folder of the runtime, where the journal of what was handed in is kept. */
  folder: string;
  seed: number;
  print: (line: string) => void;
  /** Days that are played, and how many customers there are beside those of the sample bank. */
  days?: number;
  customers?: number;
}

/** Plays the months to their end, or goes on with them after the runtime was killed. */
export async function playTown({
  runtime,
  folder,
  seed,
  print,
  days = 120,
  customers = 200,
}: TownPlay): Promise<TownSummary> {
  const { clock, mail, events } = runtime;
  const begun = realMs();
  const bank = sampleBank();
  const bus = busOf(runtime);
  const journal = openJournal(folder, clock.now());
  const town = townOf({ seed, from: journal.startedAt, days, customers });
  const ledger = newLedger();
  const customerOf = new Map<string, string>();
  let fault: Error | undefined;
  const fail = (cause: Error): void => {
    fault ??= cause;
  };
  const company = companyOf(
    {
      customers: [...bank.customers, ...town.people.customers],
      staff: [...bank.staff, ...town.people.staff],
    },
    seed,
    undefined,
    {
      circumstanceOf: (caseId) =>
        isVisit(caseId) ? town.circumstanceOf(customerOf.get(caseId) ?? '') : undefined,
      now: () => clock.now(),
    },
  );
  const records = new DynamoDBClient(clientOf(runtime));
  const ends: (() => void)[] = [() => records.destroy()];
  /** Notes whose visit a task is about: a visitor reads that in the brief. */
  const hear = (event: BusEvent): void => {
    ledger.hear(event);
    const { caseId = '', customerId } = event.detail as { caseId?: string; customerId?: string };
    if (customerId !== undefined) customerOf.set(caseId, customerId);
    if (event['detail-type'] !== 'task.created' || !isVisit(caseId) || customerOf.has(caseId)) return;
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
    ends.push(events.onEvent((name, event) => name === bus && hear(event)));
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
    const arrivals = arrive(runtime, town.arrivals, journal, fail);
    ends.push(arrivals.stop);

    const end = journal.startedAt + days * DAY;
    while (!fault && clock.now() < end) {
      await clock.advanceTo(Math.min(end, clock.now() + 10 * DAY));
      print(`  ${dayOf(clock.now())}  ${ledger.told()}`);
    }
    if (fault) throw fault;
    await clock.advance(AFTERMATH);

    const account = await accountBy<Account>(runtime, 'account.ts', journal);
    const { faults, visits, ...counted } = await accountBy<Contacts>(runtime, 'contacts.ts', {
      file: join(folder, SAID),
    });
    for (const each of faults) print(`  ${each}`);
    return {
      customers: bank.customers.length + town.people.customers.length,
      ...account,
      lost: account.lost + visits.lost,
      ...counted,
      visits: { open: visits.open },
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

/** What customers had said when they came in, and whom to leave alone since when: for those who count from outside. */
const SAID = 'town-said.json';

/** Puts the files of a town into the bucket of imports, one after the other, and waits until each has gone in. */
async function settle(runtime: Runtime, town: Town, folder: string): Promise<void> {
  const done = join(folder, SAID);
  if (existsSync(done)) return;
  const { clock, model } = runtime;
  const client = { ...clientOf(runtime), forcePathStyle: true };
  const [objects, functions] = [new S3Client(client), new LambdaClient(client)];
  try {
    const Bucket = model.buckets.find(({ name }) => name.includes('-imports-'))?.name;
    for (const { kind, rows } of town.files) {
      const key = `incoming/${kind}-town.csv`;
      const { VersionId } = await objects.send(
        new PutObjectCommand({ Bucket, Key: key, Body: csvOf(rows), ContentType: 'text/csv' }),
      );
      await clock.advance(MINUTE);
      const reply = await functions.send(
        new InvokeCommand({
          FunctionName: 'Steward-ImportFile',
          Payload: JSON.stringify({ status: { key, versionId: VersionId } }),
        }),
      );
      const answer = Buffer.from(reply.Payload ?? []).toString('utf8');
      const { import: its } = JSON.parse(answer || '{}') as {
        import?: { state: string; counts: { read: number; held: number } };
      };
      if (its?.state !== 'DONE' || its.counts.held > 0 || its.counts.read !== rows.length) {
        throw new Error(`${key} with its ${rows.length} rows did not go in: ${answer.slice(0, 500)}`);
      }
    }
    writeFileSync(done, JSON.stringify(town.said), { mode: 0o600 });
  } finally {
    objects.destroy();
    functions.destroy();
  }
}

const isVisit = (caseId: string): boolean => caseId.startsWith('V');

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
