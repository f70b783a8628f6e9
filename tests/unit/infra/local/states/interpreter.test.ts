import { describe, expect, test } from 'vitest';
import { FUNCTION, HandlerError, lines, machine, passing, play, START, types } from './play.ts';

describe('Pass, Succeed, Fail', () => {
  test('without Output a state passes its input on', async () => {
    const { status, output, events } = await play(
      machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Succeed' } }),
      { x: [1] },
    );
    expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: { x: [1] } });
    expect(lines(events)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 PassStateEntered',
      '3<2 PassStateExited',
      '4<3 SucceedStateEntered',
      '5<4 SucceedStateExited',
      '6<5 ExecutionSucceeded',
    ]);
  });

  test('Fail may name an error, a cause, both or neither, also by expression', async () => {
    const named = await play(
      machine({ F: { Type: 'Fail', Error: 'E', Cause: "{% 'because of ' & $states.input.x %}" } }),
      { x: 'y' },
    );
    expect(named).toMatchObject({ status: 'FAILED', error: 'E', cause: 'because of y' });
    const bare = await play(machine({ F: { Type: 'Fail' } }));
    expect(bare.status).toBe('FAILED');
    expect(bare).not.toHaveProperty('error');
    expect(bare.events.at(-1)).toMatchObject({ type: 'ExecutionFailed', executionFailedEventDetails: {} });
  });
});

describe('Variables', () => {
  test('assignments of one state all see the values from before it', async () => {
    const { output } = await play(
      machine({
        A: { Type: 'Pass', Assign: { x: 1, y: 2 }, Next: 'Swap' },
        Swap: { Type: 'Pass', Assign: { x: '{% $y %}', y: '{% $x %}' }, Output: '{% $x %}', Next: 'B' },
        B: { Type: 'Pass', Output: ['{% $states.input %}', '{% $x %}', '{% $y %}'], End: true },
      }),
    );
    // https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html (evaluation order)
    expect(output).toEqual([1, 2, 1]);
  });

  test('a branch reads the variables around it and keeps its own to itself', async () => {
    const { status, error, cause, output } = await play(
      machine({
        A: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'P' },
        P: {
          Type: 'Parallel',
          Branches: [
            {
              StartAt: 'In',
              States: { In: { Type: 'Pass', Assign: { inner: 'i' }, Output: '{% $outer %}', End: true } },
            },
          ],
          Next: 'After',
        },
        After: { Type: 'Pass', Output: ['{% $states.input %}', '{% $exists($inner) %}'], End: true },
      }),
    );
    expect({ status, error, cause, output }).toMatchObject({ status: 'SUCCEEDED', output: [['o'], false] });
  });

  test('the exited event tells what was assigned', async () => {
    const { events } = await play(machine({ A: { Type: 'Pass', Assign: { x: { n: 1 } }, End: true } }));
    expect(events[2]).toMatchObject({
      type: 'PassStateExited',
      stateExitedEventDetails: {
        name: 'A',
        assignedVariables: { x: '{"n":1}' },
        assignedVariablesDetails: { truncated: false },
        output: '{}',
      },
    });
  });
});

describe('Choice', () => {
  const choice = (more: object = {}) =>
    machine({
      C: {
        Type: 'Choice',
        Choices: [
          {
            Condition: '{% $states.input.n > 10 %}',
            Next: 'Large',
            Output: 'large',
            Assign: { way: 'rule' },
          },
          { Condition: '{% $states.input.n > 5 %}', Next: 'Large' },
        ],
        ...more,
      },
      Large: { Type: 'Pass', Output: '{% [$states.input, $exists($way) ? $way : "none"] %}', End: true },
      Small: { Type: 'Succeed' },
    });

  test('takes the first rule that is true, with that rule’s own Output and Assign', async () => {
    const more = { Default: 'Small', Output: 'small' };
    expect((await play(choice(more), { n: 11 })).output).toEqual(['large', 'rule']);
    expect((await play(choice(more), { n: 6 })).output).toEqual([{ n: 6 }, 'none']);
    expect((await play(choice(more), { n: 1 })).output).toBe('small');
  });

  test('without a rule that is true and without Default the execution fails', async () => {
    const states = choice() as { States: Record<string, unknown> };
    delete states.States.Small;
    const { error, cause } = await play(states, { n: 1 });
    expect(error).toBe('States.NoChoiceMatched');
    expect(cause).toContain("executing the state 'C' (entered at the event id #2).");
  });

  test('a condition must give a boolean', async () => {
    const { error, cause, events } = await play(
      machine({
        C: { Type: 'Choice', Choices: [{ Condition: '{% "yes" %}', Next: 'S' }], Default: 'S' },
        S: { Type: 'Succeed' },
      }),
    );
    expect(error).toBe('States.QueryEvaluationError');
    expect(cause).toContain(
      `specified for the field 'Choices[0]/Condition' returned an unexpected result type. ` +
        `Expected 'boolean', but was 'string' for value: "yes"`,
    );
    expect(lines(events).at(-2)).toBe('3<0 EvaluationFailed');
  });
});

describe('Wait', () => {
  test('waits for seconds or until a time, on the clock of the runtime', async () => {
    const wait = (field: object) => machine({ W: { Type: 'Wait', ...field, End: true } });
    expect((await play(wait({ Seconds: 86_400 }))).seconds).toBe(86_400);
    expect((await play(wait({ Seconds: '{% $states.input.s %}' }), { s: 7 })).seconds).toBe(7);
    const at = new Date(START + 90_000).toISOString();
    expect((await play(wait({ Timestamp: '{% $states.input.at %}' }), { at })).seconds).toBe(90);
    expect((await play(wait({ Timestamp: '2016-01-01T00:00:00Z' }))).seconds).toBe(0);
  });

  test('seconds that are no whole number fail the state', async () => {
    const { error, cause } = await play(machine({ W: { Type: 'Wait', Seconds: '{% 1.5 %}', End: true } }));
    expect({ error, cause: cause?.includes('non-negative integer but was: 1.5') }).toEqual({
      error: 'States.QueryEvaluationError',
      cause: true,
    });
  });
});

describe('Task', () => {
  const direct = { Type: 'Task', Resource: `${FUNCTION}f`, End: true };

  test('a function’s ARN passes arguments or input in and the payload out', async () => {
    const functions = { f: (payload: { n: number }) => ({ doubled: payload.n * 2 }) };
    const { output, events } = await play(machine({ T: direct }), { n: 2 }, { functions });
    expect(output).toEqual({ doubled: 4 });
    expect(types(events).slice(2, 5)).toEqual([
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
    ]);
    const given = {
      ...direct,
      Arguments: { n: '{% $states.input.n + 1 %}' },
      Output: '{% $states.result.doubled %}',
    };
    expect((await play(machine({ T: given }), { n: 2 }, { functions })).output).toBe(6);
  });

  test('lambda:invoke wraps the payload in the answer of the Invoke API', async () => {
    const { output, events } = await play(
      machine({
        T: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'f' },
          End: true,
        },
      }),
      {},
      { functions: { f: (payload: unknown) => ({ got: payload }) } },
    );
    expect(output).toMatchObject({
      ExecutedVersion: '$LATEST',
      Payload: { got: {} },
      StatusCode: 200,
      SdkHttpMetadata: { HttpStatusCode: 200 },
    });
    expect(events[2]).toMatchObject({
      type: 'TaskScheduled',
      taskScheduledEventDetails: {
        resourceType: 'lambda',
        resource: 'invoke',
        region: 'us-east-1',
        parameters: '{"FunctionName":"f"}',
      },
    });
  });

  test('an error of the handler is an error of that name, its cause the error document', async () => {
    const functions = {
      f: () => {
        throw new HandlerError('UnknownCustomer', 'no customer C-1');
      },
    };
    const { error, cause, events } = await play(machine({ T: direct }), {}, { functions });
    expect(error).toBe('UnknownCustomer');
    expect(JSON.parse(cause ?? '')).toEqual({
      errorType: 'UnknownCustomer',
      errorMessage: 'no customer C-1',
      trace: [],
    });
    expect(lines(events).slice(-2)).toEqual(['5<4 LambdaFunctionFailed', '6<5 ExecutionFailed']);
  });

  test('a function that does not exist is Lambda.ResourceNotFoundException', async () => {
    const { error, cause } = await play(
      machine({
        T: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'gone' },
          End: true,
        },
      }),
    );
    expect(error).toBe('Lambda.ResourceNotFoundException');
    // Recorded from AWS: test_no_such_function.
    expect(cause).toMatch(
      /^Function not found: arn:aws:lambda:us-east-1:000000000000:function:gone:\$LATEST \(Service: AWSLambda; Status Code: 404;/,
    );
  });

  test('a result over 256 KiB fails the task, by a name that States.ALL takes', async () => {
    const functions = { f: () => 'a'.repeat(262_145) };
    const caught = { ...direct, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] };
    const { output } = await play(
      machine({ T: caught, Caught: { Type: 'Pass', Output: '{% $states.input.Cause %}', End: true } }),
      {},
      { functions },
    );
    // Recorded from AWS: test_task_lambda_data_limit_exceeded_on_large_utf8_response.
    expect(output).toBe(
      `The state/task '${FUNCTION}f' returned a result with a size exceeding the maximum number of bytes service limit.`,
    );
  });

  test('an output over 256 KiB fails the state for good', async () => {
    const { error, cause } = await play(passing("{% $pad('', 262145, 'é') %}"));
    expect(error).toBe('States.DataLimitExceeded');
    expect(cause).toContain("'Only'");
  });

  test('Credentials are told in the history', async () => {
    const { events } = await play(
      machine({ T: { ...direct, Credentials: { RoleArn: 'arn:aws:iam::1:role/other' } } }),
      {},
      { functions: { f: () => 1 } },
    );
    expect(events[2]?.lambdaFunctionScheduledEventDetails).toMatchObject({
      taskCredentials: { roleArn: 'arn:aws:iam::1:role/other' },
    });
  });
});

describe('Context object', () => {
  test('holds what AWS was recorded to give', async () => {
    const { output } = await play(passing('{% $states.context %}'), { x: 1 });
    // Recorded from AWS: context_object test_output_path[$$].
    expect(output).toEqual({
      Execution: {
        Id: 'arn:aws:states:us-east-1:000000000000:execution:Machine:run',
        Input: { x: 1 },
        StartTime: new Date(START).toISOString(),
        Name: 'run',
        RoleArn: 'arn:aws:iam::0:role/r',
        RedriveCount: 0,
      },
      StateMachine: { Id: 'arn:aws:states:us-east-1:000000000000:stateMachine:Machine', Name: 'Machine' },
      State: { Name: 'Only', EnteredTime: new Date(START).toISOString() },
    });
  });

  test('no two entries of a state share a moment, even where the clock stands still', async () => {
    const again =
      '{% $append($exists($states.input.at) ? $states.input.at : [], $states.context.State.EnteredTime) %}';
    const { output } = await play(
      {
        QueryLanguage: 'JSONata',
        StartAt: 'Again',
        States: {
          Again: { Type: 'Pass', Output: { at: again }, Next: 'Enough?' },
          'Enough?': {
            Type: 'Choice',
            Choices: [{ Condition: '{% $count($states.input.at) < 3 %}', Next: 'Again' }],
            Default: 'Done',
          },
          Done: { Type: 'Succeed' },
        },
      },
      {},
    );
    const { at } = output as { at: string[] };
    expect(new Set(at).size).toBe(3);
    expect(at).toEqual([...at].sort());
  });

  test('$states as a whole can be an output', async () => {
    const { output } = await play(passing('{% $states %}'), { x: 1 });
    expect(Object.keys(output)).toEqual(['input', 'context']);
    expect(output.input).toEqual({ x: 1 });
  });
});

describe('Limits', () => {
  test('event 25,000 ends the execution and says so', async () => {
    const { status, error, cause, stage } = await play(
      machine({
        Loop: { Type: 'Pass', Next: 'More?' },
        'More?': { Type: 'Choice', Choices: [{ Condition: false, Next: 'End' }], Default: 'Loop' },
        End: { Type: 'Succeed' },
      }),
    );
    // Measured on AWS in floci-io/floci#2734.
    expect({ status, error, cause }).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
    expect(stage.changes.map(({ status }) => status)).toEqual(['RUNNING', 'FAILED']);
  });

  test('a machine’s TimeoutSeconds ends the execution TIMED_OUT, following from event 0', async () => {
    const { status, seconds, events, ...rest } = await play(
      machine({ W: { Type: 'Wait', Seconds: 25, End: true } }, { TimeoutSeconds: 3 }),
    );
    // Measured on AWS in floci-io/floci#2733 and #2965.
    expect({ status, seconds }).toEqual({ status: 'TIMED_OUT', seconds: 3 });
    expect(rest).not.toHaveProperty('error');
    expect(events.at(-1)).toMatchObject({
      id: 3,
      previousEventId: 0,
      type: 'ExecutionTimedOut',
      executionTimedOutEventDetails: { error: 'States.Timeout' },
    });
  });
});
