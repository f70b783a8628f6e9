import { describe, expect, test } from 'vitest';
import { FUNCTION, HandlerError, lines, machine, play, stage, types } from './play.ts';

const iterate = (processor: object, more: object = {}) =>
  machine({ M: { Type: 'Map', ItemProcessor: processor, End: true, ...more } });
const task = (name: string, more: object = {}) => ({
  Type: 'Task',
  Resource: `${FUNCTION}${name}`,
  End: true,
  ...more,
});

describe('Parallel', () => {
  test('runs its branches side by side and gives their outputs in their order', async () => {
    const branch = (seconds: number, output: string) => ({
      StartAt: `W${output}`,
      States: { [`W${output}`]: { Type: 'Wait', Seconds: seconds, Output: output, End: true } },
    });
    const { output, seconds, events } = await play(
      machine({ P: { Type: 'Parallel', Branches: [branch(30, 'a'), branch(10, 'b')], End: true } }),
    );
    expect({ output, seconds }).toEqual({ output: ['a', 'b'], seconds: 30 });
    expect(lines(events).slice(-3)).toEqual([
      '8<7 ParallelStateSucceeded',
      '9<7 ParallelStateExited',
      '10<9 ExecutionSucceeded',
    ]);
  });

  test('its Arguments are the input of every branch', async () => {
    const branch = { StartAt: 'B', States: { B: { Type: 'Succeed' } } };
    const { output } = await play(
      machine({
        P: { Type: 'Parallel', Arguments: { n: '{% $states.input.n + 1 %}' }, Branches: [branch], End: true },
      }),
      { n: 1 },
    );
    expect(output).toEqual([{ n: 2 }]);
  });

  test('a branch that fails aborts the others, and the whole can be caught', async () => {
    const { output, events, seconds } = await play(
      machine({
        P: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 60, End: true } } },
            { StartAt: 'Fail', States: { Fail: { Type: 'Fail', Error: 'Broken', Cause: 'c' } } },
          ],
          Catch: [{ ErrorEquals: ['Broken'], Output: '{% $states.errorOutput %}', Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Succeed' },
      }),
    );
    expect({ output, seconds }).toEqual({ output: { Error: 'Broken', Cause: 'c' }, seconds: 0 });
    // The order of abortions as recorded from AWS in test_service_lambda_map_timeout and
    // test_sqs_failure_in_wait_for_task_tok_no_error_field[SQS_PARALLEL_WAIT_FOR_TASK_TOKEN].
    expect(lines(events)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 ParallelStateEntered',
      '3<2 ParallelStateStarted',
      '4<3 WaitStateEntered',
      '5<3 FailStateEntered',
      '6<5 WaitStateAborted',
      '7<5 ParallelStateFailed',
      '8<7 ParallelStateExited',
      '9<8 SucceedStateEntered',
      '10<9 SucceedStateExited',
      '11<10 ExecutionSucceeded',
    ]);
  });

  test('a fork inside a fork is aborted with everything in it', async () => {
    const inner = {
      Type: 'Parallel',
      Branches: [{ StartAt: 'Deep', States: { Deep: { Type: 'Wait', Seconds: 60, End: true } } }],
      End: true,
    };
    const { error, events } = await play(
      machine({
        P: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'Inner', States: { Inner: inner } },
            {
              StartAt: 'Pause',
              States: { Pause: { Type: 'Wait', Seconds: 5, Next: 'F' }, F: { Type: 'Fail', Error: 'E' } },
            },
          ],
          End: true,
        },
      }),
    );
    expect(error).toBe('E');
    expect(types(events).slice(-4)).toEqual([
      'WaitStateAborted',
      'ParallelStateAborted',
      'ParallelStateFailed',
      'ExecutionFailed',
    ]);
  });
});

describe('Map', () => {
  test('one iteration after the other follows from the end of the one before', async () => {
    const { output, events } = await play(
      iterate({ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }, { MaxConcurrency: 1 }),
      ['a', 'b'],
    );
    expect(output).toEqual(['a', 'b']);
    // Recorded from AWS: test_base_map_from_input[ITEMS].
    expect(lines(events)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 MapStateEntered',
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<4 PassStateEntered',
      '6<5 PassStateExited',
      '7<6 MapIterationSucceeded',
      '8<6 MapIterationStarted',
      '9<8 PassStateEntered',
      '10<9 PassStateExited',
      '11<10 MapIterationSucceeded',
      '12<11 MapStateSucceeded',
      '13<11 MapStateExited',
      '14<13 ExecutionSucceeded',
    ]);
  });

  test('never runs more than MaxConcurrency iterations at a time, and at most 40', async () => {
    const wait = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 10, End: true } } };
    const items = Array.from({ length: 80 }, (_, index) => index);
    expect((await play(iterate(wait, { MaxConcurrency: 10 }), items)).seconds).toBe(80);
    expect((await play(iterate(wait), items)).seconds).toBe(20);
    expect((await play(iterate(wait, { MaxConcurrency: '{% 20 %}' }), items)).seconds).toBe(40);
  });

  test('outputs keep the order of the items, whichever iteration ends first', async () => {
    const { output } = await play(
      iterate({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: '{% $states.input %}', End: true } } }),
      [3, 1, 2],
    );
    expect(output).toEqual([3, 1, 2]);
  });

  test('ItemSelector sees the item, its index, the variables and the Map’s input', async () => {
    const { output } = await play(
      machine({
        A: { Type: 'Pass', Assign: { v: 'var' }, Next: 'M' },
        M: {
          Type: 'Map',
          Items: '{% $states.input.items %}',
          ItemSelector: {
            item: '{% $states.context.Map.Item.Value %}',
            index: '{% $states.context.Map.Item.Index %}',
            v: '{% $v %}',
            all: '{% $count($states.input.items) %}',
          },
          ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
          End: true,
        },
      }),
      { items: ['x', null] },
    );
    expect(output).toEqual([
      { item: 'x', index: 0, v: 'var', all: 2 },
      { item: null, index: 1, v: 'var', all: 2 },
    ]);
  });

  test('a selector that fails in a later iteration fails the Map', async () => {
    const { error, cause, events } = await play(
      iterate(
        { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
        { MaxConcurrency: 1, ItemSelector: '{% $states.context.Map.Item.Value.x %}' },
      ),
      [{ x: 1 }, {}],
    );
    expect(error).toBe('States.QueryEvaluationError');
    expect(cause).toContain("specified for the field 'ItemSelector' returned nothing");
    expect(types(events).slice(-3)).toEqual(['EvaluationFailed', 'MapStateFailed', 'ExecutionFailed']);
  });

  test('iterations that time out together are all told before the first one fails the Map', async () => {
    const on = stage({
      functions: {
        slow: () => new Promise((resolve) => on.clock.at(on.clock.now() + 60_000, () => resolve(1))),
      },
    });
    await on.create('Machine', iterate({ StartAt: 'T', States: { T: task('slow', { TimeoutSeconds: 5 }) } }));
    const { error, seconds, events } = await on.ended(await on.start('Machine', [1, 2]));
    on.states.close();
    expect({ error, seconds }).toEqual({ error: 'States.Timeout', seconds: 5 });
    // Recorded from AWS: test_service_lambda_map_timeout.
    expect(lines(events).slice(3)).toEqual([
      '4<3 MapIterationStarted',
      '5<3 MapIterationStarted',
      '6<4 TaskStateEntered',
      '7<6 LambdaFunctionScheduled',
      '8<5 TaskStateEntered',
      '9<8 LambdaFunctionScheduled',
      '10<7 LambdaFunctionStarted',
      '11<9 LambdaFunctionStarted',
      '12<10 LambdaFunctionTimedOut',
      '13<11 LambdaFunctionTimedOut',
      '14<12 MapIterationFailed',
      '15<12 TaskStateAborted',
      '16<12 MapIterationAborted',
      '17<12 TaskStateAborted',
      '18<12 MapStateFailed',
      '19<18 ExecutionFailed',
    ]);
  });

  test('a retry of the Map starts all iterations again', async () => {
    const { error, events } = await play(
      iterate(
        { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'ItemFailed', Cause: 'c' } } },
        { Retry: [{ ErrorEquals: ['ItemFailed'], MaxAttempts: 1 }] },
      ),
      [1],
    );
    expect(error).toBe('ItemFailed');
    // Recorded from AWS: test_map_state_retry.
    expect(lines(events).slice(1)).toEqual([
      '2<0 MapStateEntered',
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<4 FailStateEntered',
      '6<5 MapIterationFailed',
      '7<5 MapStateStarted',
      '8<7 MapIterationStarted',
      '9<8 FailStateEntered',
      '10<9 MapIterationFailed',
      '11<9 MapStateFailed',
      '12<11 ExecutionFailed',
    ]);
  });

  test('an iteration that has its own Catch does not fail the Map', async () => {
    const { output } = await play(
      iterate({
        StartAt: 'T',
        States: {
          T: task('odd', { Catch: [{ ErrorEquals: ['States.TaskFailed'], Output: 'caught', Next: 'S' }] }),
          S: { Type: 'Succeed' },
        },
      }),
      [1, 2],
      {
        functions: {
          odd: (n: number) => {
            if (n % 2 === 0) throw new HandlerError('Even');
            return 'fine';
          },
        },
      },
    );
    expect(output).toEqual(['fine', 'caught']);
  });
});
