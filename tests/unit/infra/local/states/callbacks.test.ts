import { describe, expect, test } from 'vitest';
import { lines, machine, START, type Stage, stage } from './play.ts';

const held = (more: object = {}, rest: Record<string, object> = {}) =>
  machine({
    Hold: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { FunctionName: 'hold', Payload: { taskToken: '{% $states.context.Task.Token %}' } },
      End: true,
      ...more,
    },
    ...rest,
  });

/** Starts a machine whose task waits for its token, and gives the token once the task is submitted. */
async function holding(on: Stage, definition: object): Promise<{ arn: string; taskToken: string }> {
  await on.create('Machine', definition);
  const arn = await on.start('Machine', {}, 'run');
  while (!(await on.history(arn)).some(({ type }) => type === 'TaskSubmitted'))
    await new Promise(setImmediate);
  return { arn, taskToken: lastToken(on) };
}
function lastToken(on: Stage): string {
  const payload = on.calls.at(-1)?.payload as { taskToken: string } | undefined;
  if (!payload) throw new Error('No function has been called');
  return payload.taskToken;
}

const functions = { hold: () => 'held' };
const fault = (code: string) => expect.objectContaining({ code });

describe('waitForTaskToken', () => {
  test('SendTaskSuccess ends the task with its output', async () => {
    const on = stage({ functions, mode: 'virtual' });
    const { arn, taskToken } = await holding(on, held());
    await on.call('SendTaskSuccess', { taskToken, output: '{"way":"DECIDED"}' });
    const { status, output, events } = await on.ended(arn);
    on.states.close();
    expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: { way: 'DECIDED' } });
    // Recorded from AWS: test_sqs_wait_for_task_token.
    expect(lines(events).slice(2, 7)).toEqual([
      '3<2 TaskScheduled',
      '4<3 TaskStarted',
      '5<4 TaskSubmitted',
      '6<5 TaskSucceeded',
      '7<6 TaskStateExited',
    ]);
    expect(events[2]?.taskScheduledEventDetails).toMatchObject({
      resource: 'invoke.waitForTaskToken',
      resourceType: 'lambda',
    });
  });

  test('SendTaskFailure without error and cause is caught as neither', async () => {
    const on = stage({ functions, mode: 'virtual' });
    const caught = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S' }] };
    const { arn, taskToken } = await holding(on, held(caught, { S: { Type: 'Succeed' } }));
    await on.call('SendTaskFailure', { taskToken });
    // Recorded from AWS: test_sqs_failure_in_wait_for_task_tok_no_error_field.
    expect((await on.ended(arn)).output).toEqual({ Error: null, Cause: null });
    on.states.close();
  });

  test('a token works once: the second answer gets TaskTimedOut, even in the same moment', async () => {
    const on = stage({ functions, mode: 'virtual' });
    const { arn, taskToken } = await holding(on, held());
    const answers = await Promise.allSettled([
      on.call('SendTaskSuccess', { taskToken, output: '1' }),
      on.call('SendTaskSuccess', { taskToken, output: '2' }),
      on.call('SendTaskHeartbeat', { taskToken }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect((await on.ended(arn)).output).toBe(1);
    await expect(on.call('SendTaskFailure', { taskToken })).rejects.toEqual(fault('TaskTimedOut'));
    on.states.close();
  });

  test('after the time-out the token is closed, and the state can go on by Catch', async () => {
    const on = stage({ functions, mode: 'virtual' });
    const caught = {
      TimeoutSeconds: '{% 60 * 60 %}',
      Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'S' }],
    };
    const { arn, taskToken } = await holding(on, held(caught, { S: { Type: 'Succeed' } }));
    await on.clock.advance(3_600_000);
    const { output, seconds, events } = await on.ended(arn);
    expect({ output, seconds }).toEqual({ output: { Error: 'States.Timeout', Cause: '' }, seconds: 3600 });
    expect(events[2]?.taskScheduledEventDetails).toMatchObject({ timeoutInSeconds: 3600 });
    expect(events[5]).toMatchObject({
      type: 'TaskTimedOut',
      taskTimedOutEventDetails: {
        error: 'States.Timeout',
        resource: 'invoke.waitForTaskToken',
        resourceType: 'lambda',
      },
    });
    await expect(on.call('SendTaskSuccess', { taskToken, output: '1' })).rejects.toEqual(
      fault('TaskTimedOut'),
    );
    on.states.close();
  });

  test('heartbeats keep the task open, and the first one missed ends it', async () => {
    const on = stage({ functions, mode: 'virtual' });
    const { arn, taskToken } = await holding(on, held({ HeartbeatSeconds: 10, TimeoutSeconds: 600 }));
    for (let beat = 0; beat < 3; beat++) {
      await on.clock.advance(9_000);
      await on.call('SendTaskHeartbeat', { taskToken });
    }
    await on.clock.advance(20_000);
    const { error, seconds } = await on.ended(arn);
    on.states.close();
    // Recorded from AWS: test_heartbeat_path_timeout has States.Timeout for a missed heartbeat too.
    expect({ error, seconds }).toEqual({ error: 'States.Timeout', seconds: 37 });
  });

  test('an answer that comes while the function still runs counts, and the function’s reply no longer does', async () => {
    const on = stage({
      mode: 'virtual',
      functions: {
        hold: async ({ taskToken }: { taskToken: string }) => {
          await on.call('SendTaskSuccess', { taskToken, output: '"early"' });
          return 'late';
        },
      },
    });
    await on.create('Machine', held());
    const { output, events } = await on.ended(await on.start('Machine'));
    on.states.close();
    expect(output).toBe('early');
    expect(events.map(({ type }) => type)).not.toContain('TaskSubmitted');
  });

  test('what is no token of this runtime is InvalidToken, and no JSON is InvalidOutput', async () => {
    const on = stage({ functions, mode: 'virtual' });
    const { taskToken } = await holding(on, held());
    const forged = `${taskToken.slice(0, -2)}${taskToken.endsWith('AA') ? 'BB' : 'AA'}`;
    for (const token of ['x', forged, `${taskToken}=`, '']) {
      await expect(on.call('SendTaskSuccess', { taskToken: token, output: '1' })).rejects.toEqual(
        fault('InvalidToken'),
      );
    }
    await expect(on.call('SendTaskSuccess', { taskToken, output: '{' })).rejects.toEqual(
      fault('InvalidOutput'),
    );
    const long = JSON.stringify('a'.repeat(262_143));
    await expect(on.call('SendTaskSuccess', { taskToken, output: long })).rejects.toEqual(
      fault('InvalidOutput'),
    );
    expect(taskToken.length).toBeLessThanOrEqual(1024);
    on.states.close();
  });

  test('a token of an execution that is no longer remembered is TaskDoesNotExist', async () => {
    const on = stage({ functions, mode: 'virtual' });
    const { arn, taskToken } = await holding(on, held({ TimeoutSeconds: 60 }));
    await on.clock.advance(60_000);
    await on.ended(arn);
    await on.clock.advance(90 * 86_400_000);
    // The name is free again, and what was under it is gone.
    await on.start('Machine', {}, 'run');
    await expect(on.call('SendTaskSuccess', { taskToken, output: '1' })).rejects.toEqual(
      fault('TaskDoesNotExist'),
    );
    on.states.close();
  });

  test('a retry brings a new token, and the old one is closed', async () => {
    const on = stage({ functions, mode: 'virtual' });
    const { arn, taskToken } = await holding(
      on,
      held({ Retry: [{ ErrorEquals: ['Again'], IntervalSeconds: 30 }] }),
    );
    await on.call('SendTaskFailure', { taskToken, error: 'Again' });
    await expect(on.call('SendTaskSuccess', { taskToken, output: '1' })).rejects.toEqual(
      fault('TaskTimedOut'),
    );
    await on.clock.advance(30_000);
    const second = lastToken(on);
    expect(second).not.toBe(taskToken);
    await on.call('SendTaskSuccess', { taskToken: second, output: '2' });
    expect((await on.ended(arn)).output).toBe(2);
    on.states.close();
  });

  test('simulated time does not pass while an answer is being taken in', async () => {
    const on = stage({
      functions: {
        hold: ({ taskToken }: { taskToken: string }) => {
          on.clock.at(START + 50_000, () => void on.call('SendTaskSuccess', { taskToken, output: '1' }));
        },
      },
    });
    await on.create(
      'Machine',
      held(
        { TimeoutSeconds: 3600, Next: 'W', End: undefined },
        { W: { Type: 'Wait', Seconds: 10, End: true } },
      ),
    );
    expect((await on.ended(await on.start('Machine'))).seconds).toBe(60);
    on.states.close();
  });
});
