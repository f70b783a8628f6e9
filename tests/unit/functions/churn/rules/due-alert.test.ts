import { expect, test } from 'vitest';
import { dueAlertOf } from '../../../../../functions/churn/rules/due-alert.ts';
import type { Band } from '../../../../../shared/contracts/churn.ts';

const NOW = '2026-03-02T18:00:00.000Z';
const customerId = 'C1';
const locked = { customerId, sk: 'LOCK#alert', v: 1, caseId: 'A1', at: NOW } as const;
const free = { customerId, sk: 'LOCK#alert', v: 1, at: NOW } as const;
const cools = (until: string) => ({ customerId, sk: 'COOL#alert', v: 1, caseId: 'A1', until }) as const;
const raised = (band: Band, at: string) => ({ caseId: 'A1', band, at });

const MORNING = '2026-03-02T08:00:00.000Z';
const LAST_WEEK = '2026-02-23T08:00:00.000Z';
const NEXT_MONTH = '2026-04-01T00:00:00.000Z';

test.each([
  ['nothing was ever raised', {}, 'DUE'],
  ['one is open, of the same band', { lock: locked, alerted: raised('high', LAST_WEEK) }, 'OPEN'],
  ['one is open, of a lower band', { lock: locked, alerted: raised('medium', LAST_WEEK) }, 'JOINS'],
  ['one was raised today and has not locked yet', { alerted: raised('medium', MORNING) }, 'JOINS'],
  [
    'the last one is over and the rest with it',
    { lock: free, alerted: raised('low', LAST_WEEK), coolDown: cools(MORNING) },
    'DUE',
  ],
  [
    'the last one is over',
    { lock: free, alerted: raised('low', LAST_WEEK), coolDown: cools(NEXT_MONTH) },
    'COOLING',
  ],
  // A false alarm may be over within the hour: a higher score of the same day is no way around the rest.
  [
    'one was raised today and is over already',
    { lock: free, alerted: raised('medium', MORNING), coolDown: cools(NEXT_MONTH) },
    'COOLING',
  ],
  [
    'an open one was raised anew while an old rest lasts',
    { lock: locked, alerted: raised('medium', MORNING), coolDown: cools(NEXT_MONTH) },
    'JOINS',
  ],
] as const)('R170 R184 a high band where %s', (_, its, due) => {
  expect(dueAlertOf('high', { lock: undefined, coolDown: undefined, alerted: undefined, ...its }, NOW)).toBe(
    due,
  );
});

test('below the lowest threshold nothing is due', () => {
  expect(dueAlertOf(undefined, { lock: locked, coolDown: undefined, alerted: undefined }, NOW)).toBe('BELOW');
});
