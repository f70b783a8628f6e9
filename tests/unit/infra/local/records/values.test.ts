import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addNumbers,
  compare,
  equal,
  type Item,
  itemSize,
} from '../../../../../infra/local/records/values.ts';
import { N, S } from './kit.ts';

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.integer({ min: 0, max: 18 }))
  .map(([units, places]) => {
    const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
    const whole = digits.slice(0, digits.length - places);
    const fraction = digits.slice(digits.length - places).replace(/0+$/, '');
    const sign = units < 0n ? '-' : '';
    return {
      text: `${sign}${whole}${fraction ? `.${fraction}` : ''}`,
      exact: units * 10n ** BigInt(18 - places),
    };
  });

const sign = (difference: bigint | number): number => (difference > 0 ? 1 : difference < 0 ? -1 : 0);

describe('values', () => {
  test('numbers sort by their value', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        expect(sign(compare(N(a.text), N(b.text)) ?? Number.NaN)).toBe(sign(a.exact - b.exact));
      }),
    );
  });

  test('numbers at the ends of the range sort by their value', () => {
    const rising = ['-9e125', '-1', '-1e-130', '0', '1e-130', '2', '10', '9e125'].map((text) =>
      addNumbers(expand(text), '0'),
    );
    for (let i = 1; i < rising.length; i++) {
      expect(compare(N(rising[i - 1] ?? ''), N(rising[i] ?? ''))).toBeLessThan(0);
    }
  });

  test('strings sort by their UTF-8 bytes, where JavaScript would sort by UTF-16 units', () => {
    expect('\uffee' < '😀').toBe(false);
    expect(compare(S('\uffee'), S('😀'))).toBeLessThan(0);
  });

  test('sums are exact', () => {
    fc.assert(
      fc.property(decimal, decimal, fc.constantFrom<(1 | -1)[]>(1, -1), (a, b, direction) => {
        const sum = addNumbers(a.text, b.text, direction);
        const difference = addNumbers(sum, b.text, direction === 1 ? -1 : 1);
        expect(equal(N(difference), N(addNumbers(a.text, '0')))).toBe(true);
        expect(sign(compare(N(sum), N('0')) ?? Number.NaN)).toBe(sign(a.exact + BigInt(direction) * b.exact));
      }),
    );
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html#HowItWorks.DataTypes.Number
  test('a sum with more than 38 digits is refused', () => {
    expect(() => addNumbers('1'.repeat(38), '0.1')).toThrow('38 significant digits');
    expect(addNumbers('9'.repeat(38), '1')).toBe(`1${'0'.repeat(38)}`);
  });

  test('a sum beyond the range is refused', () => {
    const most = `9${'0'.repeat(125)}`;
    expect(() => addNumbers(most, most)).toThrow('Number overflow');
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
  test.each<[string, Item, number]>([
    ['the example of the documentation', { 'shirt-color': S('R'), 'shirt-size': S('M') }, 23],
    ['text counts UTF-8 bytes', { 名: S('汉字😀') }, 3 + 10],
    ['a number of five digits', { n: N('12345') }, 1 + 1 + 3],
    ['zeros at the ends of a number are free', { n: N('100') }, 1 + 1 + 1],
    ['a negative number costs a byte more', { n: N('-12') }, 1 + 1 + 1 + 1],
    ['binary counts decoded bytes', { b: { B: 'AAECAw==' } }, 1 + 4],
    [
      'a list costs three bytes and one per member',
      { l: { L: [S('ab'), { BOOL: true }] } },
      1 + 3 + 1 + 2 + 1 + 1,
    ],
    ['a map costs three bytes and one per member', { m: { M: { ab: S('c') } } }, 1 + 3 + 1 + 2 + 1],
  ])('%s', (_, item, size) => {
    expect(itemSize(item)).toBe(size);
  });

  test('documents are equal by content, sets in any order', () => {
    const left = { M: { a: { L: [N('1'), { SS: ['x', 'y'] }] } } };
    expect(equal(left, { M: { a: { L: [N('1'), { SS: ['y', 'x'] }] } } })).toBe(true);
    expect(equal(left, { M: { a: { L: [{ SS: ['y', 'x'] }, N('1')] } } })).toBe(false);
    expect(equal(left, { M: { b: { L: [N('1'), { SS: ['x', 'y'] }] } } })).toBe(false);
  });

  test('values that nest deeper than 32 levels are refused', () => {
    const nested = (levels: number) =>
      Array.from({ length: levels }).reduce((inner) => ({ L: [inner] }), N('1')) as object;
    expect(itemSize({ x: nested(31) } as Item)).toBeGreaterThan(0);
    expect(() => itemSize({ x: nested(32) } as Item)).toThrow('Nesting Levels');
  });
});

/** Writes a number like 9e125 in full. */
function expand(text: string): string {
  const [, minus = '', digit = '', exponent = '0'] = /^(-?)(\d+)(?:e(-?\d+))?$/.exec(text) ?? [];
  const power = Number(exponent);
  return power < 0 ? `${minus}0.${'0'.repeat(-power - 1)}${digit}` : minus + digit + '0'.repeat(power);
}
