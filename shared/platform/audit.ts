/** The audit trail: append-only records per entity, each with the hash of the one before. */
import { createHash } from 'node:crypto';
import { AuditRecord } from '../contracts/items.ts';
import type { Table } from './table.ts';

/** What is before the first record of an entity. */
export const NOTHING_BEFORE = '0'.repeat(64);

/** Something that was done to an entity, and by whom; ids, codes, dates and amounts only. */
export interface Deed {
  readonly entityId: string;
  /** A staff id, `customer`, or the name of a function. */
  readonly actor: string;
  /** A code such as `task.decided`. */
  readonly act: string;
  readonly facts?: AuditRecord['facts'];
}

/** The sort key of the record with this number, counted from 1. */
const auditKey = (number: number): string => `E#${String(number).padStart(8, '0')}`;

/** The hash that a record must carry: over every field but the hash itself, in the order of their names. */
export function auditHash(record: Omit<AuditRecord, 'hash'>): string {
  const { entityId, sk, v, at, actor, act, before } = record;
  const facts = Object.entries(record.facts).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([entityId, sk, v, at, actor, act, facts, before]);
  return createHash('sha256').update(text).digest('hex');
}

/** The record of a deed that follows `last`, the record before it. */
export function auditAfter(last: AuditRecord | undefined, deed: Deed, at: string): AuditRecord {
  const number = last === undefined ? 1 : Number(last.sk.slice(2)) + 1;
  const record = {
    entityId: deed.entityId,
    sk: auditKey(number),
    v: 1 as const,
    at,
    actor: deed.actor,
    act: deed.act,
    facts: Object.fromEntries(Object.entries(deed.facts ?? {}).filter(([, fact]) => fact !== undefined)),
    before: last?.hash ?? NOTHING_BEFORE,
  };
  return { ...record, hash: auditHash(record) };
}

/** The last record of an entity; undefined if nothing has been done to it yet. */
export async function lastAudit(audit: Table, entityId: string): Promise<AuditRecord | undefined> {
  const [last] = await audit.query(AuditRecord, {
    of: ['entityId', entityId],
    sort: { attribute: 'sk', startsWith: 'E#' },
    newestFirst: true,
    most: 1,
  });
  return last;
}

/** Checks the chain of one entity, oldest first; gives the key of the first record that does not fit. */
export function firstBrokenAudit(records: readonly AuditRecord[]): string | undefined {
  let before = NOTHING_BEFORE;
  for (const [index, record] of records.entries()) {
    const fits =
      record.sk === auditKey(index + 1) && record.before === before && record.hash === auditHash(record);
    if (!fits) return record.sk;
    before = record.hash;
  }
  return undefined;
}
