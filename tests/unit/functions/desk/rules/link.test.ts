import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LONGEST_LINK, linkOf, readLink, signedPart } from '../../../../../functions/desk/rules/link.ts';

const base64url = (length: number) =>
  fc
    .array(fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'), {
      minLength: length,
      maxLength: length,
    })
    .map((parts) => parts.join(''));

const fields = fc.record({
  kid: fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 8, maxLength: 8 })
    .map((parts) => parts.join('')),
  taskId: base64url(16).map((id) => `T${id}`),
  generation: fc.integer({ min: 1, max: 999_999 }),
  expiry: fc.integer({ min: 1_000_000_000, max: 99_999_999_999 }),
  nonce: base64url(22),
});

test('a link is read as it was written, and has no other spelling', () => {
  fc.assert(
    fc.property(fields, base64url(43), (its, mac) => {
      const link = linkOf('https://care.bank.example/', its, mac);
      const segment = link.slice('https://care.bank.example/t/'.length);
      expect(segment.length).toBeLessThanOrEqual(LONGEST_LINK);
      expect(readLink(segment)).toEqual({ fields: its, signed: signedPart(its), mac });
      expect(encodeURIComponent(segment)).toBe(segment);
    }),
  );
});

test('numbers with leading zeros, signs or exponents are no link', () => {
  const written = (generation: string, expiry: string) =>
    readLink(`v1.0123abcd.T1.${generation}.${expiry}.${'n'.repeat(22)}.${'m'.repeat(43)}`);
  expect(written('1', '1780000000')).toBeDefined();
  for (const wrong of ['01', '+1', '-1', '1e3', '0', '', ' 1', '١', '1000000'])
    expect(written(wrong, '1780000000')).toBeUndefined();
  for (const wrong of ['0178000000', '1.78e9', '', '178000000000000'])
    expect(written('1', wrong)).toBeUndefined();
});
