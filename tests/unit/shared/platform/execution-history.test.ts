import { afterAll, beforeEach, expect, test } from 'vitest';
import { executionHistory } from '../../../../shared/platform/execution-history.ts';
import { smallAws } from './small-aws.ts';

const aws = await smallAws();
const ARN = 'arn:aws:states:us-east-1:000000000000:execution:ComplaintHandling:complaint-K1-r1';

beforeEach(() => aws.clear());
afterAll(() => aws.close());

/** So many events, one a second, every second one of which enters a state. */
const history = (events: number) => {
  aws.executions.set('complaint-K1-r1', {
    name: 'complaint-K1-r1',
    input: '{}',
    status: 'FAILED',
    error: 'CaseUnknown',
    definition: '{"StartAt":"A"}',
    events: Array.from({ length: events }, (_, index) => ({
      id: index + 1,
      previousEventId: index,
      timestamp: 1_772_415_000.123 + index,
      type: index % 2 ? 'TaskStateEntered' : 'TaskScheduled',
      ...(index % 2 && { stateEnteredEventDetails: { name: `State ${index}`, input: 'not asked for' } }),
    })),
  });
};

test('an execution is read whole, oldest event first, with the definition that it runs and its end', async () => {
  history(2_500);
  const found = await executionHistory(ARN, 3);
  expect(found).toMatchObject({
    status: 'FAILED',
    error: 'CaseUnknown',
    definition: '{"StartAt":"A"}',
    whole: true,
  });
  expect(found?.events).toHaveLength(2_500);
  expect(found?.events.slice(0, 2)).toEqual([
    { id: 1, previousId: 0, type: 'TaskScheduled', at: '2026-03-02T01:30:00.123Z', state: undefined },
    { id: 2, previousId: 1, type: 'TaskStateEntered', at: '2026-03-02T01:30:01.123Z', state: 'State 1' },
  ]);
});

test('of a long one the newest events are read, and it is said that there are older ones', async () => {
  history(2_001);
  const found = await executionHistory(ARN, 2);
  expect(found?.whole).toBe(false);
  expect(found?.events.map(({ id }) => id)).toEqual(Array.from({ length: 2_000 }, (_, index) => index + 2));
});

test('payloads are not asked for, and one that is not known any more is none', async () => {
  const asked: unknown[] = [];
  aws.before.GetExecutionHistory = (input) => asked.push(input.includeExecutionData);
  history(1);
  await executionHistory(ARN, 1);
  expect(asked).toEqual([false]);
  aws.executions.clear();
  expect(await executionHistory(ARN, 1)).toBeUndefined();
});
