/** One conditional DynamoDB transaction with named conditions, audit records and outbox rows. */
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { type AuditRecord, OutboxRow } from '../contracts/items.ts';
import { ConditionFailed, PassingContention } from '../faults/faults.ts';
import { auditAfter, type Deed, lastAudit } from './audit.ts';
import { faultOf, passes } from './calls.ts';
import { backOff, type Clock, instantOf } from './clock.ts';
import { together } from './outbox.ts';
import {
  type Change,
  type Condition,
  changeOf,
  documents,
  type Item,
  namesIn,
  type Table,
  valuesIn,
} from './table.ts';

type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** A write, and the name of the condition under which it stands. */
interface Named {
  readonly condition: string;
  readonly write: Write;
}

/** Times a transaction is put together anew when others wrote at the same moment. */
const MOST_ATTEMPTS = 8;

/** Longest pause before the second attempt, in milliseconds; it doubles with each one. */
const FIRST_PAUSE = 10;

/** DynamoDB's limit of writes in one transaction. */
const MOST_WRITES = 100;

/** A transaction in the making: name what is to be written, then `commit()`. */
export class Transaction {
  readonly #clock: Clock;
  readonly #writes: Named[] = [];
  readonly #deeds: { audit: Table; deed: Deed }[] = [];
  readonly #outbox: OutboxRow[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Writes an item that must not be there yet. */
  putNew(table: Table, item: Item, condition: string): this {
    return this.#add(condition, {
      Put: {
        TableName: table.name,
        Item: item,
        ConditionExpression: `attribute_not_exists(#${table.hash})`,
        ExpressionAttributeNames: { [`#${table.hash}`]: table.hash },
      },
    });
  }

  /** Writes an item over what was there, under a condition on that; without one, whatever it was. */
  put(table: Table, item: Item, condition?: Condition): this {
    return this.#add(condition?.name ?? `${table.keyOf(item)} is written`, {
      Put: {
        TableName: table.name,
        Item: item,
        ...(condition !== undefined && {
          ConditionExpression: condition.expression,
          ExpressionAttributeNames: namesIn(condition.expression),
          ExpressionAttributeValues: valuesIn(condition.values ?? {}),
        }),
      },
    });
  }

  /** Changes an item, or makes it where there is none, under a condition that also holds then. */
  upsert(table: Table, key: Record<string, string>, change: Change, condition: Condition): this {
    const { expression, values } = changeOf(change);
    return this.#add(condition.name, {
      Update: {
        TableName: table.name,
        Key: key,
        UpdateExpression: expression,
        ConditionExpression: condition.expression,
        ExpressionAttributeNames: namesIn(expression, condition.expression),
        ExpressionAttributeValues: valuesIn({ ...condition.values, ...values }),
      },
    });
  }

  /** Changes an item that must be there, under a further condition on it. */
  update(table: Table, key: Record<string, string>, change: Change, condition?: Condition): this {
    const exists = `attribute_exists(#${table.hash})`;
    const name = condition?.name ?? `${Object.values(key).join('/')} is there`;
    const guard = condition === undefined ? exists : `${exists} AND (${condition.expression})`;
    const { expression, values } = changeOf(change);
    return this.#add(name, {
      Update: {
        TableName: table.name,
        Key: key,
        UpdateExpression: expression,
        ConditionExpression: guard,
        ExpressionAttributeNames: namesIn(expression, guard),
        ExpressionAttributeValues: valuesIn({ ...condition?.values, ...values }),
      },
    });
  }

  /** Writes nothing: the transaction only stands if the condition holds for an item, which may be one that is not there. */
  check(table: Table, key: Record<string, string>, condition: Condition): this {
    return this.#add(condition.name, {
      ConditionCheck: {
        TableName: table.name,
        Key: key,
        ConditionExpression: condition.expression,
        ExpressionAttributeNames: namesIn(condition.expression),
        ExpressionAttributeValues: valuesIn(condition.values ?? {}),
      },
    });
  }

  /** Adds a record to the audit trail of an entity. */
  audit(audit: Table, deed: Deed): this {
    this.#deeds.push({ audit, deed });
    return this;
  }

  /** Adds rows to the outbox, together; a row that is there already fails the condition `outbox <its id>`. */
  outbox(outbox: Table, ...rows: readonly OutboxRow[]): this {
    for (const row of together(rows)) {
      this.#outbox.push(row);
      this.putNew(outbox, OutboxRow.parse(row), `outbox ${row.outboxId}`);
    }
    return this;
  }

  /**
   * Writes all or nothing and gives the outbox rows that are now to be sent. ConditionFailed names the conditions
   * that did not hold; collisions over the audit trail and with other transactions are tried again here.
   */
  async commit(): Promise<readonly OutboxRow[]> {
    let cause: unknown;
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      if (attempt > 1) await backOff(this.#clock, attempt, FIRST_PAUSE);
      const writes = [...this.#writes, ...(await this.#auditWrites())];
      if (writes.length > MOST_WRITES) {
        throw new RangeError(`A transaction takes ${MOST_WRITES} writes, this one has ${writes.length}.`);
      }
      try {
        await documents().send(new TransactWriteCommand({ TransactItems: writes.map(({ write }) => write) }));
        return this.#outbox;
      } catch (error) {
        cause = this.#mayTryAgain(error, writes);
      }
    }
    throw new PassingContention(`Not written in ${MOST_ATTEMPTS} attempts: others wrote the same items.`, {
      cause,
    });
  }

  #add(condition: string, write: Write): this {
    this.#writes.push({ condition, write });
    return this;
  }

  /** Gives the error back if the transaction may be tried again at once; throws the fault that it is otherwise. */
  #mayTryAgain(error: unknown, writes: readonly Named[]): unknown {
    const reasons = reasonsOf(error);
    if (reasons === undefined) {
      // Whether it was written is not known: only the caller, by reading, can tell.
      throw faultOf(error, 'DynamoDB');
    }
    const failed = writes.filter((_, index) => reasons[index] === 'ConditionalCheckFailed');
    const conditions = failed.map(({ condition }) => condition).filter((name) => name !== AUDIT);
    if (conditions.length > 0) throw new ConditionFailed(conditions, { cause: error });
    const others = reasons.filter((code) => code !== 'None' && code !== 'ConditionalCheckFailed');
    const lasting = others.find((code) => code !== 'TransactionConflict' && !passes(named(code)));
    if (lasting !== undefined) throw faultOf(named(lasting, error), 'DynamoDB');
    return error;
  }

  /** The audit records as they follow what is in the table at this moment. */
  async #auditWrites(): Promise<Named[]> {
    const last = new Map<string, AuditRecord>();
    const writes: Named[] = [];
    const at = instantOf(this.#clock.now());
    for (const { audit, deed } of this.#deeds) {
      const before = last.get(deed.entityId) ?? (await lastAudit(audit, deed.entityId));
      const record = auditAfter(before, deed, at);
      last.set(deed.entityId, record);
      writes.push({
        condition: AUDIT,
        write: {
          Put: {
            TableName: audit.name,
            Item: record,
            ConditionExpression: 'attribute_not_exists(#entityId)',
            ExpressionAttributeNames: { '#entityId': 'entityId' },
          },
        },
      });
    }
    return writes;
  }
}

/** Name of the condition of audit records; it is never reported, because a collision is tried again. */
const AUDIT = 'audit record is the next one';

/** Codes of the cancellation reasons, one a write; undefined if this is another error. */
function reasonsOf(error: unknown): string[] | undefined {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return undefined;
  const { CancellationReasons } = error as { CancellationReasons?: { Code?: string }[] };
  return CancellationReasons?.map(({ Code }) => Code ?? 'None');
}

function named(name: string, cause?: unknown): Error {
  const error = new Error(name, { cause });
  error.name = name;
  return error;
}
