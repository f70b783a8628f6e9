import { expect, test } from 'vitest';
import { saidIn } from '../../../../functions/desk/case-file.ts';
import { invitationEntries } from '../../../../functions/desk/survey-file.ts';
import type { Language } from '../../../../shared/contracts/codes.ts';
import type { InvitationHead } from '../../../../shared/contracts/survey.ts';

const head: InvitationHead = {
  caseId: 'S20260302-0123456789',
  sk: 'HEAD',
  v: 1,
  kind: 'survey',
  customerId: 'C1',
  status: 'SCORED',
  surveyId: 'complaint-2026-03',
  definition: 'complaint',
  about: 'event',
  naming: 'NAMED',
  cause: 'COMPLAINT',
  causeId: 'K1',
  askAt: '2026-03-02T01:30:00.000Z',
  invitedAt: '2026-03-02T01:30:00.000Z',
  round: 1,
  openedAt: '2026-03-01T01:30:00.000Z',
  execution: 'x',
};
const entries = (its: Partial<InvitationHead>, language: Language) =>
  invitationEntries({ ...head, ...its }, (given) => saidIn('interview', given, language), language);
const answered = { participatedAt: '2026-03-04T02:00:00.000Z', scores: { csat: 2, resolved: 'NO' } } as const;

test.each([
  ['en', ['Customer asked by a survey', 'Customer answered the survey']],
  ['zh-CN', ['邀请客户评价', '客户已评价']],
] as const)(
  'R129 whoever turns to a customer reads when they were asked and what they said, in %s',
  (language, whats) => {
    const [asked, answer] = entries(answered, language);
    expect([asked?.what, answer?.what]).toEqual(whats);
    expect([asked?.at, answer?.at]).toEqual([head.invitedAt, answered.participatedAt]);
    // What was not asked or not answered is not told.
    expect(answer?.said).toHaveLength(2);
    expect(answer?.said[0]?.words).toMatch(/^2/);
  },
);

test('of who has not answered, and of an anonymous answer, nothing is told', () => {
  expect(entries({}, 'en')).toHaveLength(1);
  expect(entries({ naming: 'ANONYMOUS', participatedAt: answered.participatedAt }, 'en')).toHaveLength(1);
});
