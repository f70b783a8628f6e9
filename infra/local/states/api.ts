/** The operations of AWS Step Functions, on the wire as `AWSStepFunctions.*`. */
import { createHash } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import { type JsonService, ServiceFault } from '../gateway/service.ts';
import { isName, machineArn, type Place } from './arns.ts';
import type { Engine } from './engine.ts';
import { toApiEvent } from './history.ts';
import type { TaskServices } from './integrations/services.ts';
import { type Json, PAYLOAD_LIMIT } from './json.ts';
import { refuseUnsupported, Unsupported } from './refusals.ts';
import type { ExecutionRow, MachineRow, MachineSettings, Store } from './store.ts';
import { readDefinition } from './validation.ts';

type Input = Record<string, unknown>;

/** What the API works with. */
export interface ApiOptions extends Place {
  store: Store;
  clock: Clock;
  engine: Engine;
  services: TaskServices;
}

/** Most that one page of a listing holds. */
const LARGEST_PAGE = 1_000;

/** Answers requests to Step Functions. */
export class Api {
  readonly #options: ApiOptions;
  readonly #operations: Record<string, (input: Input) => Promise<object> | object>;

  constructor(options: ApiOptions) {
    this.#options = options;
    this.#operations = {
      CreateStateMachine: (input) => this.#createStateMachine(input),
      UpdateStateMachine: (input) => this.#updateStateMachine(input),
      DescribeStateMachine: (input) => this.#describeStateMachine(input),
      DescribeStateMachineForExecution: (input) => this.#describeForExecution(input),
      ListStateMachines: (input) => this.#listStateMachines(input),
      DeleteStateMachine: (input) => this.#deleteStateMachine(input),
      ListTagsForResource: (input) => ({
        tags: this.#machine(text(input, 'resourceArn')).settings.tags ?? [],
      }),
      StartExecution: (input) => this.#startExecution(input),
      DescribeExecution: (input) => this.#describeExecution(input),
      GetExecutionHistory: (input) => this.#getExecutionHistory(input),
      ListExecutions: (input) => this.#listExecutions(input),
      StopExecution: (input) => this.#stopExecution(input),
      SendTaskSuccess: (input) => this.#sendTaskSuccess(input),
      SendTaskFailure: (input) => this.#sendTaskFailure(input),
      SendTaskHeartbeat: (input) => this.#sendTaskHeartbeat(input),
    };
  }

  /** The API as the gateway calls it. */
  readonly service: JsonService = async (operation, input) => {
    const run = this.#operations[operation];
    if (!run) {
      const known = Object.keys(this.#operations).join(', ');
      throw new Unsupported(
        `This runtime does not have the operation ${operation} of Step Functions. It has ${known}.`,
      );
    }
    return run(input);
  };

  /** Creates a machine, or brings the one of that name to this definition; running executions keep theirs. */
  deploy(input: { name: string; definition: string; roleArn?: string; type?: string } & MachineSettings): {
    stateMachineArn: string;
  } {
    const {
      name,
      definition,
      type,
      roleArn = `arn:aws:iam::${this.#options.account}:role/${name}`,
      ...settings
    } = input;
    const arn = machineArn(this.#options, name);
    this.#check(name, definition, type);
    const existing = this.#options.store.machine(arn);
    this.#save(arn, name, roleArn, definition, settings, existing?.created);
    return { stateMachineArn: arn };
  }

  #check(name: string, definition: string, type: unknown): void {
    if (!isName(name)) throw new ServiceFault('InvalidName', `Invalid Name: '${name}'`);
    if (type !== undefined && type !== 'STANDARD') {
      throw new Unsupported(
        `Machine '${name}' has the type ${String(type)}. This runtime runs STANDARD machines only.`,
      );
    }
    refuseUnsupported(parsed(definition), this.#options.services);
    readDefinition(definition);
  }

  #save(
    arn: string,
    name: string,
    role: string,
    definition: string,
    settings: MachineSettings,
    created = this.#options.clock.now(),
  ): MachineRow {
    const revision = createHash('sha256').update(`${arn}\n${definition}`).digest('hex').slice(0, 32);
    const updated = this.#options.clock.now();
    const machine: MachineRow = { arn, name, role, revision, created, updated, settings };
    this.#options.store.saveMachine(machine, definition);
    return machine;
  }

  #createStateMachine(input: Input): object {
    const name = text(input, 'name');
    const definition = text(input, 'definition');
    const role = text(input, 'roleArn');
    const arn = machineArn(this.#options, name);
    if (input.publish === true)
      throw new Unsupported('This runtime has no versions of machines: leave out publish.');
    this.#check(name, definition, input.type);
    const settings = settingsOf(input);
    const existing = this.#options.store.machine(arn);
    if (existing) {
      const { tags: _, ...wanted } = settings;
      const { tags: __, ...kept } = existing.settings;
      const same =
        this.#options.store.definition(existing.revision) === definition &&
        existing.role === role &&
        JSON.stringify(wanted) === JSON.stringify(kept);
      if (!same) {
        throw new ServiceFault('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
      }
      return { stateMachineArn: arn, creationDate: existing.created / 1000 };
    }
    const machine = this.#save(arn, name, role, definition, settings);
    return { stateMachineArn: arn, creationDate: machine.created / 1000 };
  }

  #updateStateMachine(input: Input): object {
    const machine = this.#machine(text(input, 'stateMachineArn'));
    const definition = optionalText(input, 'definition') ?? this.#definition(machine.revision);
    this.#check(machine.name, definition, undefined);
    const settings = { ...machine.settings, ...settingsOf(input) };
    const role = optionalText(input, 'roleArn') ?? machine.role;
    const saved = this.#save(machine.arn, machine.name, role, definition, settings, machine.created);
    return { updateDate: saved.updated / 1000, revisionId: saved.revision };
  }

  #describeStateMachine(input: Input): object {
    const machine = this.#machine(text(input, 'stateMachineArn'));
    const { tags: _, ...settings } = machine.settings;
    return {
      stateMachineArn: machine.arn,
      name: machine.name,
      status: 'ACTIVE',
      definition: this.#definition(machine.revision),
      roleArn: machine.role,
      type: 'STANDARD',
      creationDate: machine.created / 1000,
      revisionId: machine.revision,
      ...defaults(settings),
    };
  }

  #describeForExecution(input: Input): object {
    const row = this.#execution(text(input, 'executionArn'));
    const machine = this.#options.store.machine(row.machine);
    const { tags: _, ...settings } = machine?.settings ?? {};
    return {
      stateMachineArn: row.machine,
      name: row.machine.slice(row.machine.lastIndexOf(':') + 1),
      definition: this.#definition(row.revision),
      roleArn: row.role,
      updateDate: (machine?.updated ?? row.started) / 1000,
      revisionId: row.revision,
      ...defaults(settings),
    };
  }

  #listStateMachines(input: Input): object {
    const all = this.#options.store.machines();
    const from = Number(readPage(input) ?? 0);
    const limit = pageSize(input);
    const stateMachines = all.slice(from, from + limit).map(({ arn, name, created }) => ({
      stateMachineArn: arn,
      name,
      type: 'STANDARD',
      creationDate: created / 1000,
    }));
    return { stateMachines, ...(from + limit < all.length && { nextToken: writePage(from + limit) }) };
  }

  #deleteStateMachine(input: Input): object {
    const arn = text(input, 'stateMachineArn');
    checkArn(arn);
    this.#options.store.deleteMachine(arn);
    return {};
  }

  async #startExecution(input: Input): Promise<object> {
    const machine = this.#machine(text(input, 'stateMachineArn'));
    const data = optionalText(input, 'input');
    if (data !== undefined && Buffer.byteLength(data) > PAYLOAD_LIMIT) {
      throw new ServiceFault(
        'InvalidExecutionInput',
        `Invalid State Machine Execution Input: 'The input is longer than ${PAYLOAD_LIMIT} bytes'`,
      );
    }
    const name = optionalText(input, 'name');
    const traceHeader = optionalText(input, 'traceHeader');
    const started = await this.#options.engine.start(machine, {
      ...(name !== undefined && { name }),
      ...(data !== undefined && { input: data }),
      ...(traceHeader !== undefined && { traceHeader }),
    });
    return { executionArn: started.executionArn, startDate: started.startDate / 1000 };
  }

  #describeExecution(input: Input): object {
    const row = this.#execution(text(input, 'executionArn'));
    const includeData = input.includedData !== 'METADATA_ONLY';
    return {
      ...summary(row),
      ...(includeData && { input: row.input, inputDetails: { included: true } }),
      ...(row.output !== null && includeData && { output: row.output, outputDetails: { included: true } }),
      ...(row.error !== null && { error: row.error }),
      ...(row.cause !== null && { cause: row.cause }),
      ...(row.trace !== null && { traceHeader: row.trace }),
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason:
        row.status === 'SUCCEEDED' || row.status === 'RUNNING'
          ? `Execution is ${row.status} and cannot be redriven`
          : 'This runtime has no RedriveExecution',
    };
  }

  #getExecutionHistory(input: Input): object {
    const row = this.#execution(text(input, 'executionArn'));
    const { store } = this.#options;
    const reverse = input.reverseOrder === true;
    const limit = pageSize(input);
    const from = Number(readPage(input) ?? (reverse ? store.lastEvent(row.id) : 1));
    const events = store.events(row.id, from, limit + 1, reverse);
    const next = events[limit];
    return {
      events: events.slice(0, limit).map((event) => toApiEvent(event, input.includeExecutionData !== false)),
      ...(next && { nextToken: writePage(next.id) }),
    };
  }

  #listExecutions(input: Input): object {
    if (input.mapRunArn !== undefined)
      throw new Unsupported('This runtime has no distributed Maps, so no mapRunArn.');
    const machine = this.#machine(text(input, 'stateMachineArn'));
    const before = Number(readPage(input) ?? Number.MAX_SAFE_INTEGER);
    const limit = pageSize(input);
    const rows = this.#options.store.executionsOf(
      machine.arn,
      optionalText(input, 'statusFilter'),
      before,
      limit + 1,
    );
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      executions: shown.map(summary),
      ...(rows.length > limit && last && { nextToken: writePage(last.id) }),
    };
  }

  async #stopExecution(input: Input): Promise<object> {
    const row = this.#execution(text(input, 'executionArn'));
    const stopped = await this.#options.engine.stop(row, faultOf(input));
    return { stopDate: stopped / 1000 };
  }

  async #sendTaskSuccess(input: Input): Promise<object> {
    const token = taskToken(input);
    const written = text(input, 'output');
    if (Buffer.byteLength(written) > PAYLOAD_LIMIT) {
      throw new ServiceFault(
        'InvalidOutput',
        `Invalid Output: 'The output is longer than ${PAYLOAD_LIMIT} bytes'`,
      );
    }
    let output: Json;
    try {
      output = JSON.parse(written) as Json;
    } catch (fault) {
      throw new ServiceFault('InvalidOutput', `Invalid Output: '${(fault as Error).message}'`);
    }
    await this.#options.engine.answer(token, { output });
    return {};
  }

  async #sendTaskFailure(input: Input): Promise<object> {
    await this.#options.engine.answer(taskToken(input), { fault: faultOf(input) });
    return {};
  }

  async #sendTaskHeartbeat(input: Input): Promise<object> {
    await this.#options.engine.heartbeat(taskToken(input));
    return {};
  }

  #machine(arn: string): MachineRow {
    checkArn(arn);
    const machine = this.#options.store.machine(arn);
    if (!machine)
      throw new ServiceFault('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  #execution(arn: string): ExecutionRow {
    checkArn(arn);
    const row = this.#options.store.execution(arn);
    if (!row) throw new ServiceFault('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return row;
  }

  #definition(revision: string): string {
    const definition = this.#options.store.definition(revision);
    if (definition === undefined) throw new Error(`There is no definition of revision ${revision}`);
    return definition;
  }
}

function summary(row: ExecutionRow): object {
  return {
    executionArn: row.arn,
    stateMachineArn: row.machine,
    name: row.name,
    status: row.status,
    startDate: row.started / 1000,
    ...(row.stopped !== null && { stopDate: row.stopped / 1000 }),
  };
}

function defaults(settings: MachineSettings): object {
  return {
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    ...settings,
  };
}

function settingsOf(input: Input): MachineSettings {
  const settings: MachineSettings = {};
  if (input.loggingConfiguration !== undefined) settings.loggingConfiguration = input.loggingConfiguration;
  if (input.tracingConfiguration !== undefined) settings.tracingConfiguration = input.tracingConfiguration;
  if (input.encryptionConfiguration !== undefined)
    settings.encryptionConfiguration = input.encryptionConfiguration;
  if (Array.isArray(input.tags)) settings.tags = input.tags;
  return settings;
}

function parsed(definition: string): unknown {
  try {
    return JSON.parse(definition);
  } catch {
    // Not JSON is for the validation to say, in AWS's words.
    return undefined;
  }
}

function faultOf(input: Input): { error?: string; cause?: string } {
  const error = optionalText(input, 'error');
  const cause = optionalText(input, 'cause');
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}

function taskToken(input: Input): string {
  const token = text(input, 'taskToken');
  if (token.length < 1 || token.length > 2048)
    throw new ServiceFault('InvalidToken', "Invalid Token: 'Invalid token'");
  return token;
}

function text(input: Input, field: string): string {
  const value = input[field];
  if (typeof value === 'string') return value;
  const shown = value === undefined || value === null ? 'null' : `'${JSON.stringify(value)}'`;
  throw new ServiceFault(
    'ValidationException',
    `1 validation error detected: Value ${shown} at '${field}' failed to satisfy constraint: ` +
      `${shown === 'null' ? 'Member must not be null' : 'Member must be a string'}`,
  );
}

function optionalText(input: Input, field: string): string | undefined {
  return input[field] === undefined || input[field] === null ? undefined : text(input, field);
}

function checkArn(arn: string): void {
  if (!arn.startsWith('arn:'))
    throw new ServiceFault('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
}

function pageSize(input: Input): number {
  const size = input.maxResults;
  if (size === undefined || size === null || size === 0) return 100;
  if (typeof size === 'number' && Number.isInteger(size) && size >= 1 && size <= LARGEST_PAGE) return size;
  throw new ServiceFault(
    'ValidationException',
    `1 validation error detected: Value '${String(size)}' at 'maxResults' failed to satisfy constraint: ` +
      `Member must be an integer between 0 and ${LARGEST_PAGE}`,
  );
}

function writePage(position: number): string {
  return Buffer.from(`page:${position}`).toString('base64url');
}

function readPage(input: Input): string | undefined {
  const token = optionalText(input, 'nextToken');
  if (token === undefined) return undefined;
  const position = /^page:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (position === undefined) throw new ServiceFault('InvalidToken', `Invalid Token: 'Invalid token'`);
  return position;
}
