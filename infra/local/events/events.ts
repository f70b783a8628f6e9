/** EventBridge: buses, rules, targets, archives and replays over one durable delivery queue. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import { type JsonService, ServiceFault } from '../gateway/service.ts';
import { inTransaction, openStore } from '../store/store.ts';
import {
  DEFAULT_RETRY,
  type Delivery,
  type GivenUp,
  openDeliveries,
  type RetryPolicy,
} from './deliveries.ts';
import { DEEPEST, isTooDeep } from './depth.ts';
import { compileInput, type InputSettings, type Transform } from './input.ts';
import { compilePattern, type Matcher } from './pattern.ts';

/** An event as a target sees it. */
export interface BusEvent extends Record<string, unknown> {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  /** ISO 8601, whole seconds. */
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
  'replay-name'?: string;
}

/** What the runtime itself puts on a bus, e.g. a status change of an execution. */
export interface Entry {
  busName?: string;
  source: string;
  detailType: string;
  detail: Record<string, unknown>;
  resources?: string[];
}

/** Hands a payload to a function or state machine; rejects when the target did not take it. */
export type Deliver = (targetArn: string, payload: unknown) => Promise<void>;

/** The queues that targets and dead letters go to. */
export interface QueuePort {
  send(queueArn: string, body: string, attributes?: Record<string, string>): void;
}

/** Where a matching event goes. */
export interface RuleTarget extends InputSettings {
  id?: string;
  arn: string;
  deadLetterArn?: string;
  retry?: Partial<RetryPolicy>;
}

/** A rule as the assembly defines it; one without a pattern is driven by its schedule. */
export interface RuleDefinition {
  name: string;
  /** Name or ARN; `default` where absent. */
  busName?: string;
  pattern?: unknown;
  targets: RuleTarget[];
  enabled?: boolean;
}

/** An archive as the assembly defines it; 0 days keeps events for ever. */
export interface ArchiveDefinition {
  name: string;
  busName: string;
  pattern?: unknown;
  retentionDays?: number;
  description?: string;
}

/** The running event buses. */
export interface Events {
  service: JsonService;
  addBus(name: string): void;
  addRule(rule: RuleDefinition): void;
  addArchive(archive: ArchiveDefinition): void;
  /** Puts an event on a bus from inside the runtime, any source allowed; answers its id. */
  publish(entry: Entry): string;
  /** Sends an event straight to the targets of one rule, as a schedule does. */
  fire(rule: { name: string; busName?: string }, event: BusEvent): void;
  /** Takes deliveries of other origins (schedules) into the same durable queue. */
  hand(deliveries: Delivery[]): void;
  /** Calls `listener` with every event that a bus accepts, before its targets run; returns what ends it. */
  onEvent(listener: (busName: string, event: BusEvent) => void): () => void;
  /** Events that the archives of a bus hold, oldest first, each once. */
  archived(busName: string): BusEvent[];
  /** Targets that are left out because the runtime has nothing behind them: log groups. */
  readonly ignored: readonly { rule: string; arn: string }[];
  /** Deliveries that have neither arrived nor been given up. */
  openDeliveries(): number;
  /** Takes up deliveries that an earlier process left; call it when every target is ready. */
  resume(): void;
  close(): void;
}

interface Rule {
  name: string;
  arn: string;
  enabled: boolean;
  pattern: unknown;
  matches: Matcher;
  targets: { id: string; definition: RuleTarget; transform: Transform; retry: RetryPolicy }[];
}

interface Archive extends ArchiveDefinition {
  arn: string;
  matches: Matcher;
}

interface Bus {
  name: string;
  arn: string;
  rules: Map<string, Rule>;
}

/** Limits of https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html and of its quotas page. */
const MOST_ENTRIES = 10;
const LARGEST_REQUEST = 262_144;
const MOST_TARGETS = 5;
const DAY = 86_400_000;
/** Events are replayed in transactions of this many. */
const REPLAY_BATCH = 500;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS archives (name TEXT PRIMARY KEY, created_at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS archived (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    archive TEXT NOT NULL,
    at INTEGER NOT NULL,
    id TEXT NOT NULL,
    event TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS archived_at ON archived (archive, at);
  CREATE TABLE IF NOT EXISTS replays (name TEXT PRIMARY KEY, description TEXT NOT NULL) STRICT;
`;

/** Opens the event buses; `deliver` is called for functions and state machines, SQS targets go to `queues`. */
export function openEvents(options: {
  folder: string;
  clock: Clock;
  deliver: Deliver;
  queues: QueuePort;
  account: string;
  region: string;
  /** Told of every delivery that ends in no dead-letter queue. */
  onDropped?: (what: GivenUp) => void;
  /** Chance behind the jitter of retries, 0 to 1. */
  random?: () => number;
}): Events {
  const { clock, deliver, queues, account, region } = options;
  const store = openStore(options.folder, 'events', SCHEMA);
  const arnOf = (what: string) => `arn:aws:events:${region}:${account}:${what}`;
  const buses = new Map<string, Bus>();
  const archives = new Map<string, Archive>();
  const listeners = new Set<(busName: string, event: BusEvent) => void>();
  const ignored: { rule: string; arn: string }[] = [];

  const deliveries = openDeliveries({
    store,
    clock,
    send: async (arn, payload) => {
      const service = serviceOf(arn);
      if (service === 'sqs') queues.send(arn, JSON.stringify(payload));
      else if (service === 'events') accept([{ bus: busOf(arn), event: payload as BusEvent }]);
      else await deliver(arn, payload);
    },
    deadLetter: (arn, body, attributes) => queues.send(arn, body, attributes),
    onGivenUp: options.onDropped ?? (() => {}),
    random: options.random ?? Math.random,
  });

  const keepArchive = store.prepare('INSERT OR IGNORE INTO archives (name, created_at) VALUES (?, ?)');
  const keepEvent = store.prepare('INSERT INTO archived (archive, at, id, event) VALUES (?, ?, ?, ?)');
  const dropEvents = store.prepare('DELETE FROM archived WHERE archive = ? AND at < ?');

  const addBus = (name: string): void => {
    if (!buses.has(name)) buses.set(name, { name, arn: arnOf(`event-bus/${name}`), rules: new Map() });
  };
  addBus('default');

  const busOf = (nameOrArn?: string): Bus => {
    const name = busNameOf(nameOrArn);
    const bus = buses.get(name);
    if (!bus) throw new ServiceFault('ResourceNotFoundException', `Event bus ${name} does not exist.`);
    return bus;
  };

  const ruleOf = (name: unknown, busName?: unknown): Rule => {
    const rule = busOf(busName as string | undefined).rules.get(String(name));
    if (!rule)
      throw new ServiceFault(
        'ResourceNotFoundException',
        `Rule ${name} does not exist on EventBus ${busName ?? 'default'}.`,
      );
    return rule;
  };

  const deliveriesOf = (rule: Rule, event: BusEvent): Delivery[] => {
    const context = { ruleArn: rule.arn, ruleName: rule.name, ingestionTime: instant(clock.now()) };
    return rule.targets.map(({ definition, transform, retry }) => ({
      originArn: rule.arn,
      targetArn: definition.arn,
      payload: transform(event, context),
      letter: event,
      retry,
      ...(definition.deadLetterArn && { deadLetterArn: definition.deadLetterArn }),
    }));
  };

  /** Archives events and queues their deliveries in one transaction, then lets everything run. */
  const accept = (events: readonly { bus: Bus; event: BusEvent; only?: readonly string[] }[]): void => {
    const now = clock.now();
    const start = inTransaction(store, () => {
      const due: Delivery[] = [];
      for (const { bus, event, only } of events) {
        for (const archive of archives.values()) {
          if (archive.busName !== bus.name || event['replay-name'] || !archive.matches(event)) continue;
          keepEvent.run(archive.name, now, event.id, JSON.stringify(event));
          if (archive.retentionDays) dropEvents.run(archive.name, now - archive.retentionDays * DAY);
        }
        for (const rule of bus.rules.values()) {
          if (only && !only.includes(rule.arn)) continue;
          if (rule.enabled && rule.matches(event)) due.push(...deliveriesOf(rule, event));
        }
      }
      return deliveries.accept(due);
    });
    for (const { bus, event } of events) for (const listener of listeners) listener(bus.name, event);
    start();
  };

  const addRule = (definition: RuleDefinition): void => {
    const bus = busOf(definition.busName);
    const where = `rule ${definition.name}`;
    const arn = arnOf(
      bus.name === 'default' ? `rule/${definition.name}` : `rule/${bus.name}/${definition.name}`,
    );
    const targets: Rule['targets'] = [];
    if (definition.targets.length > MOST_TARGETS) {
      throw new ServiceFault(
        'LimitExceededException',
        `The ${where} has ${definition.targets.length} targets; EventBridge allows ${MOST_TARGETS}.`,
      );
    }
    definition.targets.forEach((target, index) => {
      const id = target.id ?? `Target${index}`;
      const service = serviceOf(target.arn);
      if (service === 'logs') {
        ignored.push({ rule: definition.name, arn: target.arn });
        return;
      }
      if (!['lambda', 'sqs', 'states', 'events'].includes(service)) {
        throw new ServiceFault(
          'ValidationException',
          `Target ${target.arn} of ${where} is not supported here: it must be a function, a state machine, a queue, a bus or a log group.`,
        );
      }
      if (target.arn.endsWith('.fifo')) {
        throw new ServiceFault(
          'ValidationException',
          `Target ${target.arn} of ${where} is a FIFO queue; only standard queues are supported here.`,
        );
      }
      targets.push({
        id,
        definition: target,
        transform: compileInput(target, `${id} of ${where}`),
        retry: retryOf(target.retry, `${id} of ${where}`),
      });
    });
    bus.rules.set(definition.name, {
      name: definition.name,
      arn,
      enabled: definition.enabled ?? true,
      pattern: definition.pattern,
      matches: definition.pattern === undefined ? () => false : compilePattern(definition.pattern),
      targets,
    });
  };

  const archiveOf = (name: unknown): Archive => {
    const archive = archives.get(String(name));
    if (!archive) throw new ServiceFault('ResourceNotFoundException', `Archive ${name} does not exist.`);
    return archive;
  };

  const describeArchive = (archive: Archive) => {
    const { n, bytes, since } = store
      .prepare(
        `SELECT count(*) AS n, coalesce(sum(length(CAST(event AS BLOB))), 0) AS bytes,
           (SELECT created_at FROM archives WHERE name = ?1) AS since
         FROM archived WHERE archive = ?1`,
      )
      .get(archive.name) as { n: number; bytes: number; since: number };
    return {
      ArchiveArn: archive.arn,
      ArchiveName: archive.name,
      EventSourceArn: busOf(archive.busName).arn,
      ...(archive.description !== undefined && { Description: archive.description }),
      ...(archive.pattern !== undefined && { EventPattern: asText(archive.pattern) }),
      State: 'ENABLED',
      RetentionDays: archive.retentionDays ?? 0,
      SizeBytes: bytes,
      EventCount: n,
      CreationTime: since / 1_000,
    };
  };

  const startReplay = (input: Record<string, unknown>): object => {
    const name = required(input, 'ReplayName');
    const destination = (input.Destination ?? {}) as { Arn?: string; FilterArns?: string[] };
    const bus = busOf(destination.Arn);
    const source = required(input, 'EventSourceArn');
    const archive = archiveOf(source.slice(source.indexOf('archive/') + 8));
    if (archive.busName !== bus.name) {
      throw new ServiceFault(
        'ValidationException',
        `Destination ${destination.Arn} is not the bus of archive ${archive.name}; a replay goes to the bus its events came from.`,
      );
    }
    const [from, until] = [epoch(input, 'EventStartTime'), epoch(input, 'EventEndTime')];
    if (until <= from)
      throw new ServiceFault('ValidationException', 'EventEndTime must be later than EventStartTime.');
    const known = store.prepare('SELECT 1 FROM replays WHERE name = ?').get(name);
    if (known) throw new ServiceFault('ResourceAlreadyExistsException', `Replay ${name} already exists.`);
    const replay = {
      ReplayName: name,
      ReplayArn: arnOf(`replay/${name}`),
      EventSourceArn: archive.arn,
      Destination: { Arn: bus.arn, ...(destination.FilterArns && { FilterArns: destination.FilterArns }) },
      EventStartTime: from / 1_000,
      EventEndTime: until / 1_000,
      ReplayStartTime: clock.now() / 1_000,
    };
    const page = store.prepare(
      'SELECT seq, event FROM archived WHERE archive = ? AND at >= ? AND at < ? AND seq > ? ORDER BY seq LIMIT ?',
    );
    for (let after = 0, more = true; more; ) {
      const rows = page.all(archive.name, from, until, after, REPLAY_BATCH) as {
        seq: number;
        event: string;
      }[];
      accept(
        rows.map((row) => ({
          bus,
          event: { ...(JSON.parse(row.event) as BusEvent), 'replay-name': name },
          ...(destination.FilterArns && { only: destination.FilterArns }),
        })),
      );
      after = rows.at(-1)?.seq ?? after;
      more = rows.length === REPLAY_BATCH;
    }
    store
      .prepare('INSERT INTO replays (name, description) VALUES (?, ?)')
      .run(name, JSON.stringify({ ...replay, State: 'COMPLETED', ReplayEndTime: clock.now() / 1_000 }));
    return { ReplayArn: replay.ReplayArn, State: 'STARTING', ReplayStartTime: replay.ReplayStartTime };
  };

  const putEvents = (input: Record<string, unknown>): object => {
    const entries = input.Entries;
    if (!Array.isArray(entries) || entries.length === 0 || entries.length > MOST_ENTRIES) {
      const count = Array.isArray(entries) ? entries.length : 0;
      throw new ServiceFault(
        'ValidationException',
        `1 validation error detected: Value at 'entries' failed to satisfy constraint: it has ${count} members and must have 1 to ${MOST_ENTRIES}`,
      );
    }
    if (entries.reduce((sum: number, entry) => sum + sizeOf(entry), 0) > LARGEST_REQUEST) {
      throw new ServiceFault(
        'ValidationException',
        'Total size of the entries in the request is over the limit.',
      );
    }
    const accepted: { bus: Bus; event: BusEvent }[] = [];
    const results = entries.map((entry: PutEntry) => {
      const fault = faultOf(entry, (name) => buses.has(busNameOf(name)));
      if (fault) return fault;
      const event: BusEvent = {
        version: '0',
        id: randomUUID(),
        'detail-type': String(entry.DetailType),
        source: String(entry.Source),
        account,
        time: instant(
          entry.Time === undefined ? clock.now() : epoch(entry as Record<string, unknown>, 'Time'),
        ),
        region,
        resources: entry.Resources ?? [],
        detail: JSON.parse(String(entry.Detail)),
      };
      accepted.push({ bus: busOf(entry.EventBusName), event });
      return { EventId: event.id };
    });
    if (accepted.length > 0) accept(accepted);
    return { FailedEntryCount: results.length - accepted.length, Entries: results };
  };

  const operations: Record<string, (input: Record<string, unknown>) => object> = {
    PutEvents: putEvents,
    TestEventPattern: (input) => ({
      Result: compilePattern(required(input, 'EventPattern'))(parsedEvent(required(input, 'Event'))),
    }),
    ListEventBuses: () => ({
      EventBuses: [...buses.values()].map((bus) => ({ Name: bus.name, Arn: bus.arn })),
    }),
    DescribeEventBus: (input) => {
      const bus = busOf(input.Name as string | undefined);
      return { Name: bus.name, Arn: bus.arn };
    },
    ListRules: (input) => ({
      Rules: [...busOf(input.EventBusName as string | undefined).rules.values()]
        .filter((rule) => rule.name.startsWith(String(input.NamePrefix ?? '')))
        .map((rule) => describeRule(rule, input.EventBusName)),
    }),
    DescribeRule: (input) => describeRule(ruleOf(input.Name, input.EventBusName), input.EventBusName),
    ListTargetsByRule: (input) => ({
      Targets: ruleOf(input.Rule, input.EventBusName).targets.map(({ id, definition, retry }) => ({
        Id: id,
        Arn: definition.arn,
        RetryPolicy: {
          MaximumRetryAttempts: retry.maximumRetryAttempts,
          MaximumEventAgeInSeconds: retry.maximumEventAgeInSeconds,
        },
        ...(definition.deadLetterArn && { DeadLetterConfig: { Arn: definition.deadLetterArn } }),
      })),
    }),
    DescribeArchive: (input) => describeArchive(archiveOf(required(input, 'ArchiveName'))),
    ListArchives: () => ({
      Archives: [...archives.values()].map((archive) => {
        const { ArchiveArn: _, EventPattern: __, Description: ___, ...listed } = describeArchive(archive);
        return listed;
      }),
    }),
    StartReplay: startReplay,
    DescribeReplay: (input) => {
      const name = required(input, 'ReplayName');
      const row = store.prepare('SELECT description FROM replays WHERE name = ?').get(name);
      if (!row) throw new ServiceFault('ResourceNotFoundException', `Replay ${name} does not exist.`);
      return JSON.parse(String(row.description));
    },
  };

  return {
    service: async (operation, input) => {
      const run = operations[operation];
      if (!run) {
        throw new ServiceFault(
          'UnknownOperationException',
          `EventBridge operation ${operation} is not supported here; these are: ${Object.keys(operations).join(', ')}.`,
        );
      }
      return run(input);
    },
    addBus,
    addRule,
    addArchive(definition) {
      const bus = busOf(definition.busName);
      keepArchive.run(definition.name, clock.now());
      archives.set(definition.name, {
        ...definition,
        busName: bus.name,
        arn: arnOf(`archive/${definition.name}`),
        matches: definition.pattern === undefined ? () => true : compilePattern(definition.pattern),
      });
    },
    publish(entry) {
      const event: BusEvent = {
        version: '0',
        id: randomUUID(),
        'detail-type': entry.detailType,
        source: entry.source,
        account,
        time: instant(clock.now()),
        region,
        resources: entry.resources ?? [],
        detail: entry.detail,
      };
      accept([{ bus: busOf(entry.busName), event }]);
      return event.id;
    },
    fire(which, event) {
      const rule = ruleOf(which.name, which.busName);
      if (rule.enabled) inTransaction(store, () => deliveries.accept(deliveriesOf(rule, event)))();
    },
    hand(due) {
      inTransaction(store, () => deliveries.accept(due))();
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    archived(busName) {
      const names = [...archives.values()]
        .filter((archive) => archive.busName === busName)
        .map(({ name }) => name);
      const rows = store
        .prepare(
          `SELECT min(seq) AS seq, event FROM archived
           WHERE archive IN (SELECT value FROM json_each(?)) GROUP BY id ORDER BY seq`,
        )
        .all(JSON.stringify(names));
      return rows.map((row) => JSON.parse(String(row.event)) as BusEvent);
    },
    ignored,
    openDeliveries: () => deliveries.open(),
    resume: () => deliveries.resume(),
    close() {
      deliveries.close();
      store.close();
    },
  };
}

/**
 * Reads a target as a template writes it (`AWS::Events::Rule`, Targets); a property that the runtime does not obey
 * is refused by name.
 */
export function targetOf(properties: Record<string, unknown>, rule: string): RuleTarget {
  const {
    Id,
    Arn,
    Input,
    InputPath,
    InputTransformer,
    RetryPolicy,
    DeadLetterConfig,
    RoleArn: _,
    ...rest
  } = properties;
  const [unknown] = Object.keys(rest);
  if (unknown) {
    throw new ServiceFault(
      'ValidationException',
      `Property ${unknown} of target ${Id} of rule ${rule} is not supported here.`,
    );
  }
  if (typeof Arn !== 'string')
    throw new ServiceFault('ValidationException', `Target ${Id} of rule ${rule} has no Arn.`);
  const transformer = InputTransformer as
    | { InputPathsMap?: Record<string, string>; InputTemplate: string }
    | undefined;
  const policy = RetryPolicy as
    | { MaximumRetryAttempts?: number; MaximumEventAgeInSeconds?: number }
    | undefined;
  const deadLetter = (DeadLetterConfig as { Arn?: string } | undefined)?.Arn;
  return {
    arn: Arn,
    ...(typeof Id === 'string' && { id: Id }),
    ...(typeof Input === 'string' && { input: Input }),
    ...(typeof InputPath === 'string' && { inputPath: InputPath }),
    ...(transformer && {
      inputTransformer: {
        inputTemplate: transformer.InputTemplate,
        ...(transformer.InputPathsMap && { inputPathsMap: transformer.InputPathsMap }),
      },
    }),
    ...(deadLetter && { deadLetterArn: deadLetter }),
    ...(policy && {
      retry: {
        ...(policy.MaximumRetryAttempts !== undefined && {
          maximumRetryAttempts: policy.MaximumRetryAttempts,
        }),
        ...(policy.MaximumEventAgeInSeconds !== undefined && {
          maximumEventAgeInSeconds: policy.MaximumEventAgeInSeconds,
        }),
      },
    }),
  };
}

/** Fills a retry policy up with AWS's defaults; values outside AWS's limits are refused. */
export function retryOf(given: Partial<RetryPolicy> | undefined, target: string): RetryPolicy {
  const retry = { ...DEFAULT_RETRY, ...given };
  const { maximumRetryAttempts: attempts, maximumEventAgeInSeconds: age } = retry;
  if (!Number.isInteger(attempts) || attempts < 0 || attempts > 185) {
    throw new ServiceFault(
      'ValidationException',
      `MaximumRetryAttempts of target ${target} is ${attempts}; it must be 0 to 185.`,
    );
  }
  if (!Number.isInteger(age) || age < 60 || age > 86_400) {
    throw new ServiceFault(
      'ValidationException',
      `MaximumEventAgeInSeconds of target ${target} is ${age}; it must be 60 to 86400.`,
    );
  }
  return retry;
}

/** An instant as EventBridge writes it: UTC, whole seconds. */
export function instant(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

interface PutEntry {
  Source?: unknown;
  DetailType?: unknown;
  Detail?: unknown;
  Time?: unknown;
  EventBusName?: string;
  Resources?: string[];
}

const serviceOf = (arn: string): string => arn.split(':')[2] ?? '';

const busNameOf = (nameOrArn = 'default'): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn.slice(nameOrArn.indexOf('event-bus/') + 10) : nameOrArn;

/** Size of an entry as https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html counts it. */
function sizeOf(entry: PutEntry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  return texts.reduce<number>(
    (sum, text) => sum + (typeof text === 'string' ? Buffer.byteLength(text) : 0),
    entry.Time === undefined ? 0 : 14,
  );
}

/** Why an entry is not taken; the rest of the request goes on. */
function faultOf(
  entry: PutEntry,
  busExists: (name?: string) => boolean,
): { ErrorCode: string; ErrorMessage: string } | undefined {
  for (const name of ['Source', 'DetailType', 'Detail'] as const) {
    if (typeof entry[name] !== 'string' || entry[name] === '') {
      return invalid(name, `${name} is a required argument.`);
    }
  }
  if (String(entry.Source).startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSource', ErrorMessage: 'Not authorized for the source.' };
  }
  if (entry.Time !== undefined && Number.isNaN(timeOf(entry.Time))) {
    return invalid('Time', `${JSON.stringify(entry.Time)} is not a point in time.`);
  }
  if (!busExists(entry.EventBusName)) {
    return invalid('EventBusName', `Event bus ${entry.EventBusName} does not exist.`);
  }
  try {
    const detail: unknown = JSON.parse(String(entry.Detail));
    if (isTooDeep(String(entry.Detail))) return malformed(`Detail is nested deeper than ${DEEPEST} levels.`);
    if (typeof detail === 'object' && detail !== null && !Array.isArray(detail)) return undefined;
  } catch {
    // Falls through: not JSON at all is as malformed as JSON that is no object.
  }
  return malformed('Detail is malformed.');
}

const malformed = (reason: string) => ({ ErrorCode: 'MalformedDetail', ErrorMessage: reason });

const invalid = (parameter: string, reason: string) => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Parameter ${parameter} is not valid. Reason: ${reason}`,
});

/** Epoch milliseconds of a timestamp, which the protocol writes as seconds and some clients as ISO 8601. */
const timeOf = (value: unknown): number =>
  typeof value === 'number' ? value * 1_000 : typeof value === 'string' ? Date.parse(value) : Number.NaN;

function epoch(input: Record<string, unknown>, name: string): number {
  const at = timeOf(input[name]);
  if (Number.isNaN(at))
    throw new ServiceFault(
      'ValidationException',
      `${name} must be a point in time, not ${JSON.stringify(input[name])}.`,
    );
  return at;
}

function required(input: Record<string, unknown>, name: string): string {
  const value = input[name];
  if (typeof value !== 'string' || value === '')
    throw new ServiceFault('ValidationException', `${name} is required and must be a string.`);
  return value;
}

function parsedEvent(text: string): unknown {
  if (isTooDeep(text)) {
    throw new ServiceFault('ValidationException', `Event is nested deeper than ${DEEPEST} levels.`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ServiceFault('ValidationException', `Event is not valid JSON: ${(cause as Error).message}`);
  }
}

const asText = (pattern: unknown): string =>
  typeof pattern === 'string' ? pattern : JSON.stringify(pattern);

function describeRule(rule: Rule, busName: unknown): object {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventBusName: busNameOf(busName as string | undefined),
    State: rule.enabled ? 'ENABLED' : 'DISABLED',
    ...(rule.pattern !== undefined && { EventPattern: asText(rule.pattern) }),
  };
}
