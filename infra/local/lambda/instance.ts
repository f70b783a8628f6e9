/** One execution environment of a function: a worker thread that has loaded its bundle. */
import { Worker } from 'node:worker_threads';
import { afterRealMs, realMs } from '../clock/machine.ts';
import type { ReportedError, WorkerStart, WorkerTask, WorkerWord } from './messages.ts';

/** Longest time that loading a bundle may take; AWS gives 10 s, a busy laptop needs more. */
const LOAD_LIMIT_MS = 60_000;

/** How much of an invocation's log is kept for `LogType: Tail`, in characters. */
const LOG_TAIL = 4_096;

/** What an invocation came to. */
export type Result = { payload: string } | { error: ReportedError };

/** How an invocation ended, how long it took without the loading of the bundle, and the end of its log. */
export type Outcome = Result & { ms: number; logTail: string };

/** One execution environment; it runs one invocation at a time. */
export interface Instance {
  /** Runs one invocation; if `usable()` is false afterwards the instance has been ended. */
  run(task: WorkerTask): Promise<Outcome>;
  usable(): boolean;
  end(): Promise<void>;
}

/** Starts a worker; its bundle loads while the first invocation waits. */
export function startInstance(options: {
  start: WorkerStart;
  env: Record<string, string>;
  memoryMb: number;
  onLog: (text: string) => void;
}): Instance {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: options.start,
    env: options.env,
    // The flags of this process, such as a test runner's, are nothing to the handlers.
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: options.memoryMb },
  });
  let usable = true;
  let broken: ReportedError | undefined;
  let onResult: ((result: Result) => void) | undefined;
  let logTail = '';
  /** Lines of the invocation that runs, which are written together at its end; undefined while none runs. */
  let lines: string | undefined;
  const { promise: loaded, resolve: onLoaded } = Promise.withResolvers<void>();

  const log = (text: string) => {
    if (lines === undefined) options.onLog(text);
    else lines += text;
    logTail = (logTail + text).slice(-LOG_TAIL);
  };
  const fail = (error: ReportedError) => {
    usable = false;
    broken ??= error;
    onLoaded();
    onResult?.({ error });
    void worker.terminate();
  };
  worker.stdout.on('data', (chunk: Buffer) => log(chunk.toString('utf8')));
  worker.stderr.on('data', (chunk: Buffer) => log(chunk.toString('utf8')));
  worker.on('message', (word: WorkerWord) => {
    if (word.kind === 'log') log(word.text);
    else if (word.kind === 'ready') onLoaded();
    else if (word.kind === 'broken') fail(word.error);
    else {
      if (word.log !== '') log(word.log);
      onResult?.(word.kind === 'answer' ? { payload: word.payload } : { error: word.error });
    }
  });
  worker.on('error', (fault: Error & { code?: string }) => {
    if (fault.code === 'ERR_WORKER_OUT_OF_MEMORY') fail(exited('signal: killed'));
    else fail({ errorType: fault.name, errorMessage: fault.message, trace: fault.stack?.split('\n') ?? [] });
  });
  worker.on('exit', (code) => fail(exited(`exit status ${code}`)));
  const stopLoading = afterRealMs(LOAD_LIMIT_MS, () => fail(timedOut(LOAD_LIMIT_MS)));
  void loaded.then(stopLoading);

  const result = (task: WorkerTask): Promise<Result> =>
    new Promise((resolve) => {
      const stop = afterRealMs(task.timeoutMs, () => fail(timedOut(task.timeoutMs)));
      onResult = (result) => {
        stop();
        onResult = undefined;
        resolve(result);
      };
      worker.postMessage(task);
    });

  return {
    usable: () => usable,
    async run(task) {
      const { requestId } = task;
      await loaded;
      logTail = '';
      lines = '';
      log(`START RequestId: ${requestId} Version: $LATEST\n`);
      const began = realMs();
      const ended: Result = broken ? { error: broken } : await result(task);
      const ms = realMs() - began;
      const told: Result = 'error' in ended ? { error: withRequestId(ended.error, requestId) } : ended;
      if ('error' in told) log(`${requestId} ${told.error.errorType}: ${told.error.errorMessage}\n`);
      log(`END RequestId: ${requestId}\n`);
      log(
        `REPORT RequestId: ${requestId} Duration: ${ms.toFixed(2)} ms Billed Duration: ${Math.ceil(ms)} ms\n`,
      );
      const written = lines;
      lines = undefined;
      options.onLog(written);
      return { ...told, ms, logTail };
    },
    async end() {
      usable = false;
      if (lines !== undefined) options.onLog(lines);
      lines = undefined;
      await worker.terminate();
    },
  };
}

function timedOut(ms: number): ReportedError {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `Error: Task timed out after ${(ms / 1000).toFixed(2)} seconds`,
    trace: [],
  };
}

function exited(how: string): ReportedError {
  return {
    errorType: 'Runtime.ExitError',
    errorMessage: `Error: Runtime exited with error: ${how}`,
    trace: [],
  };
}

/** The errors that Lambda itself reports name the request, those of the handler do not. */
function withRequestId(error: ReportedError, requestId: string): ReportedError {
  const byLambda = error.errorType === 'Sandbox.Timedout' || error.errorType === 'Runtime.ExitError';
  return byLambda ? { ...error, errorMessage: `RequestId: ${requestId} ${error.errorMessage}` } : error;
}
