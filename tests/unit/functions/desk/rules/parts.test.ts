import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cutFor,
  type FileEntry,
  partsOf,
  shared,
  weightOf,
} from '../../../../../functions/desk/rules/parts.ts';
import { html } from '../../../../../shared/platform/html.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: fc.constantFrom('投', '"', '&', '𝟛', 'a', '\n'), maxLength: 400 }),
);

test('a text weighs as much as it does on the page', () => {
  fc.assert(
    fc.property(text, (words) => {
      expect(weightOf(words)).toBe(Buffer.byteLength(html`${words}`.text));
    }),
  );
});

test('a cut leaves as much as has room, and no half character', () => {
  fc.assert(
    fc.property(text, fc.nat({ max: 600 }), (words, room) => {
      const at = cutFor(words, room);
      expect(weightOf(words.slice(0, at))).toBeLessThanOrEqual(room);
      const [next = ''] = words.slice(at);
      if (at < words.length) expect(weightOf(words.slice(0, at) + next)).toBeGreaterThan(room);
      if (words.isWellFormed()) expect(words.slice(0, at).isWellFormed()).toBe(true);
    }),
  );
});

describe('a file in parts', () => {
  const said = fc.record({ label: fc.string({ maxLength: 20 }), words: text }).map(({ label, words }) => ({
    label,
    words,
    masked: words.replace(/[a-z]/g, '*'),
  }));
  const entry = fc.record({
    at: fc.constant('2026-03-02T01:30:00.000Z'),
    what: fc.string({ maxLength: 40 }),
    said: fc.array(said, { maxLength: 4 }),
  });
  const wordsOf = (entries: readonly FileEntry[], kind: 'words' | 'masked') =>
    entries.flatMap(({ said }) => said.map((one) => one[kind])).join('');

  test('leaves nothing out and says nothing twice, and no part is too heavy', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 12 }),
        fc.integer({ min: 900, max: 3_000 }),
        (entries, room) => {
          const parts = partsOf(entries, room);
          for (const kind of ['words', 'masked'] as const) {
            expect(wordsOf(parts.flat(), kind)).toBe(wordsOf(entries, kind));
          }
          expect(parts.flat().filter(({ continued }) => continued !== true)).toHaveLength(entries.length);
          for (const part of parts) {
            const weight = part.reduce(
              (sum, { what, said }) =>
                sum +
                weightOf(what) +
                said.reduce((all, one) => all + weightOf(one.label) + weightOf(one.words), 0),
              0,
            );
            expect(weight).toBeLessThanOrEqual(room);
          }
        },
      ),
    );
  });

  test('has one part where everything has room, also where there is nothing', () => {
    expect(partsOf([], 1_000)).toEqual([[]]);
    const one = { what: 'Received', said: [{ label: 'Words', words: 'abc', masked: 'a**' }] };
    expect(partsOf([one], 1_000)).toEqual([[one]]);
  });
});

test.each([
  [100, 30, 40, [30, 40]],
  [100, 30, 90, [30, 70]],
  [100, 90, 30, [70, 30]],
  [100, 90, 90, [50, 50]],
  [-5, 90, 90, [0, 0]],
])('a room of %i is shared by texts of %i and %i as %j', (room, first, second, expected) => {
  expect(shared(room, first, second)).toEqual(expected);
});
