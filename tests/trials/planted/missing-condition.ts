/** A bug to be found: the answer is written whatever the row has become in the meantime. */
import type { Change, Condition, Table } from '../../../shared/platform/table.ts';
import { Transaction as Original } from '../../../shared/platform/transaction.ts';

export * from '../../../shared/platform/transaction.ts';

/** A transaction that forgets the condition of an answer. */
export class Transaction extends Original {
  override update(table: Table, key: Record<string, string>, change: Change, condition?: Condition): this {
    const decides = change.set?.state === 'DECIDED';
    return super.update(table, key, change, decides ? undefined : condition);
  }
}
