import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import {
  executionArn,
  executionStatus,
  startExecution,
  startOnce,
} from '../../../../shared/platform/executions.ts';
import { serviceFault, smallAws } from './small-aws.ts';

const aws = await smallAws();
const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:ComplaintHandling';

beforeEach(() => aws.clear());
afterAll(() => aws.close());

test('an execution is started under the name of its case, with ids and nothing else', async () => {
  const execution = { kind: 'complaint', caseId: 'K1', round: 1 };
  await startExecution(machine, execution);
  expect([...aws.executions.values()]).toEqual([
    { name: 'complaint-K1-r1', input: '{"v":1,"caseId":"K1","round":1}' },
  ]);
  expect(executionArn(machine, execution)).toBe(
    'arn:aws:states:us-east-1:000000000000:execution:ComplaintHandling:complaint-K1-r1',
  );
});

test('a start that is tried again is as good; one with another input is a lasting fault', async () => {
  aws.before.StartExecution = (_, call) => {
    if (call === 2) throw serviceFault('ExecutionAlreadyExists');
  };
  await startOnce(machine, 'watch-K1-c1', { v: 1 });
  await startOnce(machine, 'watch-K1-c1', { v: 1 });
  expect(aws.executions.size).toBe(1);
  await expect(startOnce(machine, 'watch-K1-c1', { v: 2 })).rejects.toMatchObject({
    name: 'ExecutionDiffers',
    passing: false,
  });
});

test('a throttled start is tried again; one that stays so is a passing fault', async () => {
  let busy = 2;
  aws.before.StartExecution = () => {
    if (busy-- > 0) throw serviceFault('ThrottlingException');
  };
  await startOnce(machine, 'watch-K1-c1', {});
  expect(aws.executions.size).toBe(1);
  busy = 99;
  await expect(startOnce(machine, 'watch-K2-c1', {})).rejects.toMatchObject({
    name: 'PassingWorkflowFault',
    passing: true,
  });
});

test('a machine that does not exist is a lasting fault at once, with its code and no message', async () => {
  aws.before.StartExecution = () => {
    throw serviceFault('StateMachineDoesNotExist');
  };
  await expect(startOnce(machine, 'watch-K1-c1', {})).rejects.toThrow(
    'Step Functions refused the call: StateMachineDoesNotExist.',
  );
  expect(aws.calls).toEqual(['StartExecution']);
});

test('a service that does not answer is a passing fault', async () => {
  const fetched = vi.fn<typeof fetch>(async () => {
    throw new TypeError('fetch failed');
  });
  vi.stubGlobal('fetch', fetched);
  await expect(startOnce(machine, 'watch-K1-c1', {})).rejects.toMatchObject({ name: 'PassingWorkflowFault' });
  vi.unstubAllGlobals();
  expect(fetched).toHaveBeenCalledTimes(3);
});

test('an execution is asked after; one that was never started is none', async () => {
  const execution = { kind: 'complaint', caseId: 'K1', round: 1 };
  expect(await executionStatus(executionArn(machine, execution))).toBeUndefined();
  await startExecution(machine, execution);
  expect(await executionStatus(executionArn(machine, execution))).toMatchObject({ status: 'RUNNING' });
});

test.each([
  ['us-east-1', 'https://states.us-east-1.amazonaws.com/'],
  ['cn-north-1', 'https://states.cn-north-1.amazonaws.com.cn/'],
])('without an endpoint of its own the request goes to the Step Functions of %s', async (region, address) => {
  vi.stubEnv('AWS_ENDPOINT_URL', undefined);
  vi.stubEnv('AWS_REGION', region);
  vi.resetModules();
  const fetched = vi.fn<typeof fetch>(async () => Response.json({ executionArn: 'arn:x' }));
  vi.stubGlobal('fetch', fetched);
  const fresh = await import('../../../../shared/platform/executions.ts');
  await fresh.startOnce(machine, 'watch-K1-c1', {});
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  expect(String(fetched.mock.calls[0]?.[0])).toBe(address);
});
