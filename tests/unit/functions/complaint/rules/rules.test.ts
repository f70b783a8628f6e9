import { expect, test } from 'vitest';
import { customerWordOf, daysOpen, outcomeOf } from '../../../../../functions/complaint/rules/outcome-of.ts';

test.each([
  ['2026-03-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z', 0],
  ['2026-03-01T00:00:00.000Z', '2026-03-01T00:00:00.001Z', 1],
  ['2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z', 1],
  ['2026-03-01T00:00:00.000Z', '2026-03-15T12:00:00.000Z', 15],
  ['2026-03-02T00:00:00.000Z', '2026-03-01T00:00:00.000Z', 0],
])('from %s to %s are %i days, begun ones counted', (openedAt, closedAt, days) => {
  expect(daysOpen(openedAt, closedAt)).toBe(days);
});

test.each([
  [{ outcome: 'REJECTED' }, 'REJECTED'],
  [{ class: 'COMPLAINT', outcome: 'RESOLVED_UPHELD', settledNow: 'NO' }, 'RESOLVED_UPHELD'],
  [{ class: 'COMPLAINT', settledNow: 'YES' }, 'QUICK_RESOLVED'],
  // Too grave to be settled at first contact: what was decided later counts.
  [{ class: 'COMPLAINT', settledNow: 'YES', outcome: 'RESOLVED_PARTLY' }, 'RESOLVED_PARTLY'],
  [{ class: 'PRAISE' }, 'PRAISE_ANSWERED'],
  [{ class: 'ENQUIRY', signal: 'SUPPLEMENTED' }, 'ENQUIRY_ANSWERED'],
  [{ class: 'SUGGESTION', signal: 'WITHDRAWN' }, 'WITHDRAWN'],
  [{ outcome: 'REJECTED', signal: 'WITHDRAWN' }, 'WITHDRAWN'],
  [{ outcome: 'REJECTED', signal: 'WITHDRAWN', way: 'COMPLETE' }, 'MANUAL_TAKEOVER'],
  [{ class: 'PRAISE', way: 'CANCEL' }, 'CANCELLED'],
  [{ outcome: 'REJECTED', way: 'RETRY' }, 'REJECTED'],
  [{ class: 'COMPLAINT', settledNow: 'NO' }, undefined],
  [{}, undefined],
])('a story that says %j ends as %s', (state, outcome) => {
  expect(outcomeOf(state)).toBe(outcome);
});

test.each([
  [{ word: 'ACCEPTED' }, 'ACCEPTED'],
  [{ customerWord: 'DISPUTED' }, 'DISPUTED'],
  [{ word: 'whatever' }, 'SILENT'],
  [{}, 'SILENT'],
])('of %j the customer’s word is %s', (state, word) => {
  expect(customerWordOf(state)).toBe(word);
});
