import { afterAll, beforeEach, expect, test } from 'vitest';
import { PolicyRow } from '../../../../shared/contracts/items.ts';
import { packs, policyNames } from '../../../../shared/policy/packs.ts';
import { smallAws } from '../../shared/platform/small-aws.ts';

const aws = await smallAws();
const { handler } = await import('../../../../functions/watch/seed-policies.ts');

beforeEach(() => aws.clear());
afterAll(() => aws.close());

test('an empty table gets version 1 of every policy, in force', async () => {
  const all = policyNames.map((name) => `${name} v1`);
  expect(await handler({})).toEqual({ written: all, live: all, differing: [] });
  const rows = (await aws.items('Policies')).map((item) => PolicyRow.parse(item));
  expect(rows).toHaveLength(2 * policyNames.length);
  for (const name of policyNames) {
    const version = rows.find((row) => row.name === name && row.sk === 'V#000001');
    expect(packs[name].schema.parse(JSON.parse(version?.pack ?? ''))).toEqual(packs[name].versions[0]?.pack);
    expect(rows.find((row) => row.name === name && row.sk === 'LIVE')).toMatchObject({ version: 1 });
  }
});

test('a second run changes nothing, what the bank has put in force stays in force, and a pack of its own is named', async () => {
  await handler({});
  const mine = { name: 'links', sk: 'V#000001', v: 1, version: 1, pack: '{"mine":true}' };
  await aws.put('Policies', { name: 'links', sk: 'LIVE', v: 1, version: 7 });
  await aws.put('Policies', mine);
  expect(await handler({ source: 'aws.scheduler' })).toEqual({
    written: [],
    live: [],
    differing: ['links v1'],
  });
  const rows = await aws.items('Policies');
  expect(rows).toContainEqual({ name: 'links', sk: 'LIVE', v: 1, version: 7 });
  expect(rows).toContainEqual(mine);
});

test('a run that was cut short is completed by the next', async () => {
  let writes = 0;
  aws.before.PutItem = () => {
    if (++writes > 3) throw new Error('cut');
  };
  await expect(handler({})).rejects.toMatchObject({ name: 'PassingStoreFault' });
  aws.before.PutItem = undefined;
  await handler({});
  expect(await aws.items('Policies')).toHaveLength(2 * policyNames.length);
});
