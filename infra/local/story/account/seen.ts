/** One bank as somebody outside sees it: records, mails, the archive of its events, its state machines and how they went. */
import { readFileSync } from 'node:fs';
import { type MailLine, type Outside, outside, type Row } from './reading.ts';

/** An event that the bank told, as its archive has it. */
export interface Told {
  readonly name: string;
  /** Epoch ms. */
  readonly at: number;
  readonly caseId: string;
  readonly customerId: string;
  readonly facts: Row;
  /** The whole of it, as it stood on the bus. */
  readonly line: string;
}

/** Everything that is judged. */
export interface Seen {
  /** Instant of the count, epoch ms. */
  readonly now: number;
  readonly cases: readonly Row[];
  readonly tasks: readonly Row[];
  readonly customers: readonly Row[];
  readonly staff: readonly Row[];
  readonly contacts: readonly Row[];
  readonly signals: readonly Row[];
  readonly answers: readonly Row[];
  readonly intake: readonly Row[];
  readonly register: readonly Row[];
  readonly outbox: readonly Row[];
  readonly audit: readonly Row[];
  readonly mails: readonly MailLine[];
  readonly told: readonly Told[];
  /** State machines, each with its definition as text. */
  readonly machines: readonly { readonly name: string; readonly definition: string }[];
  /** Names of all executions there have been. */
  readonly executions: readonly string[];
  /** How often an execution went on with the answer to a task, by the task's number; of tasks with an answer only. */
  readonly uses: ReadonlyMap<string, number>;
}

/** The tables that are read, by the names under which they are judged. */
export const TABLES = {
  cases: 'Cases',
  tasks: 'Tasks',
  customers: 'Customers',
  staff: 'Staff',
  contacts: 'Contacts',
  signals: 'Signals',
  answers: 'Answers',
  intake: 'Intake',
  register: 'Register',
  outbox: 'Outbox',
  audit: 'Audit',
} as const;

/** Histories that are read at the same time. */
const AT_ONCE = 16;

export const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

/** An instant of a row as epoch ms; NaN where there is none. */
export const time = (value: unknown): number => Date.parse(text(value));

/** Rows of each case. */
export function byCase(rows: readonly Row[]): (caseId: unknown) => readonly Row[] {
  const found = Map.groupBy(rows, ({ caseId }) => text(caseId));
  return (caseId) => found.get(text(caseId)) ?? [];
}

/** Heads of all cases, of one kind where it is named. */
export const headsOf = ({ cases }: Pick<Seen, 'cases'>, kind?: string): readonly Row[] =>
  cases.filter((row) => row.sk === 'HEAD' && (kind === undefined || row.kind === kind));

/** Rows of cases whose sort key begins so. */
export const partsOf = (rows: readonly Row[], prefix: string): readonly Row[] =>
  rows.filter(({ sk }) => text(sk).startsWith(prefix));

/** Looks at everything there is; `archive` is the file of archived events, JSON lines. */
export async function see(endpoint: string, mailbox: string, archive: string, now: string): Promise<Seen> {
  const bank = outside(endpoint, mailbox);
  const names = Object.values(TABLES);
  const [found, mails, { machines, executions }] = await Promise.all([
    bank.rowsOf(...names),
    bank.mails(),
    machinesOf(bank),
  ]);
  const rows = Object.fromEntries(Object.keys(TABLES).map((key, at) => [key, found[at] ?? []])) as Record<
    keyof typeof TABLES,
    Row[]
  >;
  return {
    now: time(now),
    ...rows,
    mails,
    told: toldIn(readFileSync(archive, 'utf8')),
    machines,
    executions,
    uses: await usesOf(bank, rows.tasks),
  };
}

/** The events of an archive, oldest first; one that came more than once, which a bus may do, is told once. */
export function toldIn(lines: string): Told[] {
  const known = new Set<unknown>();
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ line, ...(JSON.parse(line) as { 'detail-type': string; detail: Row }) }))
    .filter(({ detail: { id } }) => id === undefined || (!known.has(id) && known.add(id)))
    .map(({ line, 'detail-type': name, detail }) => {
      const { caseId, customerId, at, facts = {} } = detail;
      return {
        name,
        at: time(at),
        caseId: text(caseId),
        customerId: text(customerId),
        facts: facts as Row,
        line,
      };
    });
}

async function machinesOf(bank: Outside): Promise<Pick<Seen, 'machines' | 'executions'>> {
  const { stateMachines } = (await bank.workflows('ListStateMachines', {})) as {
    stateMachines: { name: string; stateMachineArn: string }[];
  };
  const machines = await Promise.all(
    stateMachines.map(async ({ name, stateMachineArn }) => {
      const { definition } = await bank.workflows('DescribeStateMachine', { stateMachineArn });
      return { name, definition: text(definition) };
    }),
  );
  const executions = await Promise.all(
    stateMachines.map(async ({ stateMachineArn }) => {
      const runs = await all<{ name: string }>(bank, 'ListExecutions', { stateMachineArn }, 'executions');
      return runs.map(({ name }) => name);
    }),
  );
  return { machines, executions: executions.flat() };
}

/** All pages of a listing. */
async function all<Item>(bank: Outside, operation: string, input: object, list: string): Promise<Item[]> {
  const items: Item[] = [];
  let nextToken: unknown;
  do {
    const page = await bank.workflows(operation, {
      ...input,
      maxResults: 1_000,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    items.push(...((page[list] ?? []) as Item[]));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return items;
}

/** An event of a history, as far as it tells of tasks. */
interface Step {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly taskScheduledEventDetails?: { readonly parameters?: string };
  readonly taskSucceededEventDetails?: { readonly output?: string };
}

async function usesOf(bank: Outside, tasks: readonly Row[]): Promise<Map<string, number>> {
  const answered = tasks.filter(({ state }) => state === 'DECIDED');
  const executions = [...new Set(answered.map(({ execution }) => text(execution)))];
  const uses = new Map<string, number>(answered.map(({ taskId }) => [text(taskId), 0]));
  for (let from = 0; from < executions.length; from += AT_ONCE) {
    const some = executions.slice(from, from + AT_ONCE);
    const histories = await Promise.all(
      some.map((executionArn) => all<Step>(bank, 'GetExecutionHistory', { executionArn }, 'events')),
    );
    for (const taskId of histories.flatMap(wentOnWith)) uses.set(taskId, (uses.get(taskId) ?? 0) + 1);
  }
  return uses;
}

/**
 * Tasks with whose answer an execution went on, one entry each time: the state that waited was given it, or the step that
 * prepared or reminded found it there already.
 */
export function wentOnWith(history: readonly Step[]): string[] {
  const before = new Map(history.map((step) => [step.id, step]));
  return history.flatMap((step) => {
    if (step.type !== 'TaskSucceeded') return [];
    const output = JSON.parse(step.taskSucceededEventDetails?.output ?? 'null') as Row | null;
    const found = (output?.Payload ?? output) as { way?: unknown; taskId?: unknown } | null;
    if (found?.way !== 'DECIDED') return [];
    if (typeof found.taskId === 'string') return [found.taskId];
    let at: Step | undefined = step;
    while (at !== undefined && at.type !== 'TaskScheduled') at = before.get(at.previousEventId);
    const parameters = at?.taskScheduledEventDetails?.parameters ?? '{}';
    const { Payload } = JSON.parse(parameters) as { Payload?: { taskId?: string } };
    return Payload?.taskId === undefined ? [] : [Payload.taskId];
  });
}
