import { describe, expect, test } from 'vitest';
import { takes } from '../../../../../infra/local/states/faults.ts';
import { FUNCTION, HandlerError, lines, machine, play, START } from './play.ts';

const failing = (retry: object[], more: object = {}) =>
  machine({ T: { Type: 'Task', Resource: `${FUNCTION}f`, Retry: retry, End: true, ...more } });
const failsTimes = (times: number, error = 'Passing') => ({
  f: (_payload: unknown, call: number) => {
    if (call <= times) throw new HandlerError(error);
    return call;
  },
});
const starts = (events: { type: string; timestamp: number }[]) =>
  events
    .filter(({ type }) => type === 'LambdaFunctionScheduled')
    .map(({ timestamp }) => Math.round(timestamp * 1000 - START) / 1000);

describe('Retry', () => {
  test('by default three times, after 1, 2 and 4 seconds', async () => {
    const { error, events } = await play(
      failing([{ ErrorEquals: ['Passing'] }]),
      {},
      { functions: failsTimes(9) },
    );
    expect(error).toBe('Passing');
    expect(starts(events)).toEqual([0, 1, 3, 7]);
    // Recorded from AWS: test_task_catch_error_with_retry.
    expect(lines(events).slice(2, 7)).toEqual([
      '3<2 LambdaFunctionScheduled',
      '4<3 LambdaFunctionStarted',
      '5<4 LambdaFunctionFailed',
      '6<5 LambdaFunctionScheduled',
      '7<6 LambdaFunctionStarted',
    ]);
  });

  test('pauses grow by BackoffRate up to MaxDelaySeconds', async () => {
    const retry = {
      ErrorEquals: ['Passing'],
      IntervalSeconds: 10,
      BackoffRate: 3,
      MaxDelaySeconds: 40,
      MaxAttempts: 4,
    };
    const { output, events } = await play(failing([retry]), {}, { functions: failsTimes(4) });
    expect(output).toBe(5);
    expect(starts(events)).toEqual([0, 10, 40, 80, 120]);
  });

  test('full jitter takes a random part of each pause', async () => {
    const retry = {
      ErrorEquals: ['Passing'],
      IntervalSeconds: 10,
      BackoffRate: 1,
      JitterStrategy: 'FULL',
      MaxAttempts: 2,
    };
    const randoms = [0.25, 0.9];
    const { events } = await play(
      failing([retry]),
      {},
      { functions: failsTimes(2), random: () => randoms.shift() ?? 0 },
    );
    expect(starts(events)).toEqual([0, 2.5, 11.5]);
  });

  test('each retrier counts its own attempts, and MaxAttempts 0 means never', async () => {
    const functions = {
      f: (_payload: unknown, call: number) => {
        throw new HandlerError(call === 2 ? 'B' : 'A');
      },
    };
    const retry = [
      { ErrorEquals: ['A'], MaxAttempts: 1, IntervalSeconds: 1 },
      { ErrorEquals: ['B'], MaxAttempts: 1, IntervalSeconds: 5 },
    ];
    const { error, events } = await play(failing(retry), {}, { functions });
    expect(error).toBe('A');
    expect(starts(events)).toEqual([0, 1, 6]);
    const never = await play(failing([{ ErrorEquals: ['A'], MaxAttempts: 0 }]), {}, { functions });
    expect(starts(never.events)).toEqual([0]);
  });

  test('arguments are evaluated anew for every attempt, which can read its number', async () => {
    const { stage } = await play(
      failing([{ ErrorEquals: ['States.ALL'] }], { Arguments: '{% $states.context.State.RetryCount %}' }),
      {},
      { functions: failsTimes(2) },
    );
    expect(stage.calls.map(({ payload }) => payload)).toEqual([0, 1, 2]);
  });
});

describe('Catch', () => {
  const caught = (catchers: object[], functions = failsTimes(9)) =>
    play(
      machine({
        T: { Type: 'Task', Resource: `${FUNCTION}f`, Catch: catchers, End: true },
        Caught: {
          Type: 'Pass',
          Output: ['{% $states.input %}', '{% $exists($fault) ? $fault : null %}'],
          End: true,
        },
      }),
      { in: 1 },
      { functions },
    );

  test('by default the error output goes on as input', async () => {
    const { output } = await caught([{ ErrorEquals: ['Passing'], Next: 'Caught' }]);
    expect(output[0].Error).toBe('Passing');
    expect(JSON.parse(output[0].Cause).errorType).toBe('Passing');
  });

  test('Assign and Output of a catcher see the error and the state’s input', async () => {
    const { output } = await caught([
      { ErrorEquals: ['Other'], Next: 'Caught' },
      {
        ErrorEquals: ['States.ALL'],
        Assign: { fault: { error: '{% $states.errorOutput.Error %}' } },
        Output: '{% $states.input %}',
        Next: 'Caught',
      },
    ]);
    expect(output).toEqual([{ in: 1 }, { error: 'Passing' }]);
  });

  test('what fails in a Catch is not caught again', async () => {
    const { status, error, cause } = await caught([
      { ErrorEquals: ['States.ALL'], Output: '{% $none %}', Next: 'Caught' },
    ]);
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(cause).toContain("specified for the field 'Catch[0]/Output'");
  });

  test('a failed evaluation can be retried and caught', async () => {
    const { output, events } = await play(
      machine({
        T: {
          Type: 'Task',
          Resource: `${FUNCTION}f`,
          Output: '{% $states.result.none %}',
          Retry: [{ ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ['States.ALL'], Output: 'caught', Next: 'S' }],
          End: true,
        },
        S: { Type: 'Succeed' },
      }),
      {},
      { functions: { f: () => ({}) } },
    );
    expect(output).toBe('caught');
    expect(events.filter(({ type }) => type === 'EvaluationFailed')).toHaveLength(2);
  });
});

describe('ErrorEquals', () => {
  test('States.TaskFailed takes everything but a time-out, and States.ALL everything but what is terminal', () => {
    // https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
    expect(takes(['States.TaskFailed'], { error: 'Any' })).toBe(true);
    expect(takes(['States.TaskFailed'], { error: 'States.Timeout' })).toBe(false);
    expect(takes(['States.ALL'], { error: 'States.Timeout' })).toBe(true);
    expect(takes(['States.ALL'], {})).toBe(true);
    expect(takes(['States.ALL'], { error: 'States.DataLimitExceeded', terminal: true })).toBe(false);
    expect(takes(['States.DataLimitExceeded'], { error: 'States.DataLimitExceeded', terminal: true })).toBe(
      true,
    );
  });

  test('a missed heartbeat answers to both of its names', () => {
    const fault = { error: 'States.Timeout', alias: 'States.HeartbeatTimeout' };
    expect(takes(['States.HeartbeatTimeout'], fault)).toBe(true);
    expect(takes(['States.Timeout'], fault)).toBe(true);
    expect(takes(['States.HeartbeatTimeout'], { error: 'States.Timeout' })).toBe(false);
  });
});
