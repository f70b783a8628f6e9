import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { ClusterRow, ImprovementWish } from '../../../../shared/contracts/improvement.ts';
import { receivedComplaint } from './story.ts';

const story = await receivedComplaint();
const { aws, head, customer } = story;
const { handler } = await import('../../../../functions/complaint/watch-clusters.ts');

const DAY = 86_400_000;
const START = Date.parse('2026-06-01T00:00:00.000Z');
const day = (days: number): string => new Date(START + days * DAY).toISOString();
const KEY = 'cluster#B03#C01#B1';

const triaged = (caseId: string, codes: Record<string, unknown> = {}) => ({
  'detail-type': 'complaint.triaged',
  detail: { caseId, facts: { class: 'COMPLAINT', business: 'B03', cause: 'C01', ...codes } },
});
const closed = (caseId: string) => ({ 'detail-type': 'complaint.closed', detail: { caseId } });

/** Puts complaints that were opened on these days, half a year after counting began. */
const complaintsOn = async (...days: number[]): Promise<string[]> => {
  await aws.put('Register', { entry: 'clusters', v: 1, since: day(-200) });
  const ids: string[] = [];
  for (const [at, each] of days.entries()) {
    const caseId = `K${at + 1}`;
    const codes = { class: 'COMPLAINT', business: 'B03', cause: 'C01' };
    await aws.put('Cases', { ...head, ...codes, caseId, openedAt: day(each) });
    ids.push(caseId);
  }
  return ids;
};
const wishes = () =>
  aws.invocations
    .filter(({ functionName }) => functionName === 'Steward-OpenImprovement')
    .map(({ payload }) => ImprovementWish.parse(payload));
const counted = async () => {
  const row = (await aws.items('Register')).find(({ entry }) => entry === KEY);
  return row === undefined ? [] : ClusterRow.parse(row).cases.map(({ caseId }) => caseId);
};

beforeEach(() => story.reset());
afterAll(() => aws.close());

describe('R007 R050 R244 C13 three complaints of one code in one branch', () => {
  test('beyond chance, they open one improvement that names them', async () => {
    const ids = await complaintsOn(0, 3, 7);
    for (const id of ids.slice(0, 2)) expect(await handler(triaged(id))).toEqual({ cluster: 'NO' });
    expect(wishes()).toEqual([]);
    expect(await handler(triaged('K3'))).toEqual({ cluster: 'YES' });
    expect(wishes()).toEqual([
      {
        v: 1,
        source: 'CLUSTER',
        key: KEY,
        originId: 'K3',
        linked: ['K1', 'K2'],
        business: 'B03',
        cause: 'C01',
        before: { what: 'EVENTS', value: 3, n: 30, from: day(-23), until: day(7) },
      },
    ]);
  });

  test('of another branch or another code they are another matter', async () => {
    const ids = await complaintsOn(0, 3, 7);
    await aws.put('Customers', { ...customer, customerId: 'C2', branch: 'B2' });
    await aws.put('Cases', {
      ...head,
      caseId: 'K3',
      customerId: 'C2',
      class: 'COMPLAINT',
      business: 'B03',
      cause: 'C01',
      openedAt: day(7),
    });
    for (const id of ids) await handler(triaged(id));
    await handler(triaged('K3', { cause: 'C02' }));
    expect(wishes()).toEqual([]);
    expect(await counted()).toEqual(['K1', 'K2']);
  });

  test('praise, suggestions and enquiries are not counted', async () => {
    const [id = ''] = await complaintsOn(0);
    await handler(triaged(id, { class: 'PRAISE' }));
    expect(await counted()).toEqual([]);
  });
});

describe('the guard: each complaint counts once', () => {
  test('heard twice, by triage and by its end, it is one, and the wish is the same', async () => {
    const ids = await complaintsOn(0, 3, 7);
    for (const id of [...ids, ...ids]) await handler(triaged(id));
    for (const id of ids) await handler(closed(id));
    expect(await counted()).toEqual(ids);
    expect(new Set(wishes().map(({ key }) => key))).toEqual(new Set([KEY]));
    for (const { before } of wishes()) expect(before?.value).toBe(3);
  });

  test('in another order the count is the same', async () => {
    const ids = await complaintsOn(0, 3, 7);
    for (const id of ids.toReversed()) await handler(triaged(id));
    expect(await counted()).toEqual(ids);
    expect(wishes()).toMatchObject([{ originId: 'K1', before: { value: 3, from: day(-23), until: day(7) } }]);
  });

  test('at the same moment none is lost', async () => {
    const ids = await complaintsOn(0, 1, 2, 3, 4);
    await Promise.all(ids.map((id) => handler(triaged(id))));
    expect(await counted()).toEqual(ids);
  });

  test('where the investigation found another cause, it counts under that one too', async () => {
    const [id = ''] = await complaintsOn(0);
    await handler(triaged(id));
    await aws.put('Cases', {
      ...head,
      caseId: id,
      class: 'COMPLAINT',
      business: 'B03',
      cause: 'C02',
      openedAt: day(0),
    });
    await handler(closed(id));
    const entries = (await aws.items('Register')).map(({ entry }) => entry);
    expect(entries).toEqual(expect.arrayContaining([KEY, 'cluster#B03#C02#B1']));
  });
});
