/** Gives a task to somebody, and later reminds them, passes it up, or says that nobody is left. */
import type { OutboxRow, TaskRow } from '../../shared/contracts/items.ts';
import { TaskTurn, TaskTurned } from '../../shared/contracts/steps.ts';
import { InputRefused } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { derivedId } from '../../shared/platform/ids.ts';
import { outboxEvent, outboxMail } from '../../shared/platform/outbox.ts';
import { step } from '../../shared/platform/step.ts';
import { levelsAbove, nextCheckpoint, secondsUntil } from '../../shared/policy/ladder.ts';
import { mailAddressOf } from '../../shared/policy/mail-address.ts';
import {
  allowanceOfHolder,
  appoint,
  calendarOf,
  customerTermsOf,
  type Terms,
  termsOf,
  Versions,
} from './appoint.ts';
import { type ClimbPorts, climb, expire } from './climb.ts';
import { interrupt, signalToHear } from './interrupt.ts';
import type { OutboxBook } from './ports.ts';
import { givenTime, promisedTime } from './rules/given-time.ts';
import { holderOf, staffOnly } from './rules/holder.ts';
import { prepareTaskWorld } from './wiring.ts';

/** What this function needs of the world. */
export interface PrepareTaskPorts extends ClimbPorts {
  readonly outbox: OutboxBook;
}

const ACTOR = 'prepare-task';

/** Times a turn is taken anew because the row moved under it; each one reads the row first. */
const MOST_LOOKS = 5;

/** The turn of `Prepare …` and `Nudge …`: every retry of it finds what the first attempt did. */
export const prepareTask = (ports: PrepareTaskPorts) =>
  step(
    TaskTurn,
    TaskTurned,
    (turn) => (turn.turn === 'prepare' ? prepare(ports, turn) : nudge(ports, turn)),
    {
      name: ACTOR,
      ids: (turn) => ({ caseId: turn.case.caseId }),
    },
  );

async function prepare(ports: PrepareTaskPorts, turn: TaskTurn): Promise<TaskTurned> {
  const { tasks, clock, sendNow } = ports;
  const { caseId } = turn.case;
  const taskId = derivedId('T', turn.execution, turn.step, turn.entered);
  const there = await tasks.find(taskId);
  if (there !== undefined) {
    // The first attempt may have died between writing and handing over; whoever was sent already is not sent again.
    if (there.state === 'OPEN') await sendNow(rowsOfOpening(there));
    return turnedOf(there, clock.now());
  }
  await leaveOthers(ports, turn, taskId);
  const signal = await signalToHear(ports, caseId, { form: turn.form, deaf: turn.deaf });
  // Nobody is mailed about a task that would be ended as soon as the state waits for it.
  if (signal !== undefined) return { taskId, way: 'INTERRUPTED', waitSeconds: 1, signal: signal.kind };
  if (turn.holder === 'customer') return askCustomer(ports, turn, taskId);
  const terms = await termsOf(ports, {
    caseId,
    clock: turn.clock,
    case: turn.case,
    versions: versionsOf(turn.case.policies),
  });
  const recused = recusedOf(turn);
  const level = turn.level ?? terms.seat.level;
  const now = clock.now();
  if (isTooLate(turn, now)) {
    await sayNobody(ports, turn, taskId, ['too-late']);
    return { taskId, way: 'EXHAUSTED', waitSeconds: 1 };
  }
  const { holder, why } = await appoint(
    ports,
    terms,
    {
      taskId,
      generation: 1,
      levels: [level, ...levelsAbove(level)],
      of: turn.of,
      recused: new Set(recused),
      heldBy: [],
      dueAt: givenOf(turn, terms, undefined, now).dueAt,
    },
    now,
  );
  if (holder === undefined) {
    await sayNobody(ports, turn, taskId, why);
    return { taskId, way: 'EXHAUSTED', waitSeconds: 1 };
  }
  const task: TaskRow = {
    taskId,
    v: 1,
    caseId,
    step: turn.step,
    form: turn.form,
    clock: turn.clock,
    ...itemOf(turn),
    ...(turn.of.length > 0 && { of: turn.of }),
    ...(recused.length > 0 && { recused }),
    ...(turn.deaf && { deaf: turn.deaf }),
    ...(terms.contact !== undefined && { contact: terms.contact }),
    served: { tier: terms.tier, line: terms.line, severity: terms.gravity?.severity },
    state: 'OPEN',
    ...holder,
    ...givenOf(turn, terms, holder.branch, now),
    generation: 1,
    createdAt: holder.assignedAt,
    remindersSent: 0,
    rounds: 0,
    codeNumber: 1,
    wrongCodes: 0,
    execution: turn.execution,
    policies: terms.versions,
  };
  const outbox = rowsOfOpening(task);
  const opened = await tasks.open(task, {
    deed: {
      entityId: caseId,
      actor: ACTOR,
      act: 'task.created',
      facts: {
        taskId,
        step: turn.step,
        form: turn.form,
        to: holder.assigneeId,
        level: holder.level,
        dueAt: task.dueAt,
        why: why.join(' '),
      },
    },
    outbox,
  });
  if (opened) await sendNow(outbox);
  const row = opened ? task : await tasks.find(taskId);
  if (row === undefined) throw new Error(`Task ${taskId} was refused as there already, and is not there.`);
  return turnedOf(row, clock.now());
}

/** Whether the day after which a task has no point is over. */
const isTooLate = ({ mustBy }: TaskTurn, now: Date): boolean =>
  mustBy !== undefined && instantOf(now) >= mustBy;

/** Least working time, in minutes, that a promise leaves to whoever has to keep it. */
const LEAST_FOR_A_PROMISE = 120;

/** The time of a task whose end was given, in place of what its clock says. */
function givenOf(
  { due, mustBy }: TaskTurn,
  terms: Terms,
  branch: string | undefined,
  at: Date,
): Partial<TaskRow> {
  if (due === undefined && mustBy === undefined) return {};
  const now = instantOf(at);
  const calendar = calendarOf(terms, branch);
  const until = mustBy ?? promisedTime(now, due ?? now, LEAST_FOR_A_PROMISE, calendar);
  const given = givenTime({ now, until, escalation: terms.escalation, calendar });
  // The date was not reckoned, so there is nothing to explain.
  return { ...given, dueTrace: undefined };
}

/** What a task of a chapter is about, by the number that its item bears. */
function itemOf({ case: { number } }: TaskTurn): Pick<TaskRow, 'item'> {
  return typeof number === 'number' && Number.isInteger(number) && number > 0 ? { item: number } : {};
}

/** What leaves when a task is opened; made from the row alone, so that a retry makes the same. */
function rowsOfOpening(task: TaskRow): OutboxRow[] {
  const { taskId, caseId, generation, createdAt, level, form, dueAt } = task;
  if (generation !== 1) return [];
  return [
    outboxMail({
      cause: [taskId, generation],
      at: createdAt,
      template: 'task',
      to: holderOf(task),
      caseId,
      taskId,
      generation,
      codeNumber: 1,
    }),
    outboxEvent({
      cause: [taskId, generation],
      at: createdAt,
      name: 'task.created',
      caseId,
      taskId,
      facts: { form, level, dueAt },
    }),
  ];
}

/** Ends the step of a task that is about one item of several; the kit writes it. */
const itemMark = / #\d+$/;

/**
 * Closes tasks of this execution that nobody waits for any more: of the same step, if it is entered again, and all of
 * them once operations take over, of the same item where a list is worked off. Their links then say so, instead of taking
 * an answer that would change nothing.
 */
async function leaveOthers({ tasks }: PrepareTaskPorts, turn: TaskTurn, taskId: string): Promise<void> {
  const { caseId } = turn.case;
  const step = turn.form === 'takeover' ? undefined : turn.step;
  const item = itemMark.exec(turn.step)?.[0] ?? '';
  for (const task of await tasks.ofExecution(caseId, turn.execution, step)) {
    if (task.state !== 'OPEN' || task.taskId === taskId || !task.step.endsWith(item)) continue;
    await tasks.close(task, 'CANCELLED', {
      deed: {
        entityId: caseId,
        actor: ACTOR,
        act: 'task.cancelled',
        facts: { taskId: task.taskId, reason: 'step-left', by: taskId },
      },
      outbox: [],
    });
  }
}

/** Writes down, once, that nobody could be found. */
async function sayNobody(
  { outbox, clock, sendNow }: PrepareTaskPorts,
  { case: { caseId }, step: name, form }: TaskTurn,
  taskId: string,
  why: readonly string[],
): Promise<void> {
  const at = instantOf(clock.now());
  const rows = [
    outboxEvent({
      cause: [taskId],
      at,
      name: 'task.expired',
      caseId,
      taskId,
      facts: { reason: 'nobody', form },
    }),
  ];
  const deed = {
    entityId: caseId,
    actor: ACTOR,
    act: 'task.unassignable',
    facts: { taskId, step: name, form, why: why.join(' ') },
  };
  if (await outbox.record(rows, deed)) await sendNow(rows);
}

/** Puts a question to the customer of the case: one mail, one reminder, and silence is an answer of its own. */
async function askCustomer(ports: PrepareTaskPorts, turn: TaskTurn, taskId: string): Promise<TaskTurned> {
  const { tasks, clock, sendNow } = ports;
  const { caseId } = turn.case;
  const { customer, checkpointAt, ...terms } = await customerTermsOf(ports, turn, clock.now());
  const { customerId, language, zone } = customer;
  const task: TaskRow = {
    taskId,
    v: 1,
    caseId,
    step: turn.step,
    form: turn.form,
    clock: turn.clock,
    state: 'OPEN',
    holder: 'customer',
    reader: { language, zone },
    assigneeId: customerId,
    level: 1,
    generation: 1,
    why: ['customer'],
    heldBy: [],
    createdAt: terms.assignedAt,
    // Without an address there is nobody to remind: the question stands in the letter, and waits out its time.
    checkpointAt: mailAddressOf(customer) === undefined ? terms.dueAt : checkpointAt,
    ...terms,
    remindersSent: 0,
    rounds: 0,
    codeNumber: 1,
    wrongCodes: 0,
    execution: turn.execution,
  };
  const outbox = rowsOfOpening(task).filter(
    ({ kind }) => kind !== 'mail' || mailAddressOf(customer) !== undefined,
  );
  const opened = await tasks.open(task, {
    deed: {
      entityId: caseId,
      actor: ACTOR,
      act: 'task.created',
      facts: { taskId, step: turn.step, form: turn.form, to: customerId, dueAt: terms.dueAt },
    },
    outbox,
  });
  if (opened) await sendNow(outbox);
  const row = opened ? task : await tasks.find(taskId);
  if (row === undefined) throw new Error(`Task ${taskId} was refused as there already, and is not there.`);
  return turnedOf(row, clock.now());
}

/** The turn of a question to the customer that nobody has answered yet. */
async function nudgeCustomer(ports: PrepareTaskPorts, task: TaskRow): Promise<'wait' | 'done'> {
  const now = instantOf(ports.clock.now());
  if (now < task.checkpointAt) return 'wait';
  if (now < task.dueAt) await remind(ports, task, { remindersSent: 1, checkpointAt: task.dueAt });
  else await expire(ports, task, { actor: ACTOR, reason: 'silent', why: [] });
  return 'done';
}

async function nudge(ports: PrepareTaskPorts, turn: TaskTurn): Promise<TaskTurned> {
  const { tasks, clock } = ports;
  const { taskId } = turn;
  if (taskId === undefined)
    throw new InputRefused([{ field: 'taskId', expected: 'the id of the task to nudge' }]);
  for (let look = 1; look <= MOST_LOOKS; look++) {
    const task = await tasks.find(taskId);
    const heard = await signalToHear(ports, turn.case.caseId, task ?? { form: turn.form, deaf: turn.deaf });
    if (task === undefined) {
      // No row was made, because a signal was faster or because nobody could be appointed.
      if (heard === undefined) return { taskId, way: 'EXHAUSTED', waitSeconds: 1 };
      return { taskId, way: 'INTERRUPTED', waitSeconds: 1, signal: heard.kind };
    }
    if (task.state !== 'OPEN') return turnedOf(task, clock.now());
    if (heard !== undefined) {
      await interrupt(ports, task, heard, ACTOR);
      continue;
    }
    if (task.holder === 'customer') {
      if ((await nudgeCustomer(ports, task)) === 'wait') return turnedOf(task, clock.now());
      continue;
    }
    const terms = await termsOf(ports, {
      caseId: task.caseId,
      clock: task.clock,
      case: turn.case,
      versions: task.policies,
    });
    const now = instantOf(clock.now());
    if (isTooLate(turn, clock.now())) {
      await expire(ports, task, { actor: ACTOR, reason: 'too-late', why: [] });
      continue;
    }
    const due = nextCheckpoint(task, allowanceOfHolder(task, terms), terms.escalation.mostRounds, now);
    if (due.kind === 'wait') return turnedOf(task, clock.now());
    const cause = { actor: ACTOR, reason: 'not-answered' };
    if (due.kind === 'remind') await remind(ports, task, due);
    else if (due.kind === 'climb') await climb(ports, task, terms, cause);
    else await expire(ports, task, { ...cause, why: [] });
    // Whether it was done here or somebody else was first: the row says what is true now.
  }
  const task = await tasks.find(taskId);
  if (task === undefined) return { taskId, way: 'EXHAUSTED', waitSeconds: 1 };
  return turnedOf(task, clock.now());
}

async function remind(
  { tasks, clock, sendNow, policies }: PrepareTaskPorts,
  task: TaskRow,
  { remindersSent, checkpointAt }: { readonly remindersSent: number; readonly checkpointAt: string },
): Promise<void> {
  const { taskId, caseId, generation, assigneeId, dueAt, rounds } = task;
  const at = instantOf(clock.now());
  const { pack: links } = await policies.read('links');
  // A reminder must be of use: where the code was made void, it brings a new one.
  const newCode = task.wrongCodes >= links.wrongCodes;
  const cause = [taskId, generation, rounds + 1];
  const outbox: OutboxRow[] = [
    outboxMail({
      cause,
      at,
      template: 'reminder',
      to: holderOf(task),
      caseId,
      taskId,
      generation,
      ...(newCode && { facts: { renewed: 'code' } }),
    }),
    outboxEvent({
      cause,
      at,
      name: 'task.reminded',
      caseId,
      taskId,
      facts: { generation, reminder: remindersSent, dueAt },
    }),
  ];
  const reminded = await tasks.remind(
    task,
    { remindersSent, checkpointAt, newCode },
    {
      deed: {
        entityId: caseId,
        actor: ACTOR,
        act: 'task.reminded',
        facts: { taskId, generation, to: assigneeId, reminder: remindersSent, newCode },
      },
      outbox,
    },
  );
  if (reminded) await sendNow(outbox);
}

/** What the state machine is told about a row. */
function turnedOf(task: TaskRow, now: Date): TaskTurned {
  const { taskId, state, checkpointAt, decision, decidedBy, signal } = task;
  switch (state) {
    case 'OPEN':
      return { taskId, way: 'WAIT', waitSeconds: secondsUntil(checkpointAt, instantOf(now)) };
    case 'DECIDED':
      return { taskId, way: 'DECIDED', waitSeconds: 1, decision, by: staffOnly(task, decidedBy) };
    case 'EXPIRED':
      return { taskId, way: 'EXHAUSTED', waitSeconds: 1 };
    case 'INTERRUPTED':
    case 'CANCELLED':
      return { taskId, way: 'INTERRUPTED', waitSeconds: 1, signal };
  }
}

/** Staff ids in those fields of the case that the storyboard names: one, or a list of them. */
function recusedOf({ recuse, case: fields }: TaskTurn): string[] {
  const ids = recuse.flatMap((field) => fields[field]);
  return [...new Set(ids.filter((id): id is string => typeof id === 'string'))];
}

const versionsOf = (policies: unknown): Record<string, number> => Versions.safeParse(policies).data ?? {};

/** What Lambda runs. */
export const handler = prepareTask(prepareTaskWorld());
