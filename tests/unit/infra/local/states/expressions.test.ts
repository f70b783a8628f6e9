import * as fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, test } from 'vitest';
import {
  compileTemplate,
  expressionText,
  type Scope,
} from '../../../../../infra/local/states/expressions.ts';
import { EvaluationFault } from '../../../../../infra/local/states/faults.ts';
import type { Json } from '../../../../../infra/local/states/json.ts';
import { START } from './play.ts';

const scope = (input: Json, variables: Record<string, Json> = {}): Scope => ({
  states: { input, context: { State: { Name: 'S' } } },
  variable: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
  now: START,
});
const evaluate = async (field: Json, input: Json = {}, variables: Record<string, Json> = {}): Promise<Json> =>
  compileTemplate(field, 'Output')(scope(input, variables));

describe('Expressions', () => {
  test('text counts as an expression only without white space around the braces', () => {
    // Recorded from AWS: arguments[BASE_LAMBDA_LITERALS] keeps " {% … %} " as it is.
    expect(expressionText('{% 1 + 1 %}')).toBe('1 + 1');
    expect(expressionText(' {% 1 %} ')).toBeUndefined();
    expect(expressionText('{%}')).toBeUndefined();
  });

  test('objects and arrays are evaluated field by field, everything else is kept', async () => {
    const field = { a: '{% $states.input.n + 1 %}', b: ['{% $v %}', '$v', null, { c: 0.1 }] };
    expect(await evaluate(field, { n: 1 }, { v: [1] })).toEqual({ a: 2, b: [[1], '$v', null, { c: 0.1 }] });
  });

  test('nothing, a thrown error and a wrong type are told apart, in the words of AWS', async () => {
    const fault = async (field: Json) => {
      const thrown = await evaluate(field).catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(EvaluationFault);
      const { message, location } = thrown as EvaluationFault;
      return { message, location };
    };
    expect(await fault({ list: ['{% 1 %}', '{% $none %}'] })).toEqual({
      message:
        "The JSONata expression '$none' specified for the field 'Output/list[1]' returned nothing (undefined).",
      location: 'Output/list[1]',
    });
    expect((await fault('{% $eval("1") %}')).message).toContain(
      'threw an error during evaluation. T1006: Attempted to invoke a non-function',
    );
    // Measured on AWS in floci-io/floci#2668.
    expect((await fault('{% $sum("a") %}')).message).toContain(
      'T0412: Argument 1 of function "sum" must be an array of "numbers"',
    );
    expect((await fault('{% $error("own words") %}')).message).toContain('D3137: own words');
    expect((await fault('{% $uppercase %}')).message).toContain('returned nothing (undefined)');
  });

  test('a number that is not finite is written as its name', async () => {
    // Measured on AWS in floci-io/floci#2737.
    expect(await evaluate('{% 1/0 %}')).toBe('Infinity');
    expect(await evaluate('{% [-1/0] %}')).toEqual(['-Infinity']);
  });

  test('$now and $millis read the clock of the runtime', async () => {
    expect(await evaluate('{% $millis() %}')).toBe(START);
    expect(await evaluate('{% $now() %}')).toBe(new Date(START).toISOString());
    expect(await evaluate("{% $now('[Y0001]-[M01]') %}")).toBe('2026-01');
  });

  test('an expression that never ends is ended', async () => {
    const endless = '{% ($f := function($x) { $f($x + 1) }; $f(1)) %}';
    await expect(evaluate(endless)).rejects.toThrow('U1001: Expression evaluation timeout');
    const deep = '{% ($f := function($x) { 1 + $f($x) }; $f(1)) %}';
    await expect(evaluate(deep)).rejects.toThrow('U1001: Stack overflow');
  });

  test('a result keeps no marks of JSONata, so that the next expression sees a plain array', async () => {
    const sequence = (await evaluate('{% $states.input.items.n %}', {
      items: [{ n: 1 }, { n: 2 }],
    })) as Json[];
    expect(Reflect.ownKeys(sequence)).toEqual(['0', '1', 'length']);
    const [kept] = (await evaluate('{% [$states.input.items.n] %}', { items: [{ n: 1 }] })) as Json[];
    expect(kept).toBe(1);
  });

  test('__proto__ is a key like any other', async () => {
    const field = JSON.parse('{"__proto__": "{% 1 %}"}') as Json;
    expect(JSON.stringify(await evaluate(field))).toBe('{"__proto__":1}');
  });

  test('the short cut for plain paths gives exactly what JSONata gives', async () => {
    const key = fc.constantFrom('a', 'b', 'c');
    const value = fc.letrec<{ json: Json }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<Json>(null, true, 0, 1.5, '', 'text', []),
        fc.array(tie('json'), { maxLength: 3 }),
        fc.dictionary(key, tie('json'), { maxKeys: 3 }),
      ),
    })).json;
    const path = fc.array(key, { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(value, path, fc.boolean(), async (json, keys, ofVariable) => {
        const text = [ofVariable ? '$v' : '$states.input', ...keys].join('.');
        const ours = await evaluate(`{% ${text} %}`, json, { v: json }).catch(() => undefined);
        const theirs = (await jsonata(text).evaluate(undefined, {
          states: { input: json },
          v: json,
        })) as Json;
        expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
      }),
      { numRuns: 500 },
    );
  });
});
