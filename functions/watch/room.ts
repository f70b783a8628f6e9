/** What the page of a case shows, gathered from our own records and from the history of its execution. */
import type { AnyHead, CaseHead, ContactRow, OutboxMail, TaskRow } from '../../shared/contracts/items.ts';
import type { AslMachine } from '../../shared/picture/asl.ts';
import { fold, type Sketch } from '../../shared/picture/fold.ts';
import { firstBrokenAudit } from '../../shared/platform/audit.ts';
import type { ExecutionHistory } from '../../shared/platform/execution-history.ts';
import type { Clocked } from '../../shared/policy/ladder.ts';
import { seatOfTask } from '../../shared/policy/service-map.ts';
import { wakeAtsOf } from '../../shared/policy/term.ts';
import { dueTraceOf } from './due-trace.ts';
import type { CaseRoomDesk } from './ports.ts';
import { type CaseLine, caseLine } from './rules/case-lines.ts';
import { type Path, pathOf } from './rules/path.ts';
import { type Event, timelineOf } from './rules/timeline.ts';
import { statutoryOf, type Timer, timersOf } from './rules/timers.ts';

/** What an execution went through, on the picture of the definition that it runs. */
export interface Told {
  readonly sketch: Sketch;
  readonly path: Path;
  readonly status: string;
  readonly error?: string | undefined;
  /** Whether the path begins where the execution does. */
  readonly whole: boolean;
}

/** A case with all that is kept about it, but for what customers said and who they are. */
export interface Room {
  readonly at: string;
  readonly line: CaseLine;
  readonly head: AnyHead;
  /** The round that is told, and its execution. */
  readonly round: number;
  readonly execution: string;
  readonly told?: Told | undefined;
  readonly timers: readonly Timer[];
  readonly timeline: readonly Event[];
  readonly mails: readonly OutboxMail[];
  readonly contacts: readonly ContactRow[];
  readonly audit: { readonly records: number; readonly broken?: string | undefined };
}

/** A question about a case at a moment. */
export interface Asked {
  readonly caseId: string;
  /** The latest round where absent. */
  readonly round?: number | undefined;
  readonly at: string;
}

/** Reads a case; undefined where there is none of this number, or none with this round. */
export async function roomOfCase(
  desk: CaseRoomDesk,
  { caseId, round: asked, at }: Asked,
): Promise<Room | undefined> {
  const { cases } = desk;
  const head = await cases.head(caseId);
  if (head === undefined) return undefined;
  const round = asked ?? head.round;
  const execution = executionOfRound(head, round);
  if (execution === undefined) return undefined;
  const [tasks, signals, clocks, mails, contacts, audit, history] = await Promise.all([
    cases.tasks(caseId),
    cases.signals(caseId),
    cases.clocks(caseId),
    cases.mails(caseId),
    cases.contacts(head.customerId, caseId, head.openedAt),
    cases.audit(caseId),
    cases.history(execution),
  ]);
  const machine = history && (JSON.parse(history.definition) as AslMachine);
  return {
    at,
    head,
    line: caseLine(head, tasks, at, await dueTraceOf(desk, head, async () => clocks.at(-1))),
    round,
    execution,
    told: history && machine && toldOf(history, fold(machine)),
    timers: await timersAhead(desk, { head, tasks, machine, at }),
    timeline: timelineOf({ audit, signals, mails, contacts }),
    mails: mails.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1)),
    contacts,
    audit: { records: audit.length, broken: firstBrokenAudit(audit) },
  };
}

/** The execution of a round: they differ by the end of their names. */
function executionOfRound({ execution, round: last }: AnyHead, round: number): string | undefined {
  if (round === last) return execution;
  const end = `-r${last}`;
  return round < last && execution.endsWith(end) ? `${execution.slice(0, -end.length)}-r${round}` : undefined;
}

function toldOf({ status, error, events, whole }: ExecutionHistory, sketch: Sketch): Told {
  return { sketch, path: pathOf(sketch, events, status === 'RUNNING'), status, error, whole };
}

/** Everything that happens by itself, soonest first. */
async function timersAhead(
  { policies }: Pick<CaseRoomDesk, 'policies'>,
  {
    head,
    tasks,
    machine,
    at,
  }: {
    readonly head: AnyHead;
    readonly tasks: readonly TaskRow[];
    readonly machine: AslMachine | undefined;
    readonly at: string;
  },
): Promise<Timer[]> {
  const open = tasks.filter(({ state }) => state === 'OPEN');
  const timers = await Promise.all(
    open.map(async (task) =>
      timersOf(task, {
        now: at,
        clocked: await clockedOf({ policies }, task),
        mustBy: machine !== undefined && hasMustBy(machine, task.step),
      }),
    ),
  );
  const statutory = head.kind === 'complaint' ? await statutoryAhead({ policies }, head, at) : [];
  return [...timers.flat(), ...statutory].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** By what the time of a task is reckoned, in the versions by which it was given; undefined where its row does not say. */
async function clockedOf(
  { policies }: Pick<CaseRoomDesk, 'policies'>,
  { clock, served, policies: versions }: TaskRow,
): Promise<Clocked | undefined> {
  if (served === undefined) return undefined;
  const [map, escalation, calendar] = await Promise.all([
    policies.read('service-map', versions['service-map']),
    policies.read('escalation', versions.escalation),
    policies.read('working-time', versions['working-time']),
  ]);
  const seat = seatOfTask(map.pack, clock, served);
  return seat && { minutes: seat.minutes, escalation: escalation.pack, calendar: calendar.pack };
}

async function statutoryAhead(
  { policies }: Pick<CaseRoomDesk, 'policies'>,
  head: CaseHead,
  at: string,
): Promise<Timer[]> {
  const { dueAt } = head;
  if (dueAt === undefined) return [];
  const { pack } = await policies.read('complaint-pack', head.policies?.['complaint-pack']);
  return statutoryOf(head, wakeAtsOf(dueAt, pack, at));
}

/** Whether the story says of a task that it has no point after a moment. */
function hasMustBy({ States: states }: AslMachine, step: string): boolean {
  if (states[`Prepare ${step}`]?.Arguments?.Payload?.mustBy !== undefined) return true;
  return Object.values(states)
    .flatMap(({ Branches = [], ItemProcessor }) => [...Branches, ...(ItemProcessor ? [ItemProcessor] : [])])
    .some((inner) => hasMustBy(inner, step));
}
