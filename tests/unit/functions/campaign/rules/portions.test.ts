import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { portionsOf } from '../../../../../functions/campaign/rules/portions.ts';

const bytes = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

describe('R025 portions of texts', () => {
  test('hold every text once, in an order that says nothing of their coming, and no more than there is room for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 30, unit: 'binary' })),
        fc.integer({ min: 1, max: 80 }),
        (texts, largest) => {
          const portions = portionsOf(texts, largest);
          expect(portions.flat()).toEqual(texts.toSorted());
          for (const portion of portions)
            expect(portion.length === 1 || bytes(portion) <= largest).toBe(true);
          // None is begun before the one before it is full.
          for (const [at, portion] of portions.slice(1).entries())
            expect(bytes([...(portions[at] ?? []), ...portion.slice(0, 1)])).toBeGreaterThan(largest);
        },
      ),
    );
  });

  test('counts what a text takes in the records, and not its characters', () => {
    expect(portionsOf(['服务', '员工'], 11)).toEqual([['员工'], ['服务']]);
    expect(portionsOf([], 10)).toEqual([]);
  });
});
