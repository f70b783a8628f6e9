/** Runs in a worker thread: one bundled handler, one invocation at a time, under the runtime's clock. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { types } from 'node:util';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { ReportedError, WorkerStart, WorkerTask, WorkerWord } from './messages.ts';

type Handler = (event: unknown, context: object) => unknown;

const port = parentPort as MessagePort;
const { clock, folder, handler: handlerName, context } = workerData as WorkerStart;

/** Longest time that what is printed waits for the answer that it goes with, in milliseconds. */
const LONGEST_UNTOLD = 100;
let output = '';
let toBeTold = false;

obeyClock();
captureOutput();
process.on('uncaughtException', (fault) => breaks(reported(fault)));
process.on('unhandledRejection', (reason) =>
  breaks({
    ...reported(reason),
    errorType: 'Runtime.UnhandledPromiseRejection',
    errorMessage: String(reason),
  }),
);
process.on('exit', tellPrinted);

const handler = await loadHandler();
if (handler) {
  port.on('message', (task: WorkerTask) => void run(handler, task));
  tellPrinted();
  say({ kind: 'ready' });
}

async function run(call: Handler, { requestId, payload, timeoutMs }: WorkerTask): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  try {
    const answer = await call(JSON.parse(payload), {
      ...context,
      awsRequestId: requestId,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
    });
    say({ kind: 'answer', payload: JSON.stringify(answer) ?? 'null', log: printed() });
  } catch (fault) {
    say({ kind: 'error', error: reported(fault), log: printed() });
  }
}

/** Loads the handler as Lambda's Node runtime does, with the error names of that runtime. */
async function loadHandler(): Promise<Handler | undefined> {
  const [, file = '', name = ''] = /^(.+)\.([^.]+)$/.exec(handlerName) ?? [];
  const path = ['.mjs', '.js', '.cjs'].map((ending) => join(folder, file + ending)).find(existsSync);
  if (!path) {
    broken('Runtime.ImportModuleError', `Error: Cannot find module '${file}' in ${folder}`);
    return undefined;
  }
  try {
    const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
    const found = module[name] ?? (module.default as Record<string, unknown> | undefined)?.[name];
    if (typeof found === 'function') return found as Handler;
    broken('Runtime.HandlerNotFound', `${handlerName} is undefined or not exported`);
  } catch (fault) {
    const error = reported(fault);
    if (error.errorType === 'SyntaxError') broken('Runtime.UserCodeSyntaxError', String(fault), error.trace);
    else breaks(error);
  }
  return undefined;
}

function broken(errorType: string, errorMessage: string, trace: string[] = []): void {
  breaks({ errorType, errorMessage, trace });
}

function breaks(error: ReportedError): void {
  tellPrinted();
  say({ kind: 'broken', error });
}

function say(word: WorkerWord): void {
  port.postMessage(word);
}

function reported(fault: unknown): ReportedError {
  if (types.isNativeError(fault) || fault instanceof Error) {
    return { errorType: fault.name, errorMessage: fault.message, trace: fault.stack?.split('\n') ?? [] };
  }
  return { errorType: typeof fault, errorMessage: String(fault), trace: [] };
}

/** Replaces `Date` before the bundle is loaded; only "now" differs from the real one. */
function obeyClock(): void {
  const MachineDate = globalThis.Date;
  const machineNow = MachineDate.now;
  const now = (): number => (clock[0] === 1 ? (clock[1] as number) : machineNow());

  function ClockDate(...parts: unknown[]): Date | string {
    if (!new.target) return new MachineDate(now()).toString();
    return Reflect.construct(MachineDate, parts.length === 0 ? [now()] : parts, new.target) as Date;
  }
  Object.defineProperties(ClockDate, {
    ...Object.getOwnPropertyDescriptors(MachineDate),
    name: { value: 'Date', configurable: true },
    now: { value: now, writable: true, configurable: true },
  });
  Object.defineProperty(MachineDate.prototype, 'constructor', {
    value: ClockDate,
    writable: true,
    configurable: true,
  });
  globalThis.Date = ClockDate as unknown as DateConstructor;
}

/** What the handler has printed and nobody was told yet. */
function printed(): string {
  const text = output;
  output = '';
  return text;
}

/** Tells what was printed without an answer. */
function tellPrinted(): void {
  toBeTold = false;
  if (output !== '') say({ kind: 'log', text: printed() });
}

/** Sends what the handler prints with its answer, so that it is complete then; before it, where the answer takes long. */
function captureOutput(): void {
  const write = (chunk: string | Uint8Array, encoding?: unknown, written?: unknown): boolean => {
    output += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    if (!toBeTold) setTimeout(tellPrinted, LONGEST_UNTOLD);
    toBeTold = true;
    const callback = typeof encoding === 'function' ? encoding : written;
    if (typeof callback === 'function') process.nextTick(callback as () => void);
    return true;
  };
  process.stdout.write = write as typeof process.stdout.write;
  process.stderr.write = write as typeof process.stderr.write;
}
