import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bucket, filled, taken, untilNext } from '../../../../../functions/visit/rules/bucket.ts';

const shape = fc.record({
  burst: fc.integer({ min: 1, max: 2_000 }),
  perSecond: fc.integer({ min: 1, max: 500 }),
});

describe('the bucket of starts', () => {
  test('never lets through more than its burst and its rate, however it is asked', () => {
    const asks = fc.array(fc.record({ pause: fc.nat(3_000), wanted: fc.nat(50) }), { maxLength: 60 });
    const holds = fc.property(shape, asks, (its, asked) => {
      let bucket: Bucket = { tokens: its.burst, at: 0 };
      let now = 0;
      let through = 0;
      for (const { pause, wanted } of asked) {
        now += pause;
        const { bucket: left, got } = taken(filled(bucket, now, its), wanted);
        bucket = left;
        through += got;
        expect(got).toBeLessThanOrEqual(wanted);
        expect(through).toBeLessThanOrEqual(its.burst + (now / 1_000) * its.perSecond + 1e-6);
        expect(bucket.tokens).toBeGreaterThanOrEqual(0);
      }
    });
    fc.assert(holds);
  });

  test('has a token after the time that it says, and none long before', () => {
    const holds = fc.property(shape, fc.double({ min: 0, max: 0.999, noNaN: true }), (its, tokens) => {
      const wait = untilNext({ tokens, at: 0 }, its);
      const gotAfter = (ms: number) => taken(filled({ tokens, at: 0 }, ms, its), 1).got;
      expect(gotAfter(wait + 1)).toBe(1);
      if (wait > 2) expect(gotAfter(wait - 2)).toBe(0);
    });
    fc.assert(holds);
  });

  test('a clock that goes back fills nothing', () => {
    const its = { burst: 10, perSecond: 1 };
    expect(filled({ tokens: 3, at: 5_000 }, 1_000, its)).toEqual({ tokens: 3, at: 5_000 });
  });
});
