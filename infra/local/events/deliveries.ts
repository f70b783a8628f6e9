/** The delivery queue behind rules and schedules: on disk before anything is answered, retried on the clock. */
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock/clock.ts';

/** Something that one target is to receive. */
export interface Delivery {
  /** ARN of the rule or schedule that asks for it. */
  originArn: string;
  targetArn: string;
  /** What the target receives, as JSON. */
  payload: unknown;
  /** What a dead-letter queue receives instead, as JSON: the event before any transformation. */
  letter: unknown;
  deadLetterArn?: string;
  retry: RetryPolicy;
}

/** How long a target is tried; the limits of https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html. */
export interface RetryPolicy {
  maximumRetryAttempts: number;
  maximumEventAgeInSeconds: number;
}

/** EventBridge's own policy where a target names none: 24 hours and up to 185 retries. */
export const DEFAULT_RETRY: RetryPolicy = { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 };

/** Why a delivery was given up. */
export interface GivenUp {
  originArn: string;
  targetArn: string;
  errorCode: string;
  errorMessage: string;
  retryAttempts: number;
  exhausted?: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';
}

/** The running delivery queue. */
export interface Deliveries {
  /** Writes deliveries in the caller's transaction and returns what starts them after its commit. */
  accept(deliveries: readonly Delivery[]): () => void;
  /** Takes up what an earlier process left. */
  resume(): void;
  /** How many deliveries have neither arrived nor been given up. */
  open(): number;
  close(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    origin TEXT NOT NULL,
    target TEXT NOT NULL,
    payload TEXT NOT NULL,
    letter TEXT NOT NULL,
    dead_letter TEXT,
    max_retries INTEGER NOT NULL,
    max_age INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,
    due INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    error_code TEXT,
    error_message TEXT
  ) STRICT;
`;

interface Row {
  id: number;
  origin: string;
  target: string;
  payload: string;
  letter: string;
  dead_letter: string | null;
  max_retries: number;
  max_age: number;
  accepted_at: number;
  due: number;
  attempts: number;
  error_code: string | null;
  error_message: string | null;
}

/** Deliveries under way at a time; the rest waits its turn, first come first served. */
const AT_A_TIME = 64;

const FIRST_DELAY = 1_000;
/** With this cap the 185 retries and the 24 hours of the default policy run out at about the same time. */
const LONGEST_DELAY = 600_000;

/** Errors after which AWS does not try again: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
const HOPELESS: Record<string, string> = {
  ResourceNotFoundException: 'NO_RESOURCE',
  StateMachineDoesNotExist: 'NO_RESOURCE',
  QueueDoesNotExist: 'NO_RESOURCE',
  AccessDeniedException: 'NO_PERMISSIONS',
};

/** Opens the delivery queue in `store`. */
export function openDeliveries(options: {
  store: DatabaseSync;
  clock: Clock;
  send: (targetArn: string, payload: unknown) => Promise<void>;
  deadLetter: (queueArn: string, body: string, attributes: Record<string, string>) => void;
  onGivenUp: (what: GivenUp) => void;
  random: () => number;
}): Deliveries {
  const { store, clock, send, deadLetter, onGivenUp, random } = options;
  store.exec(SCHEMA);
  const insert = store.prepare(
    `INSERT INTO deliveries (origin, target, payload, letter, dead_letter, max_retries, max_age, accepted_at, due)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const select = store.prepare('SELECT * FROM deliveries WHERE id = ?');
  const remove = store.prepare('DELETE FROM deliveries WHERE id = ?');
  const postpone = store.prepare(
    'UPDATE deliveries SET attempts = ?, due = ?, error_code = ?, error_message = ? WHERE id = ?',
  );

  const waiting: { id: number; done: () => void }[] = [];
  const timers = new Set<() => void>();
  let underWay = 0;
  let closed = false;

  const queueUp = (id: number): void => {
    waiting.push({ id, done: clock.busy() });
    startSome();
  };

  const startSome = (): void => {
    while (underWay < AT_A_TIME) {
      const next = waiting.shift();
      if (!next) return;
      underWay++;
      void attempt(next.id).finally(() => {
        underWay--;
        next.done();
        startSome();
      });
    }
  };

  const later = (id: number, due: number): void => {
    const cancel = clock.at(due, () => {
      timers.delete(cancel);
      queueUp(id);
    });
    timers.add(cancel);
  };

  const attempt = async (id: number): Promise<void> => {
    if (closed) return;
    const row = select.get(id) as unknown as Row | undefined;
    if (!row) return;
    if (clock.now() >= row.accepted_at + row.max_age * 1_000) {
      return giveUp(row, 'MaximumEventAgeInSeconds');
    }
    try {
      await send(row.target, JSON.parse(row.payload));
    } catch (fault) {
      if (!closed) failed(row, fault as Error);
      return;
    }
    if (!closed) remove.run(id);
  };

  const failed = (row: Row, fault: Error): void => {
    const hopeless = HOPELESS[fault.name];
    const tried = {
      ...row,
      attempts: row.attempts + 1,
      error_code: hopeless ?? 'ERROR_FROM_TARGET',
      error_message: `${fault.name}: ${fault.message}`,
    };
    if (hopeless) {
      giveUp(tried);
      return;
    }
    if (tried.attempts > row.max_retries) {
      giveUp(tried, 'MaximumRetryAttempts');
      return;
    }
    // Half of the delay is fixed and half is chance, so a retry is neither at once nor in step with others.
    const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.min(row.attempts, 20));
    const due = Math.min(
      clock.now() + Math.round(delay * (0.5 + random() / 2)),
      row.accepted_at + row.max_age * 1_000,
    );
    postpone.run(tried.attempts, due, tried.error_code, tried.error_message, row.id);
    later(row.id, due);
  };

  const giveUp = (row: Row, exhausted?: GivenUp['exhausted']): void => {
    const what: GivenUp = {
      originArn: row.origin,
      targetArn: row.target,
      errorCode: row.error_code ?? 'ERROR_FROM_TARGET',
      errorMessage: row.error_message ?? 'No attempt was made within the maximum age.',
      retryAttempts: Math.max(0, row.attempts - 1),
      ...(exhausted && { exhausted }),
    };
    if (row.dead_letter) {
      try {
        deadLetter(row.dead_letter, row.letter, attributesOf(what));
      } catch (fault) {
        what.errorMessage += ` Its dead-letter queue ${row.dead_letter} did not take it: ${(fault as Error).message}`;
        onGivenUp(what);
      }
    } else {
      onGivenUp(what);
    }
    // After the letter: a kill between the two sends it twice, never not at all.
    remove.run(row.id);
  };

  return {
    accept(deliveries) {
      const now = clock.now();
      const ids = deliveries.map((delivery) =>
        Number(
          insert.run(
            delivery.originArn,
            delivery.targetArn,
            JSON.stringify(delivery.payload),
            JSON.stringify(delivery.letter),
            delivery.deadLetterArn ?? null,
            delivery.retry.maximumRetryAttempts,
            delivery.retry.maximumEventAgeInSeconds,
            now,
            now,
          ).lastInsertRowid,
        ),
      );
      return () => ids.forEach(queueUp);
    },
    resume() {
      const left = store.prepare('SELECT id, due FROM deliveries ORDER BY id').all() as unknown as Row[];
      const now = clock.now();
      for (const { id, due } of left) {
        if (due <= now) queueUp(id);
        else later(id, due);
      }
    },
    open: () => Number(store.prepare('SELECT count(*) AS n FROM deliveries').get()?.n ?? 0),
    close() {
      closed = true;
      for (const cancel of timers) cancel();
    },
  };
}

/** The message attributes that AWS gives to a dead letter of a rule. */
function attributesOf(what: GivenUp): Record<string, string> {
  return {
    [what.originArn.includes(':schedule/') ? 'SCHEDULE_ARN' : 'RULE_ARN']: what.originArn,
    TARGET_ARN: what.targetArn,
    ERROR_CODE: what.errorCode,
    ERROR_MESSAGE: what.errorMessage,
    RETRY_ATTEMPTS: String(what.retryAttempts),
    ...(what.exhausted && { EXHAUSTED_RETRY_CONDITION: what.exhausted }),
  };
}
