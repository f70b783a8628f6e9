import { afterAll, beforeEach, expect, test } from 'vitest';
import { IncidentRow, OutboxRow, TaskRow } from '../../../../shared/contracts/items.ts';
import { smallAws } from '../../shared/platform/small-aws.ts';
import { task } from './rows.ts';

const aws = await smallAws();
const { handler } = await import('../../../../functions/watch/open-incident.ts');
const execution = 'arn:aws:states:us-east-1:000000000000:execution:ComplaintHandling:complaint-K1-r1';

/** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
const ended = (detail: Record<string, unknown> = {}) => ({
  version: '0',
  id: 'b746e1a9-0000-4000-8000-000000000000',
  'detail-type': 'Step Functions Execution Status Change',
  source: 'aws.states',
  detail: {
    executionArn: execution,
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:ComplaintHandling',
    name: 'complaint-K1-r1',
    status: 'FAILED',
    input: '{"v":1,"caseId":"K1","round":1}',
    output: null,
    error: 'NobodyTookOver',
    cause: 'CANARY',
    ...detail,
  },
});

beforeEach(() => aws.clear());
afterAll(() => aws.close());

test('an execution that failed is one incident, however often its end is reported', async () => {
  const first = await handler(ended());
  expect(first).toMatchObject({ opened: true, cancelled: 0 });
  expect(await handler(ended())).toEqual({ ...(first as object), opened: false });
  const [row, ...others] = (await aws.items('Register')).map((item) => IncidentRow.parse(item));
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    state: 'OPEN',
    caseId: 'K1',
    status: 'FAILED',
    error: 'NobodyTookOver',
    execution,
  });
  const [event, ...more] = (await aws.items('Outbox')).map((item) => OutboxRow.parse(item));
  expect(more).toEqual([]);
  expect(event).toMatchObject({
    name: 'incident.opened',
    detail: { caseId: 'K1', facts: { status: 'FAILED' } },
  });
  expect(aws.invocations).toHaveLength(1);
  expect(JSON.stringify([row, event, await aws.items('Audit')])).not.toContain('CANARY');
});

test('the open tasks of the execution are cancelled; answered ones, and those of another round, stay', async () => {
  await aws.put('Tasks', task({ taskId: 'T1', execution }));
  await aws.put('Tasks', task({ taskId: 'T2', execution, state: 'DECIDED' }));
  await aws.put('Tasks', task({ taskId: 'T3', execution: `${execution.slice(0, -1)}2` }));
  expect(await handler(ended())).toMatchObject({ cancelled: 1 });
  const rows = (await aws.items('Tasks'))
    .map((item) => TaskRow.parse(item))
    .sort((a, b) => (a.taskId < b.taskId ? -1 : 1));
  expect(rows.map(({ state }) => state)).toEqual(['CANCELLED', 'DECIDED', 'OPEN']);
  expect(rows[0]).not.toHaveProperty('openFor');
  expect(rows[0]).not.toHaveProperty('openShard');
  expect((await aws.items('Audit')).map(({ act }) => act).sort()).toEqual([
    'incident.opened',
    'task.cancelled',
  ]);
});

test('tasks that an earlier attempt left open are cancelled when the report comes again', async () => {
  await handler(ended());
  await aws.put('Tasks', task({ taskId: 'T1', execution }));
  expect(await handler(ended())).toMatchObject({ opened: false, cancelled: 1 });
});

test('an input that is too large to be reported does not hide the case: its number is in the name', async () => {
  await handler(ended({ input: undefined }));
  expect((await aws.items('Register'))[0]).toMatchObject({ caseId: 'K1' });
});

test('a deadline watch that failed is an incident of its case, and costs nobody a task', async () => {
  await aws.put('Tasks', task({ taskId: 'T1', execution }));
  const watch = {
    executionArn: 'arn:aws:states:us-east-1:000000000000:execution:DeadlineWatch:watch-K1-c2',
    name: 'watch-K1-c2',
    error: 'DeadlineUnwatched',
  };
  const input = '{"v":1,"caseId":"K1","clock":2,"wakeAts":["2026-03-20T16:00:00.000Z"]}';
  expect(await handler(ended({ ...watch, input }))).toMatchObject({ opened: true, cancelled: 0 });
  expect(await handler(ended({ ...watch, input: undefined }))).toMatchObject({ opened: false });
  expect((await aws.items('Register'))[0]).toMatchObject({ caseId: 'K1', error: 'DeadlineUnwatched' });
});

test('an execution of no case is an incident all the same, and an error that is no name is not repeated', async () => {
  await handler(ended({ input: null, name: 'by-hand', error: 'CANARY said: no', status: 'ABORTED' }));
  const [row] = await aws.items('Register');
  expect(row).toMatchObject({ status: 'ABORTED', error: 'Unnamed' });
  expect(row).not.toHaveProperty('caseId');
});

test('a status that is no failure is refused', async () => {
  await expect(handler(ended({ status: 'SUCCEEDED' }))).rejects.toMatchObject({ name: 'InputRefused' });
});
