/** What a state machine and its Lambda functions say to each other; ids, codes, dates and amounts only. */
import * as z from 'zod';
import { Id, Instant, Level, Role } from './codes.ts';
import { SignalKind } from './complaint.ts';
import { OutboundName } from './events.ts';

/** Input of every execution. */
export const ExecutionInput = z.object({ v: z.literal(1), caseId: Id, round: z.number().int().min(1) });
export type ExecutionInput = z.infer<typeof ExecutionInput>;

/** The state variable `$case`: the execution input plus what the steps and forms have added to it. */
export const CaseState = ExecutionInput.loose();
export type CaseState = z.infer<typeof CaseState>;

/** What a `work` state sends to its function; the answer, a flat object of codes, is merged into `$case`. */
export const StepInput = z.object({
  v: z.literal(1),
  /** Name of the state. */
  step: z.string(),
  /** Execution ARN; `entered` is when this state was entered, the same on every retry of it. */
  execution: z.string(),
  entered: Instant,
  case: CaseState,
  /** Events that the storyboard wants written to the outbox in this step's transaction. */
  emits: z.array(OutboundName).default([]),
});
export type StepInput = z.infer<typeof StepInput>;

/** What `Prepare …` and `Nudge …` send to the function behind both. */
export const TaskTurn = z.object({
  v: z.literal(1),
  turn: z.enum(['prepare', 'nudge']),
  step: z.string(),
  execution: z.string(),
  entered: Instant,
  case: CaseState,
  form: z.string(),
  /** Name of a clock in the service map, e.g. `investigation`. */
  clock: z.string(),
  /** Roles that may hold the task at level 1; empty: as the service map says. */
  of: z.array(Role).default([]),
  /** Level at which the task begins, e.g. that of an approval; absent: as the service map says. */
  level: Level.optional(),
  /** Until when, where it was given, e.g. a promised day; absent: as the clock says. */
  due: Instant.optional(),
  /** When it has no point any more, e.g. the end of a birthday: nobody further up is asked then. */
  mustBy: Instant.optional(),
  /** Who is to act: one of the bank's staff, or the customer of the case. */
  holder: z.enum(['staff', 'customer']).default('staff'),
  /** Whether signals to the case leave the task as it is, because it is in no story of the case. */
  deaf: z.literal(true).optional(),
  /** Names of `$case` fields that hold staff ids, or lists of them, who must not act, e.g. `handlerId`. */
  recuse: z.array(z.string()).default([]),
  /** Set for `nudge`. */
  taskId: Id.optional(),
});
export type TaskTurn = z.infer<typeof TaskTurn>;

/** The ways out of a staff task; only EXHAUSTED expires the row. */
export const TaskWay = z.enum(['WAIT', 'DECIDED', 'INTERRUPTED', 'EXHAUSTED']);
export type TaskWay = z.infer<typeof TaskWay>;

/** A person's answer as the state machine sees it: codes, dates, amounts; text stays in the records. */
export const Decision = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
export type Decision = z.infer<typeof Decision>;

/** What `Prepare …` and `Nudge …` answer; becomes the state variable `$task`. */
export const TaskTurned = z.object({
  taskId: Id,
  way: TaskWay,
  /** Seconds until the next checkpoint, 1 to 99,999,999: the TimeoutSeconds of the waiting state. */
  waitSeconds: z.number().int().min(1).max(99_999_999),
  decision: Decision.optional(),
  /** Who decided. */
  by: Id.optional(),
  /** What interrupted. */
  signal: SignalKind.optional(),
});
export type TaskTurned = z.infer<typeof TaskTurned>;

/** What a waiting state sends to the function that binds its callback token. */
export const TaskHold = z.object({
  v: z.literal(1),
  taskId: Id,
  caseId: Id,
  execution: z.string(),
  token: z.string().min(1).max(2048),
});
export type TaskHold = z.infer<typeof TaskHold>;

/** What SendTaskSuccess carries to a waiting state. */
export const TaskWoken = z.object({
  way: z.enum(['DECIDED', 'INTERRUPTED']),
  decision: Decision.optional(),
  /** Who decided. */
  by: Id.optional(),
  /** What interrupted. */
  signal: SignalKind.optional(),
});
export type TaskWoken = z.infer<typeof TaskWoken>;
