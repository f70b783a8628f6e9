/**
 * Did every alert that a customer may leave end, with one label, and let go of its customer? A program of its own that imports
 * nothing of the product: it asks tables and executions over HTTP. Arguments: AWS endpoint, mailbox, file of what customers
 * had said (JSON), instant of the count. Prints one line of JSON.
 */
import { outside, type Row } from './reading.ts';

const [endpoint = '', mailbox = '', , countedAt = ''] = process.argv.slice(2);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How an alert can end, as the design has it; the last one belongs to an alert that was joined to another. */
const LABELS = [
  'RETAINED',
  'PARTLY',
  'LOST',
  'FALSE_ALARM',
  'RECOVERED_BY_COMPLAINT',
  'SUPPRESSED',
  'CONTROL_RETAINED',
  'CONTROL_LOST',
  'UNKNOWN',
];
const JOINED = 'MERGED';

/** No alert lives longer than this, and what a moment brings is done within an hour. */
const LONGEST = 120 * DAY;
const SOON = HOUR;

/** What people write of a talk with somebody who may leave, where the customer was spoken with. */
const SPOKEN = new Set(['ACCEPTED', 'UNDECIDED', 'REFUSED', 'COMPLAINT', 'LEFT']);
const ASKED_BACK = new Set(['RETURNED', 'THINKING', 'GONE']);

const text = (value: unknown): string => (value === undefined ? '' : String(value));
const time = (value: unknown): number => Date.parse(text(value));

/** An execution, with when it ran; epoch ms. */
interface Run {
  readonly caseId: string;
  readonly customerId: string;
  readonly from: number;
  readonly until: number;
  readonly state: string;
}

async function main(): Promise<void> {
  const bank = outside(endpoint, mailbox);
  const names = ['Cases', 'Tasks', 'Customers', 'Contacts', 'Audit'];
  const [cases = [], tasks = [], customers = [], contacts = [], audit = []] = await bank.rowsOf(...names);
  const now = time(countedAt);
  const heads = cases.filter(({ sk, kind }) => sk === 'HEAD' && kind === 'alert');
  const statusOf = new Map(
    cases.filter(({ sk }) => sk === 'HEAD').map((head) => [text(head.caseId), text(head.status)]),
  );
  const closed = heads.filter(({ status }) => status === 'CLOSED');
  const open = heads.filter(({ status }) => status !== 'CLOSED');
  const faults: string[] = [];
  const found = (some: readonly string[]): number => {
    faults.push(...some);
    return some.length;
  };

  const runs = await Promise.all(heads.map(runOf));
  const alerts = {
    open: open.length,
    unlabelled: found([...unlabelled(), ...tooOld()]),
    overlapping: found(overlapping()),
    holdsUnreleased: found([...waitingInVain(), ...holdsLeft()]),
    locksLeft: found(locksLeft()),
    withoutConsentDecision: found(heads.flatMap(({ caseId }) => undecided(text(caseId)))),
    lost: found(lost()),
  };
  const counts = Object.fromEntries([...LABELS, JOINED].map((label) => [label, 0]));
  for (const { outcome } of closed) counts[text(outcome)] = (counts[text(outcome)] ?? 0) + 1;
  const labelled = closed
    .filter(({ outcome }) => outcome !== JOINED)
    .map(({ customerId, outcome: label, arm }) => ({ customerId, label, ...(arm !== undefined && { arm }) }));
  const workflows = { ChurnAlertResponse: counts };
  process.stdout.write(`${JSON.stringify({ workflows, alerts, labelled, faults })}\n`);

  async function runOf({ caseId, customerId, execution }: Row): Promise<Run> {
    const its = await bank.workflows('DescribeExecution', { executionArn: text(execution) });
    const { status, startDate, stopDate } = its;
    return {
      caseId: text(caseId),
      customerId: text(customerId),
      from: Number(startDate) * 1_000,
      until: stopDate === undefined ? Number.POSITIVE_INFINITY : Number(stopDate) * 1_000,
      state: text(status),
    };
  }

  /** Alerts that ended with no label that there is, or of which the trail does not say once that they ended with it. */
  function unlabelled(): string[] {
    return closed.flatMap(({ caseId, outcome, mergedInto }) => {
      const name = text(caseId);
      if (outcome === JOINED) {
        return statusOf.has(text(mergedInto)) ? [] : [`alert ${name} was joined to no other one`];
      }
      if (!LABELS.includes(text(outcome))) return [`alert ${name} ended with the label '${text(outcome)}'`];
      const told = audit.filter(({ entityId, act }) => entityId === caseId && act === 'alert.closed');
      const [first] = told;
      const said = (first?.facts as { label?: string } | undefined)?.label;
      if (told.length === 1 && said === outcome) return [];
      return [`alert ${name} is ${text(outcome)}, and the trail tells ${told.length} endings: ${text(said)}`];
    });
  }

  function tooOld(): string[] {
    return open
      .filter(({ openedAt }) => now - time(openedAt) > LONGEST)
      .map(({ caseId, openedAt }) => `alert ${text(caseId)} is open since ${text(openedAt)}`);
  }

  /** Pairs of alerts of a customer whose executions ran at the same moment; one that was joined at once is none. */
  function overlapping(): string[] {
    const joined = new Set(closed.filter(({ outcome }) => outcome === JOINED).map(({ caseId }) => caseId));
    const single = runs.filter(({ caseId }) => !joined.has(caseId)).sort((a, b) => a.from - b.from);
    return single.flatMap((run, at) =>
      single
        .slice(at + 1)
        .filter(({ customerId, from }) => customerId === run.customerId && from < run.until)
        .map(({ caseId }) => `alerts ${run.caseId} and ${caseId} of ${run.customerId} were open together`),
    );
  }

  function waitingInVain(): string[] {
    return open
      .filter(({ status }) => status === 'HELD')
      .flatMap(({ caseId, heldFor, heldUntil }) => {
        const complaint = cases.find((row) => row.caseId === heldFor && row.sk === 'HEAD');
        const settled = complaint?.status === 'CLOSED' && time(complaint.closedAt) < now - SOON;
        const over = time(heldUntil) < now - SOON;
        if (!settled && !over) return [];
        return [`alert ${text(caseId)} still waits for complaint ${text(heldFor)}, until ${text(heldUntil)}`];
      });
  }

  /** Complaints that are closed and still keep other contacts back. */
  function holdsLeft(): string[] {
    return customers
      .filter(({ sk, closedAt, liftedAt }) => {
        return text(sk).startsWith('HOLD#') && closedAt === undefined && liftedAt === undefined;
      })
      .filter(({ caseId }) => statusOf.get(text(caseId)) === 'CLOSED')
      .map(
        ({ customerId, caseId }) => `${text(customerId)} is kept back for ${text(caseId)}, which is closed`,
      );
  }

  function locksLeft(): string[] {
    return customers
      .filter(({ sk, caseId }) => sk === 'LOCK#alert' && caseId !== undefined)
      .filter(({ caseId }) => (statusOf.get(text(caseId)) ?? 'CLOSED') === 'CLOSED')
      .map(({ customerId, caseId }) => `${text(customerId)} is locked by ${text(caseId)}, which is not open`);
  }

  /** Contacts about an alert for which there is no word of the ledger that looked at consent. */
  function undecided(caseId: string): string[] {
    const mails = audit.filter(({ entityId, act }) => entityId === caseId && act === 'alert.care-sent');
    const talks = tasks.filter((task) => {
      if (task.caseId !== caseId || task.state !== 'DECIDED') return false;
      const { outcome = '', wonBack = '' } = JSON.parse(text(task.answer) || '{}') as Record<string, string>;
      return (
        (task.form === 'retention' && SPOKEN.has(outcome)) ||
        (task.form === 'win-back' && ASKED_BACK.has(wonBack))
      );
    });
    const words = (mail: boolean) =>
      contacts.filter(
        (row) =>
          row.caseId === caseId &&
          row.class === 'retention' &&
          ['RESERVED', 'SENT'].includes(text(row.state)) &&
          (row.channel === 'mail') === mail &&
          looksAtConsent(row),
      ).length;
    return [
      ...mails.slice(words(true)).map(() => `a mail of alert ${caseId} has no word that looked at consent`),
      ...talks.slice(words(false)).map(() => `a talk of alert ${caseId} has no word that looked at consent`),
    ];
  }

  /** Alerts that go on without anybody or anything that would wake them. */
  function lost(): string[] {
    return open.flatMap(({ caseId, status }) => {
      const waits = tasks.some((task) => task.caseId === caseId && task.state === 'OPEN');
      const run = runs.find((one) => one.caseId === caseId);
      if (waits && run?.state === 'RUNNING') return [];
      return [`alert ${text(caseId)} is ${text(status)}, and nothing will go on with it`];
    });
  }
}

function looksAtConsent({ trace }: Row): boolean {
  const lines = JSON.parse(text(trace) || '[]') as { rule: string; verdict: string }[];
  return lines.some(({ rule, verdict }) => rule === 'consent' && verdict === 'PASS');
}

await main();
