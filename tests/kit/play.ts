/** Plays a golden on the runtime's own interpreter and a virtual clock, with functions and people scripted up front. */
import { RuntimeClock } from '../../infra/local/clock/clock.ts';
import type { LambdaReply } from '../../infra/local/lambda/invoke.ts';
import { openStates } from '../../infra/local/states/states.ts';
import type { SignalKind } from '../../shared/contracts/complaint.ts';
import {
  type Decision,
  StepInput,
  TaskHold,
  TaskTurn,
  type TaskTurned,
  TaskWoken,
} from '../../shared/contracts/steps.ts';

/** When a story begins: Monday, 2 March 2026, 9:30 in Shanghai. */
export const MONDAY = Date.parse('2026-03-02T01:30:00.000Z');

/** What a function answers; an Error is what it throws, matched by its name. */
export type Answer = Record<string, unknown> | Error;

/** What becomes of a wait: an answer or a signal after so many seconds; or silence until the checkpoint. */
export type Act =
  | { after: number; decision: Decision; by?: string }
  /** `true` is an interruption that says nothing of a signal, such as a task that was taken back. */
  | { after: number; signal: SignalKind | true }
  | 'silent';

/** What a nudge finds; WAIT means reminded. A way that is none plays a function that breaks its promise. */
export type Nudge = Pick<TaskTurned, 'decision' | 'by' | 'signal'> & { way: TaskTurned['way'] | 'NOWAY' };

/** The parts that are played; each list is used up from the front, and its last entry stands for all further turns. */
export interface Script {
  /** By the part of the cast. */
  readonly functions?: Readonly<Record<string, readonly Answer[]>>;
  /** What the call of a state throws when it is entered first, by the name of the state. */
  readonly failing?: Readonly<Record<string, Error>>;
  /** By the name of the staff task. */
  readonly people?: Readonly<Record<string, readonly Act[]>>;
  readonly nudges?: Readonly<Record<string, readonly Nudge[]>>;
  /** Seconds from one checkpoint to the next. */
  readonly waitSeconds?: number;
  /** Executions that exist already, by name, with the input of their start; they wait for ever. */
  readonly others?: Readonly<Record<string, { machine: string; input: object }>>;
  readonly input?: object;
}

/** What a function was called with, and when. */
export interface Called {
  readonly part: string;
  readonly at: number;
  readonly payload: Record<string, unknown>;
}

/** How a play went. */
export interface Played {
  readonly status: string;
  readonly error: string | undefined;
  readonly output: Record<string, unknown> | undefined;
  /** Names of the states in the order in which they were entered; each entry is a transition that AWS bills. */
  readonly visited: readonly string[];
  /** Tries of tasks beyond the first of each, which AWS bills as transitions as well. */
  readonly retries: number;
  readonly calls: readonly Called[];
  readonly events: readonly Record<string, unknown>[];
  /** Seconds of virtual time from start to end. */
  readonly seconds: number;
  /** Inputs of the executions of another machine, by their names. */
  readonly started: ReadonlyMap<string, unknown>;
}

/** Within a forEach a step is told apart by its item, e.g. `Deliver #2`; one script stands for all of them. */
const unnumbered = (step: string): string => step.replace(/ #\d+$/, '');

const ACCOUNT = '000000000000';
const REGION = 'us-east-1';
const OTHER = {
  QueryLanguage: 'JSONata',
  StartAt: 'Wait',
  States: { Wait: { Type: 'Wait', Seconds: 99_999_999, End: true } },
};

/** Plays one execution to its end, or until 400 days have passed. */
export async function play(golden: string, script: Script): Promise<Played> {
  const clock = new RuntimeClock({ mode: 'virtual', start: MONDAY });
  const calls: Called[] = [];
  const queues = new Map<readonly unknown[], number>();
  let tasks = 0;

  /** The next entry of a list; the last one stands for ever. */
  const next = <T>(list: readonly T[] | undefined): T | undefined => {
    if (!list) return undefined;
    const index = queues.get(list) ?? 0;
    queues.set(list, index + 1);
    return list[Math.min(index, list.length - 1)];
  };

  const prepare = (payload: unknown): Omit<TaskTurned, 'way'> & Nudge => {
    const turn = TaskTurn.parse(payload);
    const waitSeconds = script.waitSeconds ?? 3_600;
    if (turn.turn === 'prepare') return { taskId: `task-${++tasks}`, way: 'WAIT', waitSeconds };
    if (!turn.taskId) throw new Error(`The nudge of '${turn.step}' does not say which task it is about.`);
    const found: Nudge = next(script.nudges?.[unnumbered(turn.step)]) ?? { way: 'WAIT' };
    return { taskId: turn.taskId, waitSeconds, ...found };
  };

  const tooLate: unknown[] = [];
  const wake = (taskToken: string, woken: TaskWoken): void => {
    const done = clock.busy();
    states
      .service('SendTaskSuccess', { taskToken, output: JSON.stringify(woken) })
      .catch((fault) => tooLate.push(fault))
      .finally(done);
  };

  const steps = new Map<string, string>();
  const hold = (payload: unknown): Record<string, never> => {
    const { taskId, token } = TaskHold.parse(payload);
    const step = unnumbered(steps.get(taskId) ?? '');
    const act = next(script.people?.[step]) ?? 'silent';
    if (act === 'silent') return {};
    const woken: TaskWoken =
      'signal' in act
        ? { way: 'INTERRUPTED', ...(act.signal !== true && { signal: act.signal }) }
        : { way: 'DECIDED', decision: act.decision, ...(act.by && { by: act.by }) };
    clock.at(clock.now() + act.after * 1_000, () => wake(token, TaskWoken.parse(woken)));
    return {};
  };

  /** The name of the state that makes a call. */
  const stateOf = (part: string, { turn, taskId, step }: Record<string, unknown>): string => {
    if (part === 'holdTask') return unnumbered(steps.get(String(taskId)) ?? '');
    const name = unnumbered(String(step));
    const ofPause = script.functions?.[part]?.some((each) => !(each instanceof Error) && 'taskId' in each);
    if (ofPause) return `Prepare ${name}`;
    if (turn === undefined) return name;
    return `${turn === 'prepare' ? 'Prepare' : 'Nudge'} ${name}`;
  };

  const failed = new Set<string>();
  const answer = (part: string, payload: Record<string, unknown>): unknown => {
    const state = stateOf(part, payload);
    const failure = script.failing?.[state];
    if (failure && !failed.has(state)) {
      failed.add(state);
      throw failure;
    }
    const scripted = next(script.functions?.[part]);
    if (scripted instanceof Error) throw scripted;
    if (part === 'holdTask') return hold(payload);
    if (part === 'prepareTask') {
      const turned = prepare(payload);
      steps.set(turned.taskId, String(payload.step));
      return turned;
    }
    // A machine beside the story, such as DeadlineWatch, has an input of its own.
    const { step } = StepInput.omit({ case: true }).parse(payload);
    if (scripted && 'taskId' in scripted) steps.set(String(scripted.taskId), step);
    return scripted ?? {};
  };

  const invoke = async (arn: string, payload: unknown): Promise<LambdaReply> => {
    const part = arn.split(':').at(-1) ?? '';
    calls.push({ part, at: clock.now(), payload: payload as Record<string, unknown> });
    try {
      return { ok: true, payload: answer(part, payload as Record<string, unknown>) };
    } catch (error) {
      const { name, message } = error as Error;
      return { ok: false, errorType: name, errorMessage: message };
    }
  };

  const states = openStates({
    folder: ':memory:',
    clock,
    invoke,
    account: ACCOUNT,
    region: REGION,
    random: () => 0.5,
  });
  const other = states.createStateMachine({ name: 'Other', definition: JSON.stringify(OTHER) });
  const arnOf = (part: string): string =>
    part === 'watch' ? other.stateMachineArn : `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${part}`;
  const definition = golden.replaceAll(/\$\{(\w+)\}/g, (_, part: string) => arnOf(part));
  const { stateMachineArn } = states.createStateMachine({ name: 'Played', definition });

  try {
    for (const [name, { input }] of Object.entries(script.others ?? {})) {
      await states.service('StartExecution', {
        stateMachineArn: other.stateMachineArn,
        name,
        input: JSON.stringify(input),
      });
    }
    const input = script.input ?? { v: 1, caseId: 'K20260302-0001', round: 1 };
    const started = (await states.service('StartExecution', {
      stateMachineArn,
      name: 'complaint-K20260302-0001-r1',
      input: JSON.stringify(input),
    })) as { executionArn: string };
    await clock.advance(400 * 86_400_000);
    if (tooLate.length > 0) {
      throw new Error('The script answers a wait that is over: let it answer before the checkpoint.', {
        cause: tooLate[0],
      });
    }
    return await report(states.service, started.executionArn, other.stateMachineArn, calls);
  } finally {
    states.close();
  }
}

async function report(
  service: ReturnType<typeof openStates>['service'],
  executionArn: string,
  otherArn: string,
  calls: readonly Called[],
): Promise<Played> {
  type Event = Record<string, unknown> & { type: string; stateEnteredEventDetails?: { name: string } };
  const events: Event[] = [];
  let nextToken: string | undefined;
  do {
    const page = (await service('GetExecutionHistory', {
      executionArn,
      maxResults: 1_000,
      ...(nextToken && { nextToken }),
    })) as { events: Event[]; nextToken?: string };
    events.push(...page.events);
    nextToken = page.nextToken;
  } while (nextToken);

  const described = (await service('DescribeExecution', { executionArn })) as {
    status: string;
    error?: string;
    output?: string;
    startDate: number;
    stopDate?: number;
  };
  const started = new Map<string, unknown>();
  const { executions } = (await service('ListExecutions', { stateMachineArn: otherArn })) as {
    executions: { name: string; executionArn: string }[];
  };
  for (const { name, executionArn: arn } of executions) {
    const { input } = (await service('DescribeExecution', { executionArn: arn })) as { input: string };
    started.set(name, JSON.parse(input));
  }

  const entered = events.filter(({ type }) => type.endsWith('StateEntered'));
  const tries = events.filter(({ type }) => type === 'TaskScheduled').length;
  const tasks = events.filter(({ type }) => type === 'TaskStateEntered').length;
  return {
    status: described.status,
    error: described.error,
    output: described.output === undefined ? undefined : JSON.parse(described.output),
    visited: entered.map(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? ''),
    retries: tries - tasks,
    calls,
    events,
    seconds: (described.stopDate ?? Number.NaN) - described.startDate,
    started,
  };
}
