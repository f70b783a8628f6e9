/** What the runtime and a worker that runs a handler say to each other. */

/** What a worker is told when it starts. */
export interface WorkerStart {
  /** The clock: [0] is 1 while time is simulated, [1] the simulated epoch ms. */
  clock: Float64Array;
  /** Folder of the bundled function. */
  folder: string;
  /** `file.export`, as in the template. */
  handler: string;
  context: {
    functionName: string;
    functionVersion: string;
    invokedFunctionArn: string;
    memoryLimitInMB: string;
    logGroupName: string;
    logStreamName: string;
  };
}

/** One invocation. */
export interface WorkerTask {
  requestId: string;
  /** JSON text of the event. */
  payload: string;
  timeoutMs: number;
}

/** An error as Lambda reports it. */
export interface ReportedError {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

/** What a worker says. */
export type WorkerWord =
  | { kind: 'ready' }
  /** The handler answered; JSON text. `log` is what it has printed since it last said so. */
  | { kind: 'answer'; payload: string; log: string }
  | { kind: 'error'; error: ReportedError; log: string }
  /** Nothing that this worker could do further is to be trusted. */
  | { kind: 'broken'; error: ReportedError }
  | { kind: 'log'; text: string };
