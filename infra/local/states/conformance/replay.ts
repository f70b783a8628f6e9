/** Plays one recorded case on the runtime's Step Functions and says how it went. */
import { RuntimeClock } from '../../clock/clock.ts';
import { ServiceFault } from '../../gateway/service.ts';
import { isObject, type JsonObject } from '../json.ts';
import { Unsupported } from '../refusals.ts';
import { openStates, type States } from '../states.ts';
import { type Case, Resource } from './cases.ts';
import {
  Comparer,
  differenceInDetails,
  differenceInOutcome,
  type Observed,
  type ObservedEvent,
} from './compare.ts';
import { World } from './world.ts';

/** How a case went: as AWS did, refused by name, or otherwise. */
export type Verdict =
  | { verdict: 'agreed'; details?: string }
  | { verdict: 'refused'; reason: string }
  | { verdict: 'disagreed'; reason: string };

const ACCOUNT = '111111111111';
const REGION = 'us-east-1';

/** Simulated time after which an execution counts as stuck. */
const PATIENCE = 24 * 3_600_000;

/** Plays a case. */
export async function replay(recorded: Case): Promise<Verdict> {
  try {
    if (recorded.kind === 'execution') return await replayExecution(recorded);
    if (recorded.kind === 'create-error') return await replayCreation(recorded);
    return { verdict: 'refused', reason: `The runtime has no ${operationOf(recorded.kind)}.` };
  } catch (fault) {
    if (fault instanceof Unsupported) return { verdict: 'refused', reason: fault.message };
    if (fault instanceof ServiceFault)
      return { verdict: 'disagreed', reason: `${fault.code}: ${fault.message}` };
    // One case that brings the replay down must not hide how the others went.
    return { verdict: 'disagreed', reason: `the replay failed with ${String(fault)}` };
  }
}

function operationOf(kind: string): string {
  return (
    { 'test-state': 'TestState', 'validate-definition': 'ValidateStateMachineDefinition' }[kind] ??
    `cases of kind ${kind}`
  );
}

async function replayCreation(recorded: Case): Promise<Verdict> {
  const clock = new RuntimeClock({ mode: 'virtual', start: 0 });
  const world = new World(clock, []);
  const states = open(clock, world);
  try {
    await create(states, recorded.execution.stateMachineName ?? 'Machine', recorded);
    return {
      verdict: 'disagreed',
      reason: `AWS refuses the definition (${String(recorded.expected.cause)}); here it is created`,
    };
  } catch (fault) {
    if (!(fault instanceof ServiceFault) || fault instanceof Unsupported) throw fault;
    // Some recordings hold the SDK's sentence around AWS's message.
    const wanted = String(recorded.expected.cause).replace(
      /^An error occurred \(\w+\) when calling the \w+ operation: /,
      '',
    );
    const comparer = new Comparer(recorded.placeholders);
    const reason =
      comparer.difference(recorded.expected.error, fault.code, 'error') ??
      comparer.difference(wanted, fault.message, 'message');
    return reason ? { verdict: 'disagreed', reason } : { verdict: 'agreed' };
  } finally {
    close(states, world);
  }
}

async function replayExecution(recorded: Case): Promise<Verdict> {
  const resources = recorded.resources.map((resource) => {
    const known = Resource.safeParse(resource);
    if (known.success) return known.data;
    throw new Unsupported(`The replay has no ${describeResource(resource)}.`);
  });
  const clock = new RuntimeClock({ mode: 'fast-forward', start: Date.UTC(2026, 0, 1) });
  const world = new World(clock, resources);
  const ends = new Map<string, () => void>();
  const states = open(clock, world, (arn) => ends.get(arn)?.());
  try {
    const name = await createMachines(states, recorded, resources);
    const observed = await run(states, clock, world, ends, recorded, name, resources);
    const reason = typeof observed === 'string' ? observed : differenceInOutcome(recorded, observed);
    if (reason || typeof observed === 'string')
      return { verdict: 'disagreed', reason: reason ?? 'did not end' };
    const details = differenceInDetails(recorded, observed);
    return details ? { verdict: 'agreed', details } : { verdict: 'agreed' };
  } finally {
    close(states, world);
  }
}

/** A function that returns something of a kind of its own is told apart from a kind of resource. */
function describeResource(resource: { kind: string }): string {
  const { returns } = resource as { returns?: unknown };
  return resource.kind === 'lambda'
    ? `function that returns ${JSON.stringify(returns)}`
    : `resource of kind ${resource.kind}`;
}

async function createMachines(states: States, recorded: Case, resources: Resource[]): Promise<string> {
  const children = resources.filter((resource) => resource.kind === 'state-machine');
  for (const child of children)
    await create(states, nameIn(child.arn), { ...recorded, ...child, type: child.type ?? 'STANDARD' });
  const wanted = plainName(recorded.execution.stateMachineName ?? 'Machine');
  // The recorder gave both the same name where they were recorded apart.
  const name = children.some((child) => nameIn(child.arn) === wanted) ? `${wanted}Parent` : wanted;
  await create(states, name, recorded);
  return name;
}

async function create(
  states: States,
  name: string,
  { definition, type, execution }: Pick<Case, 'definition' | 'type' | 'execution'>,
): Promise<void> {
  await states.service('CreateStateMachine', {
    name: plainName(name),
    definition: typeof definition === 'string' ? definition : JSON.stringify(definition),
    roleArn: execution.roleArn ?? 'snf_role_arn',
    type,
  });
}

async function run(
  states: States,
  clock: RuntimeClock,
  world: World,
  ends: Map<string, () => void>,
  recorded: Case,
  machineName: string,
  resources: Resource[],
): Promise<Observed | string> {
  const rest = clock.busy();
  const name = plainName(recorded.execution.name ?? 'Execution');
  const arn = `arn:aws:states:${REGION}:${ACCOUNT}:execution:${machineName}:${name}`;
  const ended = new Promise<true>((resolve) => ends.set(arn, () => resolve(true)));
  world.begin((operation, input) => states.service(operation, input));
  await states.service('StartExecution', {
    stateMachineArn: `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${machineName}`,
    name,
    input: JSON.stringify(recorded.input ?? {}),
  });
  for (const resource of resources) {
    if (resource.kind !== 'stop-execution') continue;
    const { error, cause } = resource;
    clock.at(
      clock.now() + 1000,
      () => void states.service('StopExecution', { executionArn: arn, error, cause }),
    );
  }
  const patience = new Promise<false>((resolve) => clock.at(clock.now() + PATIENCE, () => resolve(false)));
  rest();
  if (!(await Promise.race([ended, patience])))
    return `the execution was still open after ${PATIENCE / 3_600_000} hours`;
  return observe(states, arn);
}

async function observe(states: States, executionArn: string): Promise<Observed> {
  const described = (await states.service('DescribeExecution', { executionArn })) as JsonObject;
  const events: ObservedEvent[] = [];
  let nextToken: unknown;
  do {
    const input = { executionArn, maxResults: 1000, ...(nextToken !== undefined && { nextToken }) };
    const page = (await states.service('GetExecutionHistory', input)) as {
      events: JsonObject[];
      nextToken?: string;
    };
    events.push(...page.events.map(asRecorded));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return {
    status: described.status as string,
    ...(typeof described.output === 'string' && { output: JSON.parse(described.output) as unknown }),
    error: described.error as string | undefined,
    cause: described.cause as string | undefined,
    events,
  };
}

const JSON_FIELDS = new Set(['input', 'output', 'parameters']);

/** An event in the form in which the cases keep them. */
function asRecorded(event: JsonObject): ObservedEvent {
  const shown: ObservedEvent = {
    id: event.id as number,
    prev: event.previousEventId as number,
    type: event.type as string,
  };
  for (const details of Object.values(event)) {
    if (!isObject(details)) continue;
    for (const [key, value] of Object.entries(details)) {
      if (key.endsWith('Details')) continue;
      if (JSON_FIELDS.has(key)) shown[key] = JSON.parse(value as string);
      else if (key === 'assignedVariables') shown[key] = parseEach(value as Record<string, string>);
      else shown[key] = value;
    }
  }
  return shown;
}

function parseEach(texts: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, JSON.parse(text) as unknown]));
}

function open(clock: RuntimeClock, world: World, onEnd?: (arn: string) => void): States {
  return openStates({
    folder: ':memory:',
    clock,
    account: ACCOUNT,
    region: REGION,
    invoke: world.invoke,
    services: world.services,
    onStatusChange: ({ executionArn, status }) => {
      if (status !== 'RUNNING') onEnd?.(executionArn);
    },
  });
}

function close(states: States, world: World): void {
  world.end();
  states.close();
}

function nameIn(arn: string): string {
  return plainName(arn.slice(arn.lastIndexOf(':') + 1));
}

/** A name without the marks of a placeholder, which no name may hold. */
function plainName(name: string): string {
  return name.replace(/[<>:\s]/g, '_').slice(0, 80);
}
