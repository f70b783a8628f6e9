import { describe, expect, test } from 'vitest';
import { expressionDiagnostics } from '../../../../../infra/local/states/validation.ts';
import { FUNCTION, MACHINE, machine, stage } from './play.ts';

async function refusal(definition: object | string, type?: string): Promise<string> {
  const on = stage();
  try {
    const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
    await on.call('CreateStateMachine', { name: 'M', roleArn: 'r', definition: text, type });
    return 'created';
  } catch (fault) {
    const { code, message } = fault as { code: string; message: string };
    return `${code}: ${message}`;
  } finally {
    on.states.close();
  }
}
const invalid = (list: string) => `InvalidDefinition: Invalid State Machine Definition: '${list}'`;
const pass = { Type: 'Pass', End: true };

describe('What AWS refuses', () => {
  test.each([
    // Measured on AWS in floci-io/floci#2735, #2745, #2670 and localstack/localstack#11978.
    [
      'a transition to nowhere and a state that nothing leads to',
      machine({ a: { Type: 'Pass', Next: 'c' }, b: pass }),
      `MISSING_TRANSITION_TARGET: Missing 'Next' target: c at /States/a/Next, MISSING_TRANSITION_TARGET: State "b" is not reachable. at /States/b`,
    ],
    [
      'a start that does not exist',
      { QueryLanguage: 'JSONata', StartAt: 'x', States: { a: pass } },
      `MISSING_TRANSITION_TARGET: Missing 'Next' target: x at /StartAt, MISSING_TRANSITION_TARGET: State "a" is not reachable. at /States/a`,
    ],
    [
      'no end',
      machine({ a: { Type: 'Pass', Next: 'b' }, b: { Type: 'Pass', Next: 'a' } }),
      'MISSING_END_STATE: Workflow has no terminal state at null',
    ],
    [
      'a field of another type of state',
      machine({ a: { ...pass, Catch: [] } }),
      `SCHEMA_VALIDATION_FAILED: Field 'Catch' is not supported at /States/a`,
    ],
    [
      'an expression that does not parse',
      machine({ a: { ...pass, Output: '{% 1 + %}' } }),
      'INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/a/Output',
    ],
    [
      'a name looked up in nothing',
      machine({ a: { ...pass, Output: { v: '{% phone %}' } } }),
      `UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/a/Output/v`,
    ],
    ['an empty object', {}, 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'],
    // Recorded from AWS: test_wait_timestamp_invalid.
    [
      'a time that is none',
      machine({ w: { Type: 'Wait', Timestamp: '2016-12-05T25:29:29Z', End: true } }),
      'SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/w/Timestamp',
    ],
  ])('%s', async (_name, definition, list) => {
    expect(await refusal(definition)).toBe(invalid(list));
  });

  test.each([
    [
      'a JSONPath field',
      machine({ a: { ...pass, Parameters: {} } }),
      "field 'Parameters' is only supported for the 'JSONPath' QueryLanguage",
    ],
    [
      'Next and End at once',
      machine({ a: { ...pass, Next: 'a' } }),
      'Exactly one of the fields Next and End',
    ],
    [
      'a reserved variable',
      machine({ a: { ...pass, Assign: { states: 1 } } }),
      "The variable name 'states' is reserved",
    ],
    [
      'a variable that is no identifier',
      machine({ a: { ...pass, Assign: { 'a-b': 1 } } }),
      "'a-b' must be an identifier",
    ],
    [
      'a heartbeat that is not shorter than the time-out',
      machine({
        a: { Type: 'Task', Resource: `${FUNCTION}f`, TimeoutSeconds: 5, HeartbeatSeconds: 5, End: true },
      }),
      'HeartbeatSeconds must be smaller',
    ],
    [
      'States.ALL in company',
      machine({
        a: {
          Type: 'Task',
          Resource: `${FUNCTION}f`,
          Retry: [{ ErrorEquals: ['States.ALL', 'X'] }],
          End: true,
        },
      }),
      'States.ALL must appear alone',
    ],
    [
      'a Resource that is none',
      machine({ a: { Type: 'Task', Resource: 'f', End: true } }),
      'The resource provided f is not recognized.',
    ],
    [
      'an argument that the integration does not have',
      machine({
        a: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'f', Foo: 1 },
          End: true,
        },
      }),
      "The field 'Foo' is not supported by Step Functions at /States/a/Arguments",
    ],
    [
      'no FunctionName',
      machine({ a: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true } }),
      "The field 'FunctionName' is required but was missing at /States/a/Arguments",
    ],
    [
      'a wrong state inside a branch',
      machine({
        p: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'x', States: { x: { Type: 'Pass', Next: 'y' } } }],
          End: true,
        },
      }),
      "Missing 'Next' target: y at /States/p/Branches[0]/States/x/Next",
    ],
    ['text that is no JSON', '{', 'INVALID_JSON_DESCRIPTION'],
  ])('%s', async (_name, definition, part) => {
    const message = await refusal(definition);
    expect(message).toMatch(/^InvalidDefinition: /);
    expect(message).toContain(part);
  });

  test('errorOutput is known in a Catch only', async () => {
    const output = '{% $states.errorOutput.Error %}';
    const task = { Type: 'Task', Resource: `${FUNCTION}f`, End: true };
    expect(await refusal(machine({ a: { ...task, Output: output } }))).toContain(
      "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.errorOutput' does not exist. at /States/a/Output",
    );
    const caught = { ...task, Catch: [{ ErrorEquals: ['States.ALL'], Output: output, Next: 's' }] };
    expect(await refusal(machine({ a: caught, s: { Type: 'Succeed' } }))).toBe('created');
  });
});

describe('References at the top level', () => {
  const names = (text: string) =>
    expressionDiagnostics(text, '/x').map(
      ({ message }) => /Reference to '(.*)' at/.exec(message)?.[1] ?? message,
    );

  test.each([
    ['$states.input.a[b = 1].c'],
    ['$map($states.input.items, function($v, $i) { $v.name & $i })'],
    ['$states.input.items^(>price).name'],
    ['$states.input.items{type: $sum(n)}'],
    ['$states.result[$ = 1]'],
    ['$states.input.items.{"a": x, "b": $}'],
    ['($x := $case.a; $x ? "yes" : "no")'],
    ["$states.input ~> |items|{'n': m}|"],
    ['$now()'],
  ])('allows %s', (text) => {
    expect(names(text)).toEqual([]);
  });

  test.each([
    ['a.b', ['a']],
    ['$sum(items.price)', ['items']],
    ['{"k": name}', ['name']],
    ['$$', ['$$']],
    ['$.a', ['$']],
    ['$case.a + b', ['b']],
  ])('refuses %s', (text, expected) => {
    expect(names(text)).toEqual(expected);
  });
});

describe('What this runtime refuses by name', () => {
  const map = (more: object, config: object = {}) =>
    machine({
      m: { Type: 'Map', ItemProcessor: { ...config, StartAt: 'p', States: { p: pass } }, End: true, ...more },
    });

  test.each([
    [
      'JSONPath machines',
      { StartAt: 'a', States: { a: pass } },
      "State 'a' uses the query language JSONPath",
    ],
    [
      'one JSONPath state among others',
      {
        StartAt: 'a',
        States: { a: { ...pass, QueryLanguage: 'JSONata', End: undefined, Next: 'b' }, b: pass },
      },
      "State 'b' uses",
    ],
    [
      'JSONPath inside a JSONata Map of a JSONPath machine',
      {
        StartAt: 'm',
        States: {
          m: {
            Type: 'Map',
            QueryLanguage: 'JSONata',
            ItemProcessor: { StartAt: 'p', States: { p: pass } },
            End: true,
          },
        },
      },
      "State 'p' uses",
    ],
    [
      'distributed Maps',
      map({}, { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }),
      "State 'm' is a distributed Map",
    ],
    ['item readers', map({ ItemReader: {} }), "State 'm' has the field ItemReader"],
    ['result writers', map({ ResultWriter: {} }), "State 'm' has the field ResultWriter"],
    [
      'activities',
      machine({ a: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:0:activity:x', End: true } }),
      "State 'a' waits for an activity",
    ],
    [
      'integrations it does not know',
      machine({ a: { Type: 'Task', Resource: 'arn:aws:states:::sns:publish', Arguments: {}, End: true } }),
      'uses the integration arn:aws:states:::sns:publish',
    ],
    [
      'SDK integrations',
      machine({ a: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:getObject', End: true } }),
      'aws-sdk:s3:getObject',
    ],
    [
      'integrations without their room',
      machine({
        a: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Arguments: {}, End: true },
      }),
      'opened without the service sqs',
    ],
    [
      'asynchronous invocation',
      machine({
        a: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'f', InvocationType: 'Event' },
          End: true,
        },
      }),
      'InvocationType "Event"',
    ],
  ])('%s', async (_name, definition, part) => {
    const message = await refusal(definition);
    expect(message).toMatch(/^UnsupportedFeature: /);
    expect(message).toContain(part);
  });

  test('express machines', async () => {
    expect(await refusal(machine({ a: pass }), 'EXPRESS')).toBe(
      "UnsupportedFeature: Machine 'M' has the type EXPRESS. This runtime runs STANDARD machines only.",
    );
  });

  test('operations it does not have', async () => {
    const on = stage();
    await expect(on.call('TestState', {})).rejects.toThrow('does not have the operation TestState');
    await expect(on.call('RedriveExecution', { executionArn: `${MACHINE}x` })).rejects.toThrow(
      'RedriveExecution',
    );
    on.states.close();
  });
});
