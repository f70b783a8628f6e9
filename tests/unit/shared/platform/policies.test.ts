import { afterAll, beforeEach, expect, test } from 'vitest';
import { Policies, versionKey } from '../../../../shared/platform/policies.ts';
import { Table } from '../../../../shared/platform/table.ts';
import { links1 } from '../../../../shared/policy/links.ts';
import { packs, policyNames } from '../../../../shared/policy/packs.ts';
import { smallAws, stillClock } from './small-aws.ts';

const aws = await smallAws();
const table = new Table('Policies', 'name', 'sk');
const live = (version: number) => aws.put('Policies', { name: 'links', sk: 'LIVE', v: 1, version });
const stored = (version: number, effectiveFrom: string, pack: unknown = { ...links1, expiryDays: version }) =>
  aws.put('Policies', {
    name: 'links',
    sk: versionKey(version),
    v: 1,
    version,
    effectiveFrom,
    pack: JSON.stringify(pack),
  });

beforeEach(() => aws.clear());
afterAll(() => aws.close());

test('where the table says nothing, the version counts that the code brings along', async () => {
  const policies = new Policies(table, stillClock(), packs);
  expect(await policies.read('links')).toEqual({ name: 'links', version: 1, pack: links1 });
  expect(await policies.inForce(policyNames)).toEqual(
    Object.fromEntries(policyNames.map((name) => [name, 1])),
  );
});

test('the live version counts, and a case that keeps an older one gets that', async () => {
  await stored(2, '2026-01-01T00:00:00.000Z');
  await live(2);
  const policies = new Policies(table, stillClock(), packs);
  expect((await policies.read('links')).pack.expiryDays).toBe(2);
  expect((await policies.read('links', 1)).pack).toEqual(links1);
});

test('a live version whose day has not come leaves the one before in force until then', async () => {
  await stored(2, '2026-01-01T00:00:00.000Z');
  await stored(3, '2026-03-03T00:00:00.000Z');
  await live(3);
  const clock = stillClock('2026-03-02T23:00:00.000Z');
  const policies = new Policies(table, clock, packs);
  expect((await policies.read('links')).version).toBe(2);
  clock.move(60 * 60_000);
  expect((await policies.read('links')).version).toBe(3);
});

test('which version is in force is asked once a minute, what is in a version once', async () => {
  await stored(2, '2026-01-01T00:00:00.000Z');
  await live(2);
  const clock = stillClock();
  const policies = new Policies(table, clock, packs);
  for (let at = 0; at < 5; at++) await policies.read('links');
  const reads = aws.calls.length;
  clock.move(59_999);
  await policies.read('links');
  expect(aws.calls.length).toBe(reads);
  clock.move(1);
  await policies.read('links');
  expect(aws.calls.length).toBe(reads + 2);
});

test('a version that does not exist, and a pack that does not match, are lasting faults that name the policy', async () => {
  const policies = new Policies(table, stillClock(), packs);
  await expect(policies.read('links', 9)).rejects.toThrow('There is no policy links in version 9.');
  await stored(2, '2026-01-01T00:00:00.000Z', { ...links1, wrongCodes: 0 });
  await expect(policies.read('links', 2)).rejects.toThrow(
    'Policy links, version 2, does not match its schema: wrongCodes: expected at least 1.',
  );
});
