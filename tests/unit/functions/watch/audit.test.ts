import { expect, test } from 'vitest';
import { checked } from '../../../../functions/watch/audit.ts';
import type { AuditRecord } from '../../../../shared/contracts/items.ts';
import { auditAfter } from '../../../../shared/platform/audit.ts';

const at = '2026-03-02T01:30:00.000Z';

function trail(entityId: string, length: number): AuditRecord[] {
  const records: AuditRecord[] = [];
  for (let n = 0; n < length; n++)
    records.push(
      auditAfter(records.at(-1), { entityId, actor: 'register', act: 'case.opened', facts: { n } }, at),
    );
  return records;
}

/** Records as a scan gives them, so many a page. */
async function* paged(records: readonly unknown[], size: number) {
  for (let from = 0; from < records.length; from += size) yield records.slice(from, from + size);
}

test.each([1, 3, 100])('chains hold that nobody changed, also across pages of %d', async (size) => {
  const all = [...trail('K1', 4), ...trail('K2', 1), ...trail('S04', 3)];
  expect(await checked(paged(all, size))).toEqual({ entities: 3, records: 8, broken: [] });
});

test('an empty trail holds', async () => {
  expect(await checked(paged([], 1))).toEqual({ entities: 0, records: 0, broken: [] });
});

test.each<[string, (records: AuditRecord[]) => unknown[], string]>([
  ['changed', (records) => records.with(1, { ...(records[1] as AuditRecord), actor: 'S99' }), 'E#00000002'],
  ['removed', (records) => records.toSpliced(1, 1), 'E#00000003'],
  ['put in between', (records) => records.toSpliced(1, 0, records[0] as AuditRecord), 'E#00000001'],
  [
    'spoilt',
    (records) => records.map(({ facts, ...rest }, n) => (n === 2 ? rest : { ...rest, facts })),
    'E#00000003',
  ],
])('a record that was %s is found, and the other entities hold', async (_, spoil, record) => {
  const all = [...trail('K1', 2), ...spoil(trail('K2', 4)), ...trail('K3', 2)];
  const { broken, entities } = await checked(paged(all, 3));
  expect({ broken, entities }).toEqual({ broken: [{ entityId: 'K2', record }], entities: 3 });
});
