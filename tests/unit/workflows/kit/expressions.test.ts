import fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, test } from 'vitest';
import { guarded, literal, outermost, when, within } from '../../../../workflows/kit/expressions.ts';

const answer = (text: string, held: object, variables = outermost) =>
  jsonata(guarded(when(text), variables)).evaluate(undefined, { [variables.case]: held });

describe('a condition', () => {
  test.each([
    ['$case.amount <= $case.limit', { amount: 5, limit: 5 }, true],
    ['$case.amount <= $case.limit', { amount: 6, limit: 5 }, false],
    ["$case.tier in ['vip', 'potential']", { tier: 'vip' }, true],
    [
      "$case.remedy.kind = 'refund' and $case.remedy.amount > 0",
      { remedy: { kind: 'refund', amount: 1 } },
      true,
    ],
    ["$case.way = 'RETRY' or $exists($case.outcome)", { outcome: 'REJECTED' }, true],
  ])('%s on %j is %s', async (text, held, expected) => {
    expect(await answer(text, held)).toBe(expected);
  });

  test.each([
    '$case.amount <= $case.limit',
    '$case.amount > 3',
    "$case.way = 'RETRY'",
    "$case.way != 'RETRY'",
    "$case.tier in ['vip']",
    '$case.remedy.amount >= 1 and $case.limit < 2',
    '$case.amount = 1 or $case.limit = 2',
    '$exists($case.amount)',
  ])('%s is false, and not an error or nothing, where its fields are absent', async (text) => {
    expect(await answer(text, {})).toBe(false);
  });

  test('reads the variables of its own chapter', async () => {
    const variables = within(outermost, 'owner');
    expect(guarded(when('$case.a = $case.b'), variables)).toBe('($case_owner.a = $case_owner.b) = true');
    expect(await answer('$case.a = 1', { a: 1 }, variables)).toBe(true);
  });

  test.each([
    ['$case.amount + 1 > 3', "'+'"],
    ['$now() > $case.dueAt', "'now'"],
    ['$sum($case.amounts) > 3', "'sum'"],
    ['$states.input.amount > 3', 'does not begin with $case'],
    ['$case.remedies[0].amount > 3', 'in a path'],
    ['$not($case.way = 1)', "'not'"],
    ["$case.way & 'x' = 'yx'", "'&'"],
    ['$case.(way) = 1', 'in a path'],
  ])('%s does more than pick and compare: the error names %s', (text, named) => {
    expect(() => when(text)).toThrow(named);
  });

  test('that is not JSONata is refused with its own text', () => {
    expect(() => when('$case.way = ')).toThrow('when("$case.way = ") is not JSONata');
  });
});

test('a literal is the text it was made of, whatever stands in it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      expect(await jsonata(literal(text)).evaluate(undefined)).toBe(text);
    }),
    { numRuns: 200 },
  );
});
