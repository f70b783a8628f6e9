/** Lambda: runs the bundled handlers of the assembly in worker threads, at once or from a durable queue. */
import { randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { availableParallelism, devNull } from 'node:os';
import { join } from 'node:path';
import type { RuntimeClock } from '../clock/clock.ts';
import { ServiceFault } from '../gateway/service.ts';
import { type AsyncPolicy, type HandOn, openAsyncInvocations } from './async-invocations.ts';
import { functionReference } from './function-name.ts';
import { type Outcome, startInstance } from './instance.ts';
import type { InvokeLambda, LambdaReply } from './invoke.ts';
import { openPool, type Pool } from './pool.ts';

/** Largest request and answer of a synchronous invocation, in bytes. */
export const LARGEST_PAYLOAD = 6_291_456;

/** Largest event of an asynchronous invocation, in bytes. */
export const LARGEST_EVENT = 1_048_576;

/** Workers a function has at most where nobody says otherwise: more than cores bring nothing but memory. */
const MOST_WORKERS = Math.max(2, Math.min(4, availableParallelism()));

/** A function as the assembly describes it. */
export interface FunctionSpec {
  name: string;
  arn: string;
  /** Folder of the bundle. */
  folder: string;
  handler: string;
  runtime: string;
  memoryMb: number;
  timeoutSeconds: number;
  environment: Record<string, string>;
  /** Reserved concurrency of the template: 0 refuses every invocation. */
  concurrency?: number;
  logGroup?: string;
  /** Names of versions and aliases that mean this function. */
  qualifiers: string[];
  async: AsyncPolicy;
}

/** What a function has done since the runtime started. */
export interface FunctionUsage {
  invocations: number;
  errors: number;
  coldStarts: number;
  /** Milliseconds rounded up per invocation, as Lambda bills them. */
  billedMs: number;
}

/** How a synchronous invocation ended, with the end of its log. */
export interface Invoked {
  requestId: string;
  reply: LambdaReply;
  logTail: string;
}

/** The Lambda service of the runtime. */
export interface Lambda {
  addFunction(spec: FunctionSpec): void;
  /** The function that a name or ARN means; faults with ResourceNotFoundException if there is none. */
  find(functionArnOrName: string): FunctionSpec;
  /** Calls a function and waits; never rejects because of the function. */
  invoke: InvokeLambda;
  /** Calls a function with JSON text and waits. */
  invokeText(spec: FunctionSpec, payload: string): Promise<Invoked>;
  /** Keeps an asynchronous invocation and starts it; returns its request id. */
  accept(spec: FunctionSpec, payload: string): string;
  /** Takes up the asynchronous invocations of an earlier process; call when all functions are there. */
  resume(): void;
  /** By function name. */
  usage(): Record<string, FunctionUsage>;
  close(): Promise<void>;
}

interface Deployed {
  spec: FunctionSpec;
  pool: Pool;
  log: WriteStream;
  usage: FunctionUsage;
}

/** Opens the Lambda service over a data folder. */
export function openLambda(options: {
  folder: string;
  clock: RuntimeClock;
  /** URL of the gateway, where the handlers' SDK clients find every service. */
  endpoint: string;
  account: string;
  region: string;
  handOn: HandOn;
  report: (fault: unknown, what: string) => void;
  /** Workers a function has at most. */
  mostWorkers?: number;
}): Lambda {
  const { clock, mostWorkers = MOST_WORKERS } = options;
  const functions = new Map<string, Deployed>();
  const logs = join(options.folder, 'logs');
  mkdirSync(logs, { recursive: true, mode: 0o700 });

  const find = (functionArnOrName: string): Deployed => {
    const reference = functionReference(functionArnOrName);
    const deployed = reference && functions.get(reference.name);
    const known =
      deployed &&
      (!reference.qualifier || ['$LATEST', ...deployed.spec.qualifiers].includes(reference.qualifier));
    if (known) return deployed;
    const arn = functionArnOrName.startsWith('arn:')
      ? functionArnOrName
      : `arn:aws:lambda:${options.region}:${options.account}:function:${functionArnOrName}`;
    throw new ServiceFault('ResourceNotFoundException', `Function not found: ${arn}`, 404, { Type: 'User' });
  };

  const run = async (deployed: Deployed, requestId: string, payload: string): Promise<Invoked> => {
    const { spec, pool, usage } = deployed;
    const done = clock.busy();
    try {
      usage.invocations++;
      const outcome = await pool.run({ requestId, payload, timeoutMs: spec.timeoutSeconds * 1_000 });
      usage.billedMs += Math.ceil(outcome.ms);
      const reply = replyOf(outcome);
      if (!reply.ok) usage.errors++;
      return { requestId, reply, logTail: outcome.logTail };
    } finally {
      done();
    }
  };

  const queue = openAsyncInvocations({
    folder: options.folder,
    clock,
    run: async (name, requestId, payload) => {
      const deployed = functions.get(name);
      return deployed ? (await run(deployed, requestId, payload)).reply : unknown(name);
    },
    policyOf: (name) => functions.get(name)?.spec.async ?? { retries: 0, longestAge: 0 },
    arnOf: (name) => functions.get(name)?.spec.arn ?? name,
    handOn: options.handOn,
    report: options.report,
  });

  return {
    addFunction(spec) {
      const log = createWriteStream(join(logs, `${spec.name}.log`), { flags: 'a', mode: 0o600 });
      const usage: FunctionUsage = { invocations: 0, errors: 0, coldStarts: 0, billedMs: 0 };
      const stream = `${new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
      const logGroup = spec.logGroup ?? `/aws/lambda/${spec.name}`;
      const pool = openPool(Math.min(mostWorkers, spec.concurrency || mostWorkers), () => {
        usage.coldStarts++;
        return startInstance({
          start: {
            clock: clock.shared,
            folder: spec.folder,
            handler: spec.handler,
            context: {
              functionName: spec.name,
              functionVersion: '$LATEST',
              invokedFunctionArn: spec.arn,
              memoryLimitInMB: String(spec.memoryMb),
              logGroupName: logGroup,
              logStreamName: stream,
            },
          },
          env: environmentOf(spec, options, logGroup, stream),
          memoryMb: spec.memoryMb,
          onLog: (text) => log.write(text),
        });
      });
      functions.set(spec.name, { spec, pool, log, usage });
    },
    find: (functionArnOrName) => find(functionArnOrName).spec,
    async invoke(functionArnOrName, payload) {
      let deployed: Deployed;
      try {
        deployed = find(functionArnOrName);
      } catch {
        return unknown(functionArnOrName);
      }
      return (await run(deployed, randomUUID(), JSON.stringify(payload ?? {}))).reply;
    },
    invokeText: (spec, payload) => run(find(spec.name), randomUUID(), payload),
    accept(spec, payload) {
      const requestId = randomUUID();
      queue.accept(requestId, spec.name, payload);
      return requestId;
    },
    resume: () => queue.resume(),
    usage: () => Object.fromEntries([...functions].map(([name, { usage }]) => [name, { ...usage }])),
    async close() {
      queue.close();
      const deployed = [...functions.values()];
      await Promise.all(deployed.map(({ pool }) => pool.close()));
      await Promise.all(deployed.map(({ log }) => new Promise<void>((resolve) => log.end(() => resolve()))));
    },
  };
}

/** The environment that Lambda gives a handler, and the way to the runtime in place of AWS. */
function environmentOf(
  spec: FunctionSpec,
  { endpoint, region }: { endpoint: string; region: string },
  logGroup: string,
  logStream: string,
): Record<string, string> {
  return {
    ...spec.environment,
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    _HANDLER: spec.handler,
    LAMBDA_TASK_ROOT: spec.folder,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'LOCAL',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    // The profiles of whoever runs this must not reach a handler.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  };
}

function replyOf(outcome: Outcome): LambdaReply {
  if ('error' in outcome) return { ok: false, ...outcome.error };
  if (Buffer.byteLength(outcome.payload) <= LARGEST_PAYLOAD)
    return { ok: true, payload: JSON.parse(outcome.payload) };
  return {
    ok: false,
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${LARGEST_PAYLOAD} bytes).`,
    trace: [],
  };
}

function unknown(functionArnOrName: string): LambdaReply {
  const errorMessage = `Function not found: ${functionArnOrName}`;
  return { ok: false, errorType: 'Lambda.ResourceNotFoundException', errorMessage, unknownFunction: true };
}
