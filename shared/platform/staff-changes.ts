/** What is written beside a change of a member of staff, whoever delivers it. */
import type { Clock } from './clock.ts';
import { instantOf } from './clock.ts';
import { outboxEvent } from './outbox.ts';
import type { Item, Table } from './table.ts';
import type { Transaction } from './transaction.ts';

/** Who of the staff was changed, by whom, and what of it is news. */
export interface StaffChange {
  readonly staffId: string;
  readonly actor: string;
  /** The fields that are news, with what they say now. */
  readonly news: Item;
  readonly isNew: boolean;
  /** The import it came with, where it has a number. */
  readonly importId?: string;
}

/** Fields that say what a person may do, and nothing of who they are: the record has what they say now. */
const RIGHTS = ['role', 'level', 'active', 'superiorId', 'substituteId'] as const;

/**
 * Adds the record of a change, and tells of somebody who works here no more, so that what they have open goes to others. The
 * record names the fields; of those that give rights it has the values, and of names and addresses it has none.
 */
export function recordStaffChange(
  transaction: Transaction,
  { audit, outbox }: { readonly audit: Table; readonly outbox: Table },
  clock: Clock,
  { staffId, actor, news, isNew, importId }: StaffChange,
): Transaction {
  const fields = Object.keys(news).sort().join(',');
  const rights = Object.fromEntries(
    RIGHTS.flatMap((field) => {
      const value = news[field];
      return value === undefined ? [] : [[field, typeof value === 'object' ? JSON.stringify(value) : value]];
    }),
  ) as Record<string, string | number | boolean>;
  const facts = { fields, ...rights, ...(importId !== undefined && { importId }) };
  transaction.audit(audit, {
    entityId: staffId,
    actor,
    act: isNew ? 'staff.added' : 'staff.changed',
    facts,
  });
  if (isNew || news.active !== false) return transaction;
  const at = instantOf(clock.now());
  return transaction.outbox(
    outbox,
    outboxEvent({ cause: ['staff-left', staffId, at], at, name: 'staff.left', facts: { staffId } }),
  );
}
