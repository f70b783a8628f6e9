import { beforeEach, expect, test } from 'vitest';
import type { RuntimeClock } from '../../../../../infra/local/clock/clock.ts';
import { DELETION_DELAY_MS } from '../../../../../infra/local/records/expiry.ts';
import { type Call, caseRecords, faultOf, key, N, S } from './kit.ts';

let call: Call;
let clock: RuntimeClock;
beforeEach(async () => {
  ({ call, clock } = caseRecords());
  await setTimeToLive(true);
});

const setTimeToLive = (Enabled: boolean, AttributeName = 'expiresAt') =>
  call('UpdateTimeToLive', { TimeToLiveSpecification: { Enabled, AttributeName } });
const put = (id: string, more = {}) => call('PutItem', { Item: { ...key(id), owner: S('A'), ...more } });
const present = async () => (await call('Scan', {})).Items?.map(({ caseId }) => caseId?.S).toSorted();
const inSeconds = (seconds: number) => N(Math.floor(clock.now() / 1000) + seconds);

test('an expired item stays readable for a while and is then deleted, from indexes too', async () => {
  await put('short', { expiresAt: inSeconds(60) });
  await put('long', { expiresAt: inSeconds(7200) });
  await put('ever');
  await clock.advance(60_000 + DELETION_DELAY_MS - 1);
  expect(await present()).toEqual(['ever', 'long', 'short']);
  await clock.advance(1);
  expect(await present()).toEqual(['ever', 'long']);
  expect((await call('Scan', { IndexName: 'ownerKeys' })).Count).toBe(2);
  await clock.advance(7_200_000);
  expect(await present()).toEqual(['ever']);
});

test('an item whose expiry is put off in time stays', async () => {
  await put('K1', { expiresAt: inSeconds(60) });
  await clock.advance(61_000);
  await put('K1', { expiresAt: inSeconds(10 * 24 * 3600) });
  await clock.advance(2 * DELETION_DELAY_MS);
  expect(await present()).toEqual(['K1']);
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html
test('only numbers that lie less than five years back count as an expiry', async () => {
  await put('text', { expiresAt: S('1') });
  await put('ancient', { expiresAt: N(1) });
  await put('milliseconds', { expiresAt: N(clock.now()) });
  await clock.advance(3 * DELETION_DELAY_MS);
  expect(await present()).toEqual(['ancient', 'milliseconds', 'text']);
});

test('items that were there before the time to live was set expire by it', async () => {
  await setTimeToLive(false);
  await put('K1', { expiresAt: inSeconds(60) });
  await clock.advance(2 * DELETION_DELAY_MS);
  expect(await present()).toEqual(['K1']);
  await setTimeToLive(true);
  await clock.advance(1);
  expect(await present()).toEqual([]);
});

test('the time to live is described, and changed only by way of disabling it', async () => {
  expect(await call('DescribeTimeToLive', {})).toEqual({
    TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' },
  });
  expect((await faultOf(setTimeToLive(true))).message).toBe('TimeToLive is already enabled');
  expect((await faultOf(setTimeToLive(true, 'other'))).message).toContain(
    'current AttributeName is expiresAt',
  );
  await setTimeToLive(false);
  expect(await call('DescribeTimeToLive', {})).toEqual({
    TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' },
  });
});
