import { expect, test } from 'vitest';
import { parseTimestamp } from '../../../../../infra/local/states/timestamps.ts';

test('reads ISO-8601 date-times with an offset', () => {
  expect(parseTimestamp('2016-03-14T01:59:00Z')).toBe(Date.UTC(2016, 2, 14, 1, 59));
  expect(parseTimestamp('2016-03-05T21:29:29.243167252Z')).toBe(Date.UTC(2016, 2, 5, 21, 29, 29, 243));
  expect(parseTimestamp('2016-03-14T01:59:00+08:00')).toBe(Date.UTC(2016, 2, 13, 17, 59));
  expect(parseTimestamp('2024-02-29T00:00:00-00:30')).toBe(Date.UTC(2024, 1, 29, 0, 30));
});

test.each([
  '2016-13-05T21:29:29Z',
  '2016-12-05T25:29:29Z',
  '2023-02-29T00:00:00Z',
  '05-12-2016T21:29:29Z',
  '2016-12-05 21:29:29Z',
  '2016-12-05T21:29:29',
  '2016-12-05T21:29:29+19:00',
  '',
])('does not take %j for a time', (text) => {
  // Recorded from AWS: test_wait_timestamp_invalid.
  expect(parseTimestamp(text)).toBeUndefined();
});
