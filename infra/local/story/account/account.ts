/**
 * Who was served, and in time? A program of its own that imports nothing of the product: it knows what was handed in and
 * what the pages answered, asks tables and mailbox over HTTP, and judges by what a customer has in hand. Arguments: AWS
 * endpoint, mailbox, journal of what was handed in (JSON lines), instant of the count, journal of the pages' answers (JSON
 * lines). Prints one line of JSON.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { outside, type Row } from './reading.ts';

/** A line of the journal: what was handed in, and what the bus answered. */
interface HandedIn {
  line: number;
  type: unknown;
  detail: unknown;
  eventId?: string;
  /** Why the bus did not take it. */
  refused?: string;
}

/** A page that took somebody's answer: the door, the id that its link names, and what the customer did there. */
interface Taken {
  door: string;
  id: string;
  what?: string;
  status: number;
}

const [endpoint = '', mailbox = '', journal = '', countedAt = '', pages = ''] = process.argv.slice(2);

/** Letters that end a matter, by the kind that stands in their record; `closing` does where there is none of them. */
const ENDING = new Set(['decision', 'feedback', 'quick', 'withdrawn']);

const linesOf = <Line>(file: string): Line[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

async function main(): Promise<void> {
  const handedIn = linesOf<HandedIn>(journal);
  const bank = outside(endpoint, mailbox);
  const [intake, cases, tasks, customers] = await bank.rowsOf('Intake', 'Cases', 'Tasks', 'Customers');
  const mails = await bank.mails();

  const held = heldEvents(intake ?? []);
  const caseOf = new Map(
    (intake ?? [])
      .filter(({ state }) => state === 'ACCEPTED')
      .map(({ businessKey, caseId }) => [String(businessKey), String(caseId)]),
  );
  const seen = new Set<string>();
  const account = {
    received: 0,
    quarantined: 0,
    duplicates: 0,
    closed: {} as Record<string, number>,
    open: 0,
    lost: 0,
    onTime: 0,
    breached: 0,
    /** New facts and withdrawals that came as events of their own; they are no matters. */
    messages: 0,
    /** Lines that the bus did not take. */
    refused: 0,
    /** Answers that a page took with thanks and that no record has. */
    forgotten: 0,
    /** Why something counts as lost, or as forgotten. */
    reasons: [] as string[],
  };
  const lose = (line: number, reason: string): void => {
    account.lost++;
    account.reasons.push(`line ${line}: ${reason}`);
  };

  for (const { line, type, detail, eventId, refused } of handedIn) {
    if (refused !== undefined) {
      account.refused++;
      continue;
    }
    if (eventId !== undefined && held.has(eventId)) {
      account.received++;
      account.quarantined++;
      continue;
    }
    if (type !== 'complaint.submitted') {
      account.messages++;
      continue;
    }
    account.received++;
    const { channel, externalId } = detail as { channel: string; externalId: string };
    const key = `complaint#${channel}#${externalId}`;
    if (seen.has(key)) {
      account.duplicates++;
      continue;
    }
    seen.add(key);
    const caseId = caseOf.get(key);
    if (caseId === undefined) {
      lose(line, 'it is neither in quarantine nor a case');
      continue;
    }
    judge(line, caseId);
  }
  for (const { door, id, what } of pages === '' ? [] : linesOf<Taken>(pages)) {
    if (isKept(door, id, what)) continue;
    account.forgotten++;
    account.reasons.push(`${door}/${id}: a page took an answer that is in no record`);
  }
  process.stdout.write(`${JSON.stringify(account)}\n`);

  /** Whether what somebody was thanked for is in the records: a task's answer, a survey's, or a customer's word on their case. */
  function isKept(door: string, id: string, what: string | undefined): boolean {
    if (door === 't')
      return (tasks ?? []).some(
        ({ taskId, state, answer }) => taskId === id && state === 'DECIDED' && answer !== undefined,
      );
    if (door === 's') {
      // The link names the customer's door, and the invitation.
      const head = (cases ?? []).find((row) => row.caseId === id.split('_')[1] && row.sk === 'HEAD');
      // Whoever kept a part of an answer without a name is not to be found out by anybody.
      if (what === 'keep' && head?.naming === 'ANONYMOUS') return true;
      return what === 'keep' ? head?.participation !== undefined : head?.participation === 'SUBMITTED';
    }
    const kind = what === 'WITHDRAW' ? 'WITHDRAWN' : 'SUPPLEMENTED';
    return (cases ?? []).some(
      ({ caseId, sk, ...row }) =>
        caseId === id &&
        ((String(sk).startsWith('SIGNAL#') && row.kind === kind) ||
          // What comes to a closed case is a word against its end, whatever the customer calls it, and no signal.
          (String(sk).startsWith('NOTE#') && (row.brings === kind || row.brings === 'SUPPLEMENTED'))),
    );
  }

  function judge(line: number, caseId: string): void {
    const rows = (cases ?? []).filter((row) => row.caseId === caseId);
    const head = rows.find(({ sk }) => sk === 'HEAD');
    if (head === undefined) {
      lose(line, `its case ${caseId} has no record`);
      return;
    }
    const due = dueOf(rows, head);
    const address = (customers ?? []).find(
      ({ customerId, sk }) => customerId === head.customerId && sk === 'PROFILE',
    )?.email;
    const received = mails
      .filter(({ to, subject }) => to.includes(String(address)) && subject.includes(caseId))
      .map(({ sentAt }) => Date.parse(sentAt))
      .sort((one, other) => one - other);
    if (head.status !== 'CLOSED') {
      const waits = (tasks ?? []).some((task) => task.caseId === caseId && task.state === 'OPEN');
      if (!waits) {
        lose(line, `its case ${caseId} is ${head.status}, and nobody has a task for it`);
        return;
      }
      account.open++;
      if (due !== undefined && due < Date.parse(countedAt)) account.breached++;
      return;
    }
    const byHand = (tasks ?? [])
      .filter((task) => task.caseId === caseId && task.form === 'by-hand' && task.state === 'DECIDED')
      .map(({ decidedAt }) => Date.parse(String(decidedAt)));
    const ended = endOf(rows, typeof address === 'string' ? received.slice(1) : byHand);
    if (ended === undefined) {
      lose(line, `its case ${caseId} is closed, and the customer was not told`);
      return;
    }
    const outcome = String(head.outcome);
    account.closed[outcome] = (account.closed[outcome] ?? 0) + 1;
    if (due === undefined || ended <= due) account.onTime++;
    else account.breached++;
  }
}

/**
 * When the customer had the answer that ends the matter, by mail after the acknowledgement or from somebody who noted that
 * they were told; undefined if nothing ever told it.
 */
function endOf(rows: Row[], told: number[]): number | undefined {
  const sealed = (kinds: ReadonlySet<string>) =>
    rows
      .filter(({ sk, kind }) => String(sk).startsWith('LETTER#') && kinds.has(String(kind)))
      .map(({ sealedAt }) => Date.parse(String(sealedAt)));
  const letters = [...sealed(ENDING)];
  const from = letters.length > 0 ? letters : sealed(new Set(['closing']));
  const last = from.length === 0 ? 0 : Math.max(...from);
  return told.toSorted((one, other) => one - other).find((at) => at >= last);
}

/** The term that counts: that of the newest clock, or the one promised at first. */
function dueOf(rows: Row[], head: Row): number | undefined {
  const clocks = rows
    .filter(({ sk }) => String(sk).startsWith('CLOCK#'))
    .sort((one, other) => String(one.sk).localeCompare(String(other.sk)));
  const dueAt = clocks.at(-1)?.dueAt ?? head.dueAt;
  return dueAt === undefined ? undefined : Date.parse(String(dueAt));
}

/** Ids of the events that are held, which stand in the events themselves. */
function heldEvents(intake: Row[]): Set<string> {
  const parts = new Map(intake.map((row) => [String(row.businessKey), row]));
  const ids = intake
    .filter(({ businessKey }) => String(businessKey).startsWith('quarantine#'))
    .map((row) => {
      const id = String(row.businessKey).slice('quarantine#'.length);
      const packed = [row.event as Buffer];
      for (let part = 2; part <= Number(row.parts ?? 1); part++) {
        packed.push((parts.get(`part#${id}#${part}`)?.event ?? Buffer.alloc(0)) as Buffer);
      }
      return (JSON.parse(gunzipSync(Buffer.concat(packed)).toString('utf8')) as { id?: string }).id;
    });
  return new Set(ids.filter((id): id is string => id !== undefined));
}

await main();
