/** The embedded runtime: every room on one clock and one data folder, made from one synthesized assembly. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readAssembly, UnsupportedAssembly } from './assembly/assembly.ts';
import type { AssemblyModel, Origin } from './assembly/model.ts';
import { RuntimeClock } from './clock/clock.ts';
import { openClockBook } from './clock/clock-book.ts';
import { machineNow } from './clock/machine.ts';
import { DOORS, type DoorName, markFolder, openDoors } from './data-folder.ts';
import { type Events, openEvents, targetOf } from './events/events.ts';
import { lockFolder } from './folder-lock.ts';
import { gatewayListener } from './gateway/gateway.ts';
import { operatorListener } from './http/operator.ts';
import { type Entrance, restApiListener } from './http/rest-api.ts';
import { lambdaApi } from './lambda/api.ts';
import { type FunctionUsage, type Lambda, openLambda } from './lambda/lambda.ts';
import { type MailRoom, openMail } from './mail/mail.ts';
import { type Objects, openObjects } from './objects/objects.ts';
import { openQueues, type Queues } from './queues/queues.ts';
import { openRecords, type Records } from './records/records.ts';
import { openSchedules, type Schedules } from './schedule/schedule.ts';
import { openSecrets, type Secrets } from './secrets/secrets.ts';
import { openStates, type States } from './states/states.ts';

/** Least time between two firings of a schedule while time is simulated: a sweep a minute would be most of the work. */
const SIMULATED_SCHEDULE_MS = 3_600_000;

/** How a runtime is started. */
export interface RuntimeOptions {
  /** Folder that `cdk synth` wrote. */
  assembly: string;
  /** Data folder; made if it is not there. */
  folder: string;
  /**
   * Time in a new data folder: the machine's, or simulated from an epoch ms on. A folder that was left while
   * its time was simulated goes on from there, whatever is asked.
   */
  clock: 'real' | { simulatedFrom: number };
  /** First of four ports in a row; without it those of the last start, else the usual ones or the next free. */
  port?: number;
  /** Takes any free ports in a new data folder, for tests that run beside each other. */
  anyPorts?: boolean;
  /** Least time between two firings of the schedule of this name while time is simulated, in ms; asked anew each time. */
  simulatedScheduleMs?: (schedule: string) => number;
  /** Numbers from 0 up to 1 for jitter and flexible windows. */
  random?: () => number;
  /** How many people act together when they act at the same simulated time; 1 where absent. */
  atOnce?: number;
  /**
   * Workers a function has at most; a few where absent. With one, a function's memory is the same in every run, and so
   * is what it reads: what comes at the same instant comes to the same worker.
   */
  mostWorkers?: number;
  /** Mails that SES refuses, e.g. with MessageRejected, and why; it takes all of them where absent. */
  refuseMail?: Parameters<typeof openMail>[0]['refuse'];
}

/** Where the runtime can be reached, as URLs. */
export type Addresses = Record<DoorName, string>;

/** What has been used since the runtime started. */
export interface RuntimeUsage {
  functions: Record<string, FunctionUsage>;
  records: ReturnType<Records['usage']>;
  /** Faults of the runtime and 5XX answers of pages; each is in `logs/runtime.log`. */
  faults: number;
}

/** A running runtime. */
export interface Runtime {
  addresses: Addresses;
  clock: RuntimeClock;
  /** Whether the data folder is a new one. */
  fresh: boolean;
  model: AssemblyModel;
  records: Records;
  states: States;
  events: Events;
  schedules: Schedules;
  queues: Queues;
  objects: Objects;
  secrets: Secrets;
  mail: MailRoom;
  lambda: Lambda;
  usage(): RuntimeUsage;
  /** Ends everything; what was accepted is on disk and goes on at the next start. */
  close(): Promise<void>;
}

/** Starts the runtime: doors first, then rooms, then what an earlier process has left open. */
export async function bootRuntime(options: RuntimeOptions): Promise<Runtime> {
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return await boot(options, closers, close);
  } catch (fault) {
    await close();
    throw fault;
  }
}

async function boot(
  options: RuntimeOptions,
  closers: (() => unknown)[],
  close: () => Promise<void>,
): Promise<Runtime> {
  const { folder, random } = options;
  closers.push(lockFolder(folder));
  markFolder(folder);
  mkdirSync(join(folder, 'logs'), { recursive: true, mode: 0o700 });
  const { report, faults } = faultLog(join(folder, 'logs', 'runtime.log'));
  const ownZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  // Lambda's zone is UTC, and worker threads share that of their process.
  process.env.TZ = 'UTC';

  const doors = await openDoors(folder, options.port, options.anyPorts ? 0 : undefined);
  const addresses = Object.fromEntries(DOORS.map((name) => [name, doors[name].url])) as Addresses;
  const book = openClockBook(folder);
  closers.push(() => book.close());
  const last = book.last();
  let onReal = () => {};
  const clock = startClock(options, last, (now, mode) => {
    book.note(now, mode);
    if (mode === 'real') onReal();
  });
  book.note(clock.now(), clock.mode);

  const model = readAssembly({
    folder: options.assembly,
    endpoint: addresses.aws,
    parameters: { BaseUrl: addresses.pages },
  });
  const { account, region } = model;
  const place = { folder, clock, account, region };

  const records = openRecords(place);
  closers.push(() => records.close());
  const queues = openQueues({ ...place, endpoint: () => addresses.aws });
  closers.push(() => queues.close());
  const secrets = openSecrets(place);
  closers.push(() => secrets.close());
  const mail = openMail({
    folder,
    clock,
    zone: ownZone,
    ...(options.refuseMail && { refuse: options.refuseMail }),
  });
  closers.push(() => mail.close());
  const lambda = openLambda({
    ...place,
    endpoint: addresses.aws,
    async handOn(arn, body, attributes) {
      if (arn.includes(':sqs:')) queues.send(arn, JSON.stringify(body), attributes);
      else if (arn.includes(':lambda:')) lambda.accept(lambda.find(arn), JSON.stringify(body));
      else publishResult(events, arn, body as Record<string, unknown>);
    },
    report,
    ...(options.mostWorkers === undefined ? {} : { mostWorkers: options.mostWorkers }),
  });
  closers.push(() => lambda.close());
  const events = openEvents({
    ...place,
    queues,
    async deliver(targetArn, payload) {
      if (targetArn.includes(':lambda:')) lambda.accept(lambda.find(targetArn), JSON.stringify(payload));
      else
        await states.service('StartExecution', {
          stateMachineArn: targetArn,
          input: JSON.stringify(payload),
        });
    },
    onDropped: (what) => report(what, 'delivery given up without a dead-letter queue'),
    ...(random ? { random } : {}),
  });
  closers.push(() => events.close());
  const states = openStates({
    ...place,
    invoke: lambda.invoke,
    services: { sqs: queues.service, events: events.service, dynamodb: records.service },
    onStatusChange: (detail) => {
      events.publish({
        source: 'aws.states',
        detailType: 'Step Functions Execution Status Change',
        detail: { ...detail },
        resources: [detail.executionArn],
      });
    },
    ...(random ? { random } : {}),
  });
  closers.push(() => states.close());
  const objects = openObjects({ ...place, announce: (event) => void events.publish(event), report });
  closers.push(() => objects.close());
  const schedules = openSchedules({ ...place, events, ...(random ? { random } : {}) });
  closers.push(() => schedules.close());
  onReal = () => schedules.replan();
  closers.push(() => clock.stop());

  const rooms = { records, states, events, schedules, queues, objects, secrets, mail, lambda };
  const pace = options.simulatedScheduleMs ?? (() => SIMULATED_SCHEDULE_MS);
  applyAssembly(model, rooms, options.assembly, (name) => (clock.mode === 'real' ? 0 : pace(name)));

  const routes = (entrance: Entrance) => {
    const [api, ...others] = model.apis.map((one) =>
      restApiListener({ api: one, account, entrance, clock, invoke: lambda.invoke, report }),
    );
    if (others.length > 0)
      throw new Error(`One REST API can be served, and the assembly has ${model.apis.length}.`);
    return api ?? ((_request, response) => void response.writeHead(404).end());
  };
  doors.aws.answer(
    gatewayListener(
      {
        targets: {
          DynamoDB_20120810: { call: records.service, errorPrefix: 'com.amazonaws.dynamodb.v20120810#' },
          AWSStepFunctions: { call: states.service },
          AWSEvents: { call: events.service },
          secretsmanager: { call: secrets.service },
          AmazonSQS: { call: queues.service, errorPrefix: 'com.amazonaws.sqs#', patient: ['ReceiveMessage'] },
        },
        paths: { '2015-03-31': lambdaApi(lambda) },
        forms: { ses: ({ body }) => mail.handle(body) },
        streams: { s3: objects.service },
      },
      clock,
      report,
    ),
  );
  doors.pages.answer(routes('public'));
  doors.mailbox.answer(mail.pages);
  doors.operator.answer(
    operatorListener({
      apis: model.apis,
      links: [{ href: addresses.mailbox, words: 'mailbox: every mail that left' }],
      routes: routes('operator'),
    }),
  );
  closers.push(() => Promise.all(DOORS.map((name) => doors[name].close())));

  lambda.resume();
  states.resume();
  events.resume();
  objects.resume();
  schedules.resume();
  return {
    addresses,
    clock,
    fresh: last === undefined,
    model,
    ...rooms,
    usage: () => ({ functions: lambda.usage(), records: records.usage(), faults: faults() }),
    close,
  };
}

/** Decides which time it is: that of the data folder if it was left in simulated time, else as asked. */
function startClock(
  { clock: asked, folder, atOnce = 1 }: RuntimeOptions,
  last: { now: number; mode: string } | undefined,
  onMove: ConstructorParameters<typeof RuntimeClock>[0]['onMove'] & object,
): RuntimeClock {
  if (last && last.mode !== 'real')
    return new RuntimeClock({ mode: 'virtual', start: last.now, atOnce, onMove });
  if (last && last.now > machineNow()) {
    const when = new Date(last.now).toISOString();
    throw new Error(
      `The data folder ${folder} was in use at ${when}, later than this machine's clock; set the clock right, or begin anew with --fresh.`,
    );
  }
  if (asked === 'real' || last) return new RuntimeClock({ mode: 'real', onMove });
  return new RuntimeClock({ mode: 'virtual', start: asked.simulatedFrom, atOnce, onMove });
}

type Rooms = Pick<
  Runtime,
  'records' | 'states' | 'events' | 'schedules' | 'queues' | 'objects' | 'secrets' | 'lambda'
>;

/** Makes everything that the assembly holds, or brings what is there to what it says. */
function applyAssembly(
  model: AssemblyModel,
  rooms: Rooms,
  folder: string,
  paceOf: (schedule: string) => number,
): void {
  const problems: string[] = [];
  const make = <T extends Origin>(all: readonly T[], one: (item: T) => void) => {
    for (const item of all) {
      try {
        one(item);
      } catch (fault) {
        problems.push(`${item.stack}/${item.logicalId}: ${(fault as Error).message}`);
      }
    }
  };
  make(model.tables, ({ create, timeToLiveAttribute }) =>
    rooms.records.createTable({
      ...create,
      ...(timeToLiveAttribute
        ? { TimeToLiveSpecification: { AttributeName: timeToLiveAttribute, Enabled: true } }
        : {}),
    }),
  );
  make(model.queues, ({ name, attributes }) => rooms.queues.createQueue({ name, attributes }));
  make(model.buckets, (bucket) => rooms.objects.createBucket(bucket));
  make(model.secrets, ({ name, first, description }) => rooms.secrets.ensure(name, first, description));
  make(model.functions, (spec) => rooms.lambda.addFunction(spec));
  make(model.machines, ({ name, definition, roleArn, type }) =>
    rooms.states.createStateMachine({ name, definition, roleArn, type }),
  );
  make(model.buses, ({ name }) => rooms.events.addBus(name));
  make(model.archives, (archive) => rooms.events.addArchive(archive));
  make(model.rules, ({ name, busName, pattern, schedule, targets, enabled }) => {
    const taken = targets.map((target) => targetOf(target, name));
    rooms.events.addRule({ name, busName, enabled, targets: taken, ...(pattern ? { pattern } : {}) });
    const atLeastEveryMs = () => paceOf(name);
    if (schedule) rooms.schedules.addRule({ name, expression: schedule, enabled, atLeastEveryMs });
  });
  make(model.schedules, ({ name, group, expression, zone, start, end, flexibleMinutes, enabled, target }) => {
    const { arn, input, deadLetterArn, retry } = target;
    rooms.schedules.addSchedule({
      name,
      groupName: group,
      expression,
      flexibleMinutes,
      enabled,
      atLeastEveryMs: () => paceOf(name),
      ...(zone ? { timezone: zone } : {}),
      ...(start === undefined ? {} : { startDate: start }),
      ...(end === undefined ? {} : { endDate: end }),
      target: {
        arn,
        ...(input === undefined ? {} : { input }),
        ...(deadLetterArn ? { deadLetterArn } : {}),
        ...(retry ? { retry } : {}),
      },
    });
  });
  if (problems.length > 0) throw new UnsupportedAssembly(folder, problems);
}

/** Puts the record of an asynchronous invocation on a bus, as Lambda does for a destination that is one. */
function publishResult(events: Events, busArn: string, record: Record<string, unknown>): void {
  const { condition, functionArn } = record.requestContext as { condition: string; functionArn: string };
  events.publish({
    busName: busArn.replace(/^.*event-bus\//, ''),
    source: 'lambda',
    detailType: `Lambda Function Invocation Result - ${condition === 'Success' ? 'Success' : 'Failure'}`,
    detail: record,
    resources: [busArn, functionArn],
  });
}

/** Keeps faults of the runtime in a file, where they disturb nobody's terminal, and counts them. */
function faultLog(path: string) {
  let count = 0;
  return {
    faults: () => count,
    report(fault: unknown, what: string) {
      count++;
      const text = fault instanceof Error ? (fault.stack ?? fault.message) : JSON.stringify(fault);
      appendFileSync(path, `${new Date(machineNow()).toISOString()} ${what}: ${text}\n`, { mode: 0o600 });
    },
  };
}
