import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { figuresAfter } from '../../../../../functions/customers/rules/merge.ts';
import { deliveredOf, mergeOf } from '../../../../../shared/platform/delivered.ts';

const value = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.integer(),
  fc.boolean(),
  fc.array(fc.string({ maxLength: 3 }), { maxLength: 2 }),
);
const given = fc.dictionary(fc.constantFrom('name', 'email', 'phone', 'tier', 'lines'), value, {
  maxKeys: 5,
});

/** A record after a delivery. */
const after = (present: Record<string, unknown>, delivery: Record<string, unknown>) => {
  const { set, delivered } = mergeOf(present, delivery);
  return { ...present, ...set, ...(delivered === undefined ? {} : { delivered }) };
};

describe('R022 R151 merging', () => {
  test('a delivery is taken over, and changes nothing the second time, whatever came before', () => {
    fc.assert(
      fc.property(given, given, given, (first, second, third) => {
        const before = [second, third].reduce(after, { ...first, delivered: deliveredOf(first) });
        expect(before).toMatchObject(third);
        expect(mergeOf(before, third)).toEqual({ set: {} });
      }),
    );
  });

  test('fields that are left out stay', () => {
    fc.assert(
      fc.property(given, given, (first, second) => {
        const merged = after({ ...first, delivered: deliveredOf(first) }, second);
        for (const field of Object.keys(first))
          if (!(field in second)) expect(merged[field as never]).toEqual(first[field]);
      }),
    );
  });

  test('what was changed here since stays until something else is delivered', () => {
    fc.assert(
      fc.property(given, given, (delivery, changes) => {
        const changed = { ...delivery, ...changes, delivered: deliveredOf(delivery) };
        expect(mergeOf(changed, delivery)).toEqual({ set: {} });
      }),
    );
  });

  test('a record that no file has brought is compared by its values alone', () => {
    expect(mergeOf({ name: 'a', tier: 'vip' }, { name: 'a', tier: 'mass' })).toEqual({
      set: { tier: 'mass' },
      delivered: deliveredOf({ tier: 'mass' }),
    });
  });
});

describe('R030 figures', () => {
  const known = { asOf: '2026-03-01', balance: 5, credit: 'prime' as const };
  test.each([
    ['older ones', { asOf: '2026-02-01', balance: 6 }, undefined],
    ['the same ones of the same day', { asOf: '2026-03-01', balance: 5 }, undefined],
    ['the same ones without a day', { balance: 5 }, undefined],
    ['the same ones of a later day', { asOf: '2026-03-02', balance: 5 }, { ...known, asOf: '2026-03-02' }],
    ['other ones of the same day', { asOf: '2026-03-01', balance: 6 }, { ...known, balance: 6 }],
    ['other ones without a day', { contribution: -1 }, { ...known, contribution: -1, asOf: '2026-03-09' }],
  ])('%s', (_, delivered, result) => expect(figuresAfter(known, delivered, '2026-03-09')).toEqual(result));
});
