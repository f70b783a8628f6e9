/** Lambda's queue of asynchronous invocations: on disk before the caller is answered, retried, then handed on. */
import type { Clock } from '../clock/clock.ts';
import { openStore } from '../store/store.ts';
import type { LambdaReply } from './invoke.ts';

/** What becomes of asynchronous invocations of a function that fail. */
export interface AsyncPolicy {
  /** 0 to 2. */
  retries: number;
  /** Seconds after which an event is given up. */
  longestAge: number;
  /** ARN of whom to tell when an event was given up, and with what. */
  onFailure?: string;
  onSuccess?: string;
  /** ARN of the queue that gets the bare payload of an event that was given up. */
  deadLetter?: string;
}

/** An invocation that has been accepted and has not ended. */
interface Accepted {
  requestId: string;
  functionName: string;
  payload: string;
  attempts: number;
  due: number;
  acceptedAt: number;
}

/** Sends what is left of an invocation to a queue, bus or function. */
export type HandOn = (arn: string, body: unknown, attributes?: Record<string, string>) => Promise<void>;

/** The queue of asynchronous invocations. */
export interface AsyncInvocations {
  /** Keeps the invocation and starts it; once this returns it survives a kill. */
  accept(requestId: string, functionName: string, payload: string): void;
  /** Takes up what an earlier process has accepted and not ended. */
  resume(): void;
  close(): void;
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS invocation (
  requestId TEXT PRIMARY KEY, functionName TEXT NOT NULL, payload TEXT NOT NULL,
  attempts INTEGER NOT NULL, due INTEGER NOT NULL, acceptedAt INTEGER NOT NULL
) STRICT`;

/** Waits one minute before the second attempt and two before the third, as Lambda does. */
const RETRY_STEP_MS = 60_000;

/** Largest error message that goes into a dead letter. */
const LONGEST_ERROR_MESSAGE = 1_024;

/** Opens the queue in a data folder. */
export function openAsyncInvocations(options: {
  folder: string;
  clock: Clock;
  run: (functionName: string, requestId: string, payload: string) => Promise<LambdaReply>;
  policyOf: (functionName: string) => AsyncPolicy;
  arnOf: (functionName: string) => string;
  handOn: HandOn;
  report: (fault: unknown, what: string) => void;
}): AsyncInvocations {
  const { clock } = options;
  const store = openStore(options.folder, 'invocations', SCHEMA);
  const insert = store.prepare('INSERT INTO invocation VALUES (?, ?, ?, ?, ?, ?)');
  const postpone = store.prepare('UPDATE invocation SET attempts = ?, due = ? WHERE requestId = ?');
  const remove = store.prepare('DELETE FROM invocation WHERE requestId = ?');
  let closed = false;

  const attempt = async (invocation: Accepted): Promise<void> => {
    if (closed) return;
    const done = clock.busy();
    try {
      const reply = await options.run(invocation.functionName, invocation.requestId, invocation.payload);
      // A worker that was ended because the runtime ends has not failed: the next start runs it again.
      if (closed) return;
      const attempts = invocation.attempts + 1;
      const policy = options.policyOf(invocation.functionName);
      const next = { ...invocation, attempts, due: clock.now() + attempts * RETRY_STEP_MS };
      const tooOld = next.due > invocation.acceptedAt + policy.longestAge * 1_000;
      if (!reply.ok && !reply.unknownFunction && attempts <= policy.retries && !tooOld) {
        postpone.run(attempts, next.due, invocation.requestId);
        clock.at(next.due, () => void attempt(next));
        return;
      }
      await conclude(next, policy, reply, attempts <= policy.retries && tooOld);
      if (!closed) remove.run(invocation.requestId);
    } catch (fault) {
      options.report(fault, `asynchronous invocation ${invocation.requestId} of ${invocation.functionName}`);
    } finally {
      done();
    }
  };

  const conclude = async (
    invocation: Accepted,
    policy: AsyncPolicy,
    reply: LambdaReply,
    tooOld: boolean,
  ): Promise<void> => {
    const destination = reply.ok ? policy.onSuccess : policy.onFailure;
    if (destination) {
      const condition = reply.ok ? 'Success' : tooOld ? 'EventAgeExceeded' : 'RetriesExhausted';
      await options.handOn(
        destination,
        record(invocation, options.arnOf(invocation.functionName), condition, reply, clock),
      );
    }
    if (!reply.ok && policy.deadLetter) {
      await options.handOn(policy.deadLetter, JSON.parse(invocation.payload), {
        RequestID: invocation.requestId,
        ErrorCode: '200',
        ErrorMessage: reply.errorMessage.slice(0, LONGEST_ERROR_MESSAGE),
      });
    }
  };

  return {
    accept(requestId, functionName, payload) {
      const now = clock.now();
      insert.run(requestId, functionName, payload, 0, now, now);
      void attempt({ requestId, functionName, payload, attempts: 0, due: now, acceptedAt: now });
    },
    resume() {
      for (const row of store.prepare('SELECT * FROM invocation ORDER BY due, rowid').all()) {
        const invocation = row as unknown as Accepted;
        clock.at(invocation.due, () => void attempt(invocation));
      }
    },
    close() {
      if (closed) return;
      closed = true;
      store.close();
    },
  };
}

/** The record that Lambda sends to a destination of asynchronous invocations. */
function record(
  invocation: Accepted,
  arn: string,
  condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded',
  reply: LambdaReply,
  clock: Clock,
): object {
  return {
    version: '1.0',
    timestamp: new Date(clock.now()).toISOString(),
    requestContext: {
      requestId: invocation.requestId,
      functionArn: `${arn}:$LATEST`,
      condition,
      approximateInvokeCount: invocation.attempts,
    },
    requestPayload: JSON.parse(invocation.payload),
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      ...(reply.ok ? {} : { functionError: 'Unhandled' }),
    },
    responsePayload: reply.ok
      ? reply.payload
      : { errorType: reply.errorType, errorMessage: reply.errorMessage, trace: reply.trace ?? [] },
  };
}
