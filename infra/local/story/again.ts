/**
 * What is done once more when a play is over, and must change nothing: pages of mailed links are opened, and events come
 * again, the bank's and our own. All of it from the outside.
 */
import { readFileSync } from 'node:fs';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { Runtime } from '../runtime.ts';
import { outside, type Row } from './account/reading.ts';
import { busOf, clientOf } from './story.ts';

const HOUR = 3_600_000;

/** Mails that are read for links, the newest of them, and links of one kind that are opened. */
const MAILS = 60;
const LINKS = 4;

/** Events of one name that come again. */
const OF_ONE_NAME = 2;

/** Most events that one request may hold. */
const AT_ONCE = 10;

/** What was done again, and what it changed in spite of all, in words. */
export interface Again {
  checked: number;
  faults: string[];
}

/** Opens pages and sends events once more, and lets an hour pass; `journal` is the file of what was handed in. */
export async function doneAgain(runtime: Runtime, journal: string): Promise<Again> {
  const opened = await openedAgain(runtime);
  const replayed = await replayedAgain(runtime, journal);
  return {
    checked: opened.checked + replayed.checked,
    faults: [...opened.faults, ...replayed.faults],
  };
}

/** Invariant 9: a page that is opened writes nothing. Time stands still meanwhile, so nobody else writes either. */
async function openedAgain({ mail, usage, addresses }: Runtime): Promise<Again> {
  const written = (): number =>
    Object.values(usage().records).reduce((sum, { writeUnits }) => sum + writeUnits, 0);
  const links = new Map<string, string[]>();
  for (const { id } of mail.list({ limit: MAILS })) {
    const letter = await mail.get(id);
    for (const link of letter?.text.match(/https?:\/\/[^\s<>"']+/g) ?? []) {
      const door = new URL(link).pathname.split('/')[1] ?? '';
      const known = links.get(door) ?? [];
      if (known.length < LINKS && !known.includes(link)) links.set(door, [...known, link]);
    }
  }
  const pages = [...links.values()].flat().filter((link) => link.startsWith(addresses.pages));
  const faults: string[] = [];
  for (const link of pages) {
    const before = written();
    for (const method of ['GET', 'HEAD', 'GET'])
      await (await fetch(link, { method, redirect: 'manual' })).text();
    const units = written() - before;
    if (units === 0) continue;
    faults.push(`opening a page of /${new URL(link).pathname.split('/')[1]}/ wrote ${units} units`);
  }
  return { checked: pages.length, faults };
}

/** An event that comes again, and whose matter it is. */
interface Past {
  readonly name: string;
  readonly source: string;
  readonly detail: Row;
  readonly customerId: string;
}

/**
 * Invariant 10: an event that comes again changes nothing. What is sent concerns customers with nothing under way, so that in
 * the hour that follows nothing else happens to them.
 */
async function replayedAgain(runtime: Runtime, journal: string): Promise<Again> {
  const before = await recordsOf(runtime);
  const some = sampleOf([...handedIn(journal), ...told(runtime, before.customerOf)], before.settled);
  const client = new EventBridgeClient(clientOf(runtime));
  try {
    for (let from = 0; from < some.length; from += AT_ONCE) {
      const Entries: PutEventsRequestEntry[] = some
        .slice(from, from + AT_ONCE)
        .map(({ name, source, detail }) => ({
          EventBusName: busOf(runtime),
          Source: source,
          DetailType: name,
          Detail: JSON.stringify(detail),
        }));
      await client.send(new PutEventsCommand({ Entries }));
    }
  } finally {
    client.destroy();
  }
  await runtime.clock.advance(HOUR);
  const after = await recordsOf(runtime);
  const customers = [...new Set(some.map(({ customerId }) => customerId))];
  return {
    checked: some.length,
    faults: customers.flatMap((customerId) => changed(before, after, customerId)),
  };
}

/** What there is of each customer, by what it is: a row, or a mail. */
interface Records {
  /** Customers of whom no case is open. */
  readonly settled: ReadonlySet<string>;
  readonly customerOf: ReadonlyMap<string, string>;
  readonly counts: ReadonlyMap<string, Readonly<Record<string, number>>>;
}

async function recordsOf({ addresses }: Runtime): Promise<Records> {
  const bank = outside(addresses.aws, addresses.mailbox);
  const names = ['Cases', 'Contacts', 'Customers', 'Signals'];
  const [[cases = [], contacts = [], customers = [], signals = []], mails] = await Promise.all([
    bank.rowsOf(...names),
    bank.mails(),
  ]);
  const heads = cases.filter(({ sk }) => sk === 'HEAD');
  const busy = new Set(heads.filter(({ status }) => status !== 'CLOSED').map(({ customerId }) => customerId));
  const profiles = customers.filter(({ sk }) => sk === 'PROFILE');
  const counts = new Map<string, Record<string, number>>();
  const count = (of: unknown, what: string): void => {
    const its = counts.get(String(of)) ?? {};
    its[what] = (its[what] ?? 0) + 1;
    counts.set(String(of), its);
  };
  for (const { customerId, kind } of heads) count(customerId, `cases (${kind})`);
  for (const { customerId, class: kind, state } of contacts)
    count(customerId, `contacts (${kind}, ${state})`);
  for (const { customerId, what } of signals) count(customerId, `signals (${what})`);
  for (const { customerId, planKey } of customers) if (planKey !== undefined) count(customerId, 'plans');
  const customerAt = new Map(profiles.map(({ email, customerId }) => [email, customerId]));
  for (const { to } of mails) {
    for (const address of to) if (customerAt.has(address)) count(customerAt.get(address), 'mails');
  }
  return {
    settled: new Set(profiles.map(({ customerId }) => String(customerId)).filter((id) => !busy.has(id))),
    customerOf: new Map(heads.map(({ caseId, customerId }) => [String(caseId), String(customerId)])),
    counts,
  };
}

/** What became more or fewer of a customer, in words. */
function changed(before: Records, after: Records, customerId: string): string[] {
  const [had, has] = [before.counts.get(customerId) ?? {}, after.counts.get(customerId) ?? {}];
  return [...new Set([...Object.keys(had), ...Object.keys(has)])]
    .filter((what) => had[what] !== has[what])
    .map(
      (what) =>
        `events came again, and ${customerId} has ${has[what] ?? 0} ${what} where there were ${had[what] ?? 0}`,
    );
}

/** What the bank's systems had sent. */
function handedIn(journal: string): Past[] {
  return readFileSync(journal, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { type: unknown; detail: Row | null; refused?: string })
    .filter(({ detail, refused }) => refused === undefined && typeof detail?.customerId === 'string')
    .map(({ type, detail }) => ({
      name: String(type),
      source: 'bank.again',
      detail: detail ?? {},
      customerId: String(detail?.customerId),
    }));
}

/** What Steward told of its cases and customers. */
function told(runtime: Runtime, customerOf: Records['customerOf']): Past[] {
  return runtime.events.archived(busOf(runtime)).map(({ source, detail, 'detail-type': name }) => ({
    name,
    source,
    detail,
    customerId: String(detail.customerId ?? customerOf.get(String(detail.caseId)) ?? ''),
  }));
}

/** The first and the last events of each name that concern somebody with nothing under way. */
function sampleOf(past: readonly Past[], settled: ReadonlySet<string>): Past[] {
  const each = Map.groupBy(
    past.filter(({ customerId }) => settled.has(customerId)),
    ({ name }) => name,
  );
  return [...each.values()].flatMap((same) =>
    same.length <= OF_ONE_NAME ? same : [...same.slice(0, OF_ONE_NAME - 1), ...same.slice(-1)],
  );
}
