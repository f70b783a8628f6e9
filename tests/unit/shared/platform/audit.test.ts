import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AuditRecord } from '../../../../shared/contracts/items.ts';
import {
  auditAfter,
  auditHash,
  firstBrokenAudit,
  NOTHING_BEFORE,
} from '../../../../shared/platform/audit.ts';

const at = '2026-03-02T01:30:00.000Z';

function chain(length: number): AuditRecord[] {
  const records: AuditRecord[] = [];
  for (let n = 0; n < length; n++) {
    const deed = { entityId: 'K1', actor: 'register', act: 'case.registered', facts: { n, tier: 'vip' } };
    records.push(auditAfter(records.at(-1), deed, at));
  }
  return records;
}

test('records are numbered from 1 and carry the hash of the one before', () => {
  const [first, second] = chain(2);
  expect(first).toMatchObject({ sk: 'E#00000001', before: NOTHING_BEFORE });
  expect(second).toMatchObject({ sk: 'E#00000002', before: first?.hash });
  expect(firstBrokenAudit(chain(5))).toBeUndefined();
  expect(firstBrokenAudit([])).toBeUndefined();
});

test('the hash does not depend on the order in which a store gives the facts back', () => {
  const [record] = chain(1) as [AuditRecord];
  const turned = { ...record, facts: Object.fromEntries(Object.entries(record.facts).reverse()) };
  expect(auditHash(turned)).toBe(record.hash);
});

test('S10 whatever is changed, taken out, put in or moved, the record where it happened is named', () => {
  const tampering = fc.record({
    length: fc.integer({ min: 2, max: 8 }),
    at: fc.nat(),
    how: fc.constantFrom(
      'at',
      'actor',
      'act',
      'facts',
      'before',
      'hash',
      'sk',
      'entityId',
      'delete',
      'swap',
      'insert',
    ),
  });
  fc.assert(
    fc.property(tampering, ({ length, at: where, how }) => {
      const records = chain(length);
      // The last record of a chain can be cut off unseen: nothing follows that would miss it.
      const position = where % (length - 1);
      const record = records[position] as AuditRecord;
      if (how === 'delete') records.splice(position, 1);
      else if (how === 'swap') records.splice(position, 2, records[position + 1] as AuditRecord, record);
      else if (how === 'insert') records.splice(position, 0, { ...record });
      else if (how === 'facts') records[position] = { ...record, facts: { ...record.facts, tier: 'mass' } };
      else records[position] = { ...record, [how]: `${record[how as 'act']}x` };
      const broken = firstBrokenAudit(records);
      const expected = how === 'insert' ? records[position + 1]?.sk : records[position]?.sk;
      expect(broken).toBe(expected);
    }),
    { numRuns: 300 },
  );
});
