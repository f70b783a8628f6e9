/**
 * Part five: an answer and a time-out at the same instant (TRIALS R7). The function that takes the answer and the one that
 * the state machine runs when the time is up reach DynamoDB through a door of their own, which holds up every call that
 * touches the task's row. Which of the two goes next is chosen here, until every order has been played.
 */
import { createServer, request as requestOf } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { unconditionalRace } from './baselines.ts';
import type { Item } from './invariants.ts';
import { arm, saysTaken, submit } from './people.ts';
import { openPlace, type Place, staffFor } from './place.ts';
import { withEnvironment } from './plants.ts';
import type { Figure, Invariant, Part } from './report.ts';

type Actor = 'answer' | 'time-out';

const FUNCTIONS: Readonly<Record<Actor, string>> = { answer: 'AnswerTask', 'time-out': 'PrepareTask' };

/** Operations of DynamoDB that read or write the row itself; queries of its indexes decide nothing. */
const OF_THE_ROW = /\.(GetItem|BatchGetItem|TransactGetItems|PutItem|UpdateItem|TransactWriteItems)$/;

/** Most orders that are played for one kind of time-out; there are some twenty. */
const MOST_ORDERS = 300;

/** Longest wait of the machine for two functions to come to their next call. */
const LONGEST_WAIT_MS = 20_000;

/** The door before DynamoDB. */
class Door {
  /** The task whose row is held up; undefined lets everything through. */
  task: string | undefined;
  readonly waiting = new Map<Actor, () => void>();
  readonly #closers: (() => void)[] = [];
  #target = '';

  /** Where a function finds DynamoDB from now on. */
  async open(actor: Actor): Promise<string> {
    const server = createServer((incoming, outgoing) => {
      void (async () => {
        const body = await buffer(incoming);
        const touches =
          this.task !== undefined &&
          OF_THE_ROW.test(String(incoming.headers['x-amz-target'])) &&
          body.includes(`"${this.task}"`) &&
          /-?Tasks"/.test(body.toString());
        if (touches) await new Promise<void>((resolve) => this.waiting.set(actor, resolve));
        const { hostname, port } = new URL(this.#target);
        const onward = requestOf(
          { hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers },
          (answer) => {
            outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(outgoing);
          },
        );
        onward.on('error', () => outgoing.destroy());
        onward.end(body);
      })();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#closers.push(() => {
      server.close();
      server.closeAllConnections();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Where calls go on to. */
  leadTo(address: string): void {
    this.#target = address;
  }

  /** Lets the call of one actor through. */
  release(actor: Actor): void {
    const through = this.waiting.get(actor);
    this.waiting.delete(actor);
    through?.();
  }

  close(): void {
    this.task = undefined;
    for (const actor of [...this.waiting.keys()]) this.release(actor);
    for (const close of this.#closers) close();
  }
}

/** What a time-out does to the task, by the staff there is and the moment that is waited for. */
interface Kind {
  readonly name: string;
  readonly act: string;
  readonly at: 'checkpointAt' | 'dueAt';
  readonly keeps: (person: Item) => boolean;
}

const KINDS = [
  { name: 'a reminder', act: 'task.reminded', at: 'checkpointAt', keeps: () => true },
  { name: 'passing it up', act: 'task.escalated', at: 'dueAt', keeps: () => true },
  // Nobody sits above the agents, and operations are there to take over.
  {
    name: 'giving it up',
    act: 'task.expired',
    at: 'dueAt',
    keeps: ({ role, level }) => role === 'operations' || level === 1,
  },
] as const satisfies readonly Kind[];

/** What a time-out can do to a task, by name. */
export type TimeOut = (typeof KINDS)[number]['name'];

/** What came of one order. */
interface Outcome {
  readonly order: readonly Actor[];
  /** At how many places either could have gone. */
  readonly choices: readonly number[];
  readonly told: boolean;
  readonly decided: boolean;
  readonly wentOn: boolean;
  readonly audited: number;
  readonly acts: readonly string[];
}

/** Plays one order: `turns` says at each place where both wait who goes, the answer where it says nothing. */
async function play(place: Place, door: Door, kind: Kind, turns: readonly number[]): Promise<Outcome> {
  const { clock } = place.runtime;
  const known = new Set((await place.links()).map(({ link }) => link));
  await place.complaints(1);
  const held = (await place.links()).find(({ link }) => !known.has(link));
  if (held === undefined) throw new Error('The first task of a complaint was not mailed.');
  const row = async () => (await place.items('Tasks')).find(({ taskId }) => taskId === held.taskId) ?? {};
  const moment = Date.parse(String((await row())[kind.at]));
  await clock.advanceTo(moment - 60_000);
  const armed = await arm(place, held);
  const timedOutBefore = invocationsOf(place, 'time-out');

  door.task = held.taskId;
  const settled = clock.advanceTo(moment + 60_000);
  // The time-out's first call waits at the door now, and with it the bank's time: it is the instant of both.
  await until(() => door.waiting.has('time-out'), 'the time-out');
  let answered = false;
  const answer = submit(place, armed, armed.form).finally(() => {
    answered = true;
  });
  const done: Record<Actor, () => boolean> = {
    answer: () => answered,
    'time-out': () => invocationsOf(place, 'time-out').finished > timedOutBefore.finished,
  };
  const order: Actor[] = [];
  const choices: number[] = [];
  for (;;) {
    await until(
      () => (['answer', 'time-out'] as const).every((actor) => door.waiting.has(actor) || done[actor]()),
      'both to come to their next call',
    );
    const ready = (['answer', 'time-out'] as const).filter((actor) => door.waiting.has(actor));
    if (ready.length === 0) break;
    const turn = ready.length > 1 ? (turns[choices.length] ?? 0) : 0;
    if (ready.length > 1) choices.push(turn);
    const next = ready[turn] ?? 'answer';
    order.push(next);
    door.release(next);
  }
  door.task = undefined;
  const page = await answer;
  await settled;
  await place.pass(60_000);

  const [audit, cases, tasks] = await Promise.all(['Audit', 'Cases', 'Tasks'].map(place.items));
  const acts = (audit ?? [])
    .filter(({ facts }) => (facts as Item | undefined)?.taskId === held.taskId)
    .sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1))
    .map(({ act }) => String(act));
  const ofCase = (tasks ?? []).filter(({ caseId }) => caseId === held.caseId);
  const head = (cases ?? []).find(({ caseId, sk }) => caseId === held.caseId && sk === 'HEAD');
  const { state } = await row();
  // Later orders must not meet the timers of this case.
  await stop(place, held.caseId);
  return {
    order,
    choices,
    told: saysTaken(page, held.link),
    decided: state === 'DECIDED',
    wentOn:
      head?.status === 'CLOSED' ||
      ofCase.some(({ taskId, form }) => taskId !== held.taskId && form !== 'takeover'),
    audited: acts.filter((act) => act === 'task.decided').length,
    acts,
  };
}

/** How often the function of an actor was invoked, and a number that grows whenever one of its invocations ends. */
function invocationsOf({ runtime }: Place, actor: Actor): { began: number; finished: number } {
  const used = Object.entries(runtime.usage().functions).find(([name]) => name.endsWith(FUNCTIONS[actor]));
  return { began: used?.[1].invocations ?? 0, finished: used?.[1].billedMs ?? 0 };
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const began = performance.now();
  while (!holds()) {
    if (performance.now() - began > LONGEST_WAIT_MS) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function stop({ runtime, pass }: Place, caseId: string): Promise<void> {
  for (const { arn } of runtime.model.machines) {
    const { executions } = (await runtime.states.service('ListExecutions', {
      stateMachineArn: arn,
      statusFilter: 'RUNNING',
    })) as { executions: { executionArn: string; name: string }[] };
    for (const { executionArn, name } of executions) {
      if (name.includes(caseId)) await runtime.states.service('StopExecution', { executionArn });
    }
  }
  await pass(1_000);
}

/** The next order: the last place where the answer went and the time-out could have, turned around. */
function nextTurns(choices: readonly number[]): number[] | undefined {
  const at = choices.lastIndexOf(0);
  return at < 0 ? undefined : [...choices.slice(0, at), 1];
}

/** Plays every order of every kind of time-out, or of those that are named. */
export async function racePart(
  assembly: string,
  timeOuts: readonly TimeOut[] = KINDS.map(({ name }) => name),
): Promise<Omit<Part, 'name' | 'seconds'>> {
  const figures: Figure[] = [];
  const invariants: Invariant[] = [];
  for (const kind of KINDS.filter(({ name }) => timeOuts.includes(name))) {
    const door = new Door();
    const environment: Record<string, Record<string, string>> = {};
    for (const actor of ['answer', 'time-out'] as const) {
      environment[FUNCTIONS[actor]] = { AWS_ENDPOINT_URL_DYNAMODB: await door.open(actor) };
    }
    const copy = withEnvironment(assembly, environment);
    const place = await openPlace(copy.folder, staffFor(100, kind.keeps));
    try {
      door.leadTo(place.runtime.addresses.aws);
      const outcomes: Outcome[] = [];
      let turns: number[] | undefined = [];
      while (turns !== undefined && outcomes.length < MOST_ORDERS) {
        const outcome = await play(place, door, kind, turns);
        outcomes.push(outcome);
        turns = nextTurns(outcome.choices);
      }
      const wrong = outcomes.flatMap(({ order, told, decided, wentOn, audited, acts }) =>
        told === decided && decided === wentOn && audited === (decided ? 1 : 0)
          ? []
          : [
              `after ${order.join(', ')}: told ${told}, row decided ${decided}, went on ${wentOn}, audit ${acts.join(' ')}`,
            ],
      );
      const timeOuts = outcomes.filter(({ acts }) => acts.includes(kind.act)).length;
      const both = outcomes.filter(({ told }) => told).length;
      figures.push({
        attack: `an answer at the instant of ${kind.name}`,
        on: 'Steward',
        // Orders prove something only if both sides won some of them.
        fired: timeOuts > 0 && both > 0 ? outcomes.length : 0,
        got: wrong.length,
        what: 'told is not done',
        ...(turns === undefined && { all: true as const }),
        note: `${outcomes.length} orders${turns === undefined ? ', all' : ''}; the time-out was written in ${timeOuts}, the answer in ${both}`,
      });
      invariants.push({ name: `told = done = audit at the instant of ${kind.name}`, wrong });
    } finally {
      door.close();
      await place.close();
      copy.remove();
    }
  }
  const { orders, disagreements } = unconditionalRace();
  figures.push({
    attack: 'an answer at the instant of a time-out',
    on: 'without conditions',
    fired: orders,
    got: disagreements,
    what: 'told is not done',
    note: 'read, write and tell against read and write, every order',
  });
  return { figures, invariants };
}
