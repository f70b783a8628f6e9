/** TransactWriteItems and TransactGetItems. */

import { createHash } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import { ServiceFault } from '../gateway/service.ts';
import { Consumption, readUnits, type Usage } from './capacity.ts';
import { pick, readOne } from './reads.ts';
import {
  LARGEST_TRANSACTION,
  type TransactGetItems,
  type TransactWriteItem,
  type TransactWriteItems,
} from './requests.ts';
import type { Store } from './store.ts';
import { positionIn } from './tables.ts';
import { type Item, validationFault } from './values.ts';
import {
  apply,
  type Change,
  ConditionFailed,
  charge,
  itemPlace,
  planCheck,
  planDelete,
  planPut,
  planUpdate,
  tableOf,
} from './writes.ts';

/** For how long a ClientRequestToken is remembered after its transaction succeeded. */
const TOKEN_LIFE_MS = 10 * 60 * 1000;

interface Reason {
  Code: string;
  Message?: string;
  Item?: Item;
}

const NO_REASON: Reason = { Code: 'None' };

function plan(store: Store, { Put, Update, Delete, ConditionCheck }: TransactWriteItem): Change {
  if (Put) return planPut(store, Put);
  if (Update) return planUpdate(store, Update);
  if (Delete) return planDelete(store, Delete);
  if (ConditionCheck) return planCheck(store, ConditionCheck);
  throw new Error(
    'A transaction action without Put, Update, Delete or ConditionCheck has passed its checks.',
  );
}

/** A key that could never be one is the whole request's fault, not a reason for cancelling one action. */
const EMPTY_KEY = /for a key attribute cannot contain an empty (string|binary) value\. Key:/;

/** Why an action cannot be carried out; faults that concern the whole request go through. */
function reasonFor(error: unknown, action: TransactWriteItem): Reason {
  if (error instanceof ConditionFailed) {
    const write = action.Put ?? action.Update ?? action.Delete ?? action.ConditionCheck;
    const shown = write?.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && error.before;
    return { Code: 'ConditionalCheckFailed', Message: error.message, ...(shown ? { Item: shown } : {}) };
  }
  if (
    error instanceof ServiceFault &&
    error.code === 'ValidationException' &&
    !EMPTY_KEY.test(error.message)
  ) {
    return { Code: 'ValidationError', Message: error.message };
  }
  throw error;
}

/**
 * The operations on several items at once. One process carries out one request at a time, so the
 * TransactionConflict and TransactionInProgress of AWS cannot happen here.
 */
export class Transactions {
  readonly #store: Store;
  readonly #usage: Map<string, Usage>;
  readonly #clock: Clock;

  constructor(store: Store, usage: Map<string, Usage>, clock: Clock) {
    this.#store = store;
    this.#usage = usage;
    this.#clock = clock;
  }

  transactWriteItems(request: TransactWriteItems): object {
    const { ClientRequestToken: token, TransactItems: actions } = request;
    const digest = token === undefined ? '' : digestOf(actions);
    const now = this.#clock.now();
    const earlier = token === undefined ? undefined : this.#store.token(token);
    if (earlier && now - earlier.answered < TOKEN_LIFE_MS) {
      if (earlier.request !== digest) {
        throw new ServiceFault(
          'IdempotentParameterMismatchException',
          'DynamoDB rejected the request because you retried a request with a different payload ' +
            'but with an idempotent token that was already used.',
        );
      }
      return this.#answerAgain(request, JSON.parse(earlier.cost));
    }

    const changes = this.#store.atomically(() => {
      const planned = this.#planAll(actions);
      for (const change of planned) apply(this.#store, change);
      if (token !== undefined) {
        const cost = JSON.stringify(repetitionCost(planned));
        this.#store.forgetTokensBefore(now - TOKEN_LIFE_MS);
        this.#store.remember(token, { request: digest, cost, answered: now });
      }
      return planned;
    });
    const consumption = new Consumption('writeUnits');
    for (const change of changes) charge(consumption, change, { transactional: true });
    return this.#answer(consumption, request);
  }

  #planAll(actions: TransactWriteItem[]): Change[] {
    refuseRepeated(
      actions.flatMap(({ Put, Update, Delete, ConditionCheck }) => {
        const keyed = Update ?? Delete ?? ConditionCheck;
        if (Put) return { TableName: Put.TableName, Key: Put.Item };
        return keyed ? { TableName: keyed.TableName, Key: keyed.Key } : [];
      }),
      this.#store,
    );
    const changes: Change[] = [];
    const reasons = actions.map((action) => {
      try {
        changes.push(plan(this.#store, action));
        return NO_REASON;
      } catch (error) {
        return reasonFor(error, action);
      }
    });
    if (changes.length < actions.length) {
      const codes = reasons.map(({ Code }) => Code).join(', ');
      throw new ServiceFault(
        'TransactionCanceledException',
        `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
        400,
        { CancellationReasons: reasons },
      );
    }
    return changes;
  }

  /** A repetition does nothing and costs what reading the items would. */
  #answerAgain(request: TransactWriteItems, cost: Record<string, number>): object {
    const consumption = new Consumption('readUnits');
    for (const [table, units] of Object.entries(cost)) consumption.onTable(table, units);
    return this.#answer(consumption, request);
  }

  #answer(consumption: Consumption, request: TransactWriteItems): object {
    consumption.countIn(this.#usage);
    const consumed = consumption.answer(request.ReturnConsumedCapacity, { transactional: true });
    return consumed ? { ConsumedCapacity: consumed } : {};
  }

  transactGetItems(request: TransactGetItems): object {
    const gets = request.TransactItems.map(({ Get }) => Get);
    refuseRepeated(gets, this.#store);
    const consumption = new Consumption('readUnits');
    let bytes = 0;
    const responses = gets.map((get) => {
      const found = readOne(this.#store, get);
      bytes += found?.size ?? 0;
      consumption.onTable(get.TableName, 2 * readUnits(found?.size ?? 0, true));
      return found ? { Item: pick(get._projection, found.item) } : {};
    });
    if (bytes > LARGEST_TRANSACTION) {
      throw validationFault(
        'Collection size of items exceeded, which can also be caused by the aggregate size of the items ' +
          'in the transaction exceeding the 4MB limit',
      );
    }
    consumption.countIn(this.#usage);
    const consumed = consumption.answer(request.ReturnConsumedCapacity, { transactional: true });
    return { Responses: responses, ...(consumed ? { ConsumedCapacity: consumed } : {}) };
  }
}

/** A transaction may touch an item only once, even if only to check it. */
function refuseRepeated(targets: { TableName: string; Key: Item }[], store: Store): void {
  const seen = new Set<string>();
  for (const { TableName, Key } of targets) {
    const table = tableOf(store, TableName);
    const wellTyped = [table.hash, table.range].every(
      (key) => !key || Key[key.name]?.[key.type] !== undefined,
    );
    const position = wellTyped ? positionIn(table, Key) : undefined;
    // A key that does not fit the table is reported with its action.
    if (!position) continue;
    const place = itemPlace({ table, position });
    if (seen.has(place)) {
      throw validationFault('Transaction request cannot include multiple operations on one item');
    }
    seen.add(place);
  }
}

const digestOf = (actions: TransactWriteItem[]): string =>
  createHash('sha256').update(JSON.stringify(actions)).digest('base64');

function repetitionCost(changes: Change[]): Record<string, number> {
  const cost: Record<string, number> = {};
  for (const { table, size } of changes)
    cost[table.name] = (cost[table.name] ?? 0) + 2 * readUnits(size, true);
  return cost;
}
