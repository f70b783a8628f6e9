import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { passing, play } from './play.ts';

const evaluate = async (text: string, input: unknown = {}) => {
  const { output, cause } = await play(passing({ r: `{% ${text} %}` }), input);
  return cause ?? output.r;
};

// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn

test('$partition splits an array into parts of a size, the last one shorter', async () => {
  expect(await evaluate('$partition([1, 2, 3, 4, 5], 2)')).toEqual([[1, 2], [3, 4], [5]]);
  expect(await evaluate('$partition([], 2)')).toEqual([]);
  expect(await evaluate('$partition([1], 0)')).toContain('the size must be a positive integer but was: 0');
});

test('$range includes its end when a step lands on it, and goes down with a negative step', async () => {
  expect(await evaluate('$range(0, 6, 2)')).toEqual([0, 2, 4, 6]);
  expect(await evaluate('$range(3, 0, -1)')).toEqual([3, 2, 1, 0]);
  expect(await evaluate('$range(1, 2, 0)')).toContain('the step must not be 0');
});

test('$range of one number is that number', async () => {
  // Recorded from AWS: test_array_range#exec_hist_resp_2.
  expect(await evaluate('$range(1, 9, 9)')).toBe(1);
});

test('$hash knows the five algorithms of AWS', async () => {
  expect(await evaluate("$hash('input', 'SHA-1')")).toBe('140f86aae51ab9e1cda9b4254fe98a74eb54c1a1');
  for (const [name, algorithm] of [
    ['MD5', 'md5'],
    ['SHA-256', 'sha256'],
    ['SHA-384', 'sha384'],
    ['SHA-512', 'sha512'],
  ] as const) {
    const expected = createHash(algorithm).update('é').digest('hex');
    expect(await evaluate(`$hash($states.input.text, '${name}')`, { text: 'é' })).toBe(expected);
  }
  expect(await evaluate("$hash('x', 'CRC32')")).toContain("'CRC32' is none of MD5, SHA-1");
});

test('$random with a seed gives the number of java.util.Random, without one a new number', async () => {
  // Measured on AWS in floci-io/floci#2662.
  expect(await evaluate('$random(42)')).toBe(0.7275636800328681);
  expect(await evaluate('$random() != $random()')).toBe(true);
});

test('$uuid gives a version 4 UUID', async () => {
  expect(await evaluate('$uuid()')).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});

test('$parse reads JSON text, and says when it is none', async () => {
  expect(await evaluate('$parse($states.input.text)', { text: '{"a":[1]}' })).toEqual({ a: [1] });
  expect(await evaluate("$parse('{')")).toContain('the string is not valid JSON');
});
