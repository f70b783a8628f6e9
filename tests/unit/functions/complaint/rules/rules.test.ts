import { expect, test } from 'vitest';
import { lineOf } from '../../../../../functions/complaint/rules/line-of.ts';
import { daysBetween } from '../../../../../functions/complaint/rules/outcome-of.ts';

test.each([
  ['personal', 'vip', 'high-end'],
  ['personal', 'potential', 'ordinary'],
  ['personal', 'mass', 'ordinary'],
  ['corporate', 'vip', 'corporate'],
  ['corporate', 'mass', 'corporate'],
] as const)('R273 a %s customer of tier %s is served by the line %s', (type, tier, line) => {
  expect(lineOf({ type, tier })).toBe(line);
});

test.each([
  ['2026-03-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z', 0],
  ['2026-03-01T00:00:00.000Z', '2026-03-01T00:00:00.001Z', 1],
  ['2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z', 1],
  ['2026-03-01T00:00:00.000Z', '2026-03-15T12:00:00.000Z', 15],
  ['2026-03-02T00:00:00.000Z', '2026-03-01T00:00:00.000Z', 0],
])('from %s to %s are %i days, begun ones counted', (openedAt, closedAt, days) => {
  expect(daysBetween(openedAt, closedAt)).toBe(days);
});
