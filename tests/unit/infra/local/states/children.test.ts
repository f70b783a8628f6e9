import { describe, expect, test } from 'vitest';
import { lines, MACHINE, machine, type Stage, stage, types } from './play.ts';

const child = machine({
  C: { Type: 'Wait', Seconds: 60, Output: { got: '{% $states.input %}' }, End: true },
});
const broken = machine({ F: { Type: 'Fail', Error: 'SomeFailure', Cause: 'some cause' } });
const starting = (pattern: string, args: object = {}, more: object = {}) =>
  machine({
    Start: {
      Type: 'Task',
      Resource: `arn:aws:states:::states:startExecution${pattern}`,
      Arguments: { StateMachineArn: `${MACHINE}Child`, Name: 'child', ...args },
      End: true,
      ...more,
    },
  });

async function family(parent: object, childDefinition = child): Promise<Stage> {
  const on = stage();
  await on.create('Child', childDefinition);
  await on.create('Parent', parent);
  return on;
}
const CHILD = 'arn:aws:states:us-east-1:000000000000:execution:Child:child';

describe('states:startExecution', () => {
  test('starts a child and goes on at once', async () => {
    const on = await family(starting('', { Input: { a: 1 } }));
    const { output, seconds } = await on.ended(await on.start('Parent'));
    expect({ arn: output.ExecutionArn, seconds }).toEqual({ arn: CHILD, seconds: 0 });
    expect((await on.ended(CHILD)).output).toEqual({ got: { a: 1 } });
    on.states.close();
  });

  test('.sync waits for the child and shows it with its payloads as text', async () => {
    const on = await family(starting('.sync', { Input: '{"a": 1}' }));
    const { output, seconds, events } = await on.ended(await on.start('Parent'));
    on.states.close();
    expect(seconds).toBe(60);
    // Recorded from AWS: test_sfn_start_execution_sync[SFN_SYNC].
    expect(output).toEqual({
      ExecutionArn: CHILD,
      Input: '{"a": 1}',
      InputDetails: { Included: true },
      Name: 'child',
      Output: '{"got":{"a":1}}',
      OutputDetails: { Included: true },
      RedriveCount: 0,
      RedriveStatus: 'NOT_REDRIVABLE',
      RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
      StartDate: expect.any(Number),
      StateMachineArn: `${MACHINE}Child`,
      Status: 'SUCCEEDED',
      StopDate: expect.any(Number),
    });
    expect(lines(events).slice(2, 6)).toEqual([
      '3<2 TaskScheduled',
      '4<3 TaskStarted',
      '5<4 TaskSubmitted',
      '6<5 TaskSucceeded',
    ]);
  });

  test('.sync:2 reads the payloads as JSON', async () => {
    const on = await family(starting('.sync:2'));
    const { output } = await on.ended(await on.start('Parent'));
    on.states.close();
    expect(output).toMatchObject({ Input: {}, Output: { got: {} } });
  });

  test('a child that fails is States.TaskFailed, its description the cause', async () => {
    const on = await family(starting('.sync'), broken);
    const { error, cause } = await on.ended(await on.start('Parent'));
    on.states.close();
    // Recorded from AWS: test_start_execution_sync_delegate_failure.
    expect(error).toBe('States.TaskFailed');
    expect(JSON.parse(cause ?? '')).toMatchObject({
      Error: 'SomeFailure',
      Cause: 'some cause',
      Status: 'FAILED',
      Name: 'child',
    });
  });

  test('a machine that does not exist is an error of the service', async () => {
    const on = await family(starting('', { StateMachineArn: `${MACHINE}Gone` }));
    const { error, cause } = await on.ended(await on.start('Parent'));
    on.states.close();
    // Recorded from AWS: test_start_execution_no_such_arn.
    expect(error).toBe('StepFunctions.StateMachineDoesNotExistException');
    expect(cause).toMatch(
      /^State Machine Does Not Exist: 'arn:[^']+:Gone' \(Service: AWSStepFunctions; Status Code: 400; Error Code: StateMachineDoesNotExist; Request ID: [^;]+; Proxy: null\)$/,
    );
  });

  test('.waitForTaskToken goes on when somebody answers the token that the child was given', async () => {
    const on = await family(
      starting('.waitForTaskToken', { Input: { token: '{% $states.context.Task.Token %}' } }),
    );
    const parent = await on.start('Parent');
    while (!types(await on.history(parent)).includes('TaskSubmitted')) await new Promise(setImmediate);
    const { output } = await on.ended(CHILD);
    await on.call('SendTaskSuccess', { taskToken: output.got.token, output: '"answered"' });
    expect((await on.ended(parent)).output).toBe('answered');
    on.states.close();
  });

  test('a parent that is stopped or times out stops the child it waits for', async () => {
    const on = await family(starting('.sync', {}, { TimeoutSeconds: 5 }));
    expect((await on.ended(await on.start('Parent'))).error).toBe('States.Timeout');
    const { status, events } = await on.ended(CHILD);
    on.states.close();
    expect(status).toBe('ABORTED');
    expect(types(events)).toEqual(['ExecutionStarted', 'WaitStateEntered', 'ExecutionAborted']);
  });
});
