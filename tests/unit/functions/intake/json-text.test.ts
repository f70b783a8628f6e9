import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonText } from '../../../../functions/intake/json-text.ts';

test('a value of ordinary depth becomes what JSON.stringify gives', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      expect(jsonText(value)).toBe(JSON.stringify(value));
    }),
  );
});

test('a value that is nested deeper than the stack holds becomes the text it was parsed from', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), fc.constantFrom('[', '{'), (value, kind) => {
      const [open, shut] = kind === '[' ? ['[1,', ',null]'] : ['{"a":false,"b":', ',"c\\"":[]}'];
      const deep = `${open.repeat(40_000)}${JSON.stringify(value)}${shut.repeat(40_000)}`;
      const parsed: unknown = JSON.parse(deep);
      expect(() => JSON.stringify(parsed)).toThrow(RangeError);
      expect(jsonText(parsed) === deep).toBe(true);
    }),
    { numRuns: 15 },
  );
});

test('what is no JSON at all becomes null', () => {
  expect(jsonText(undefined)).toBe('null');
});
