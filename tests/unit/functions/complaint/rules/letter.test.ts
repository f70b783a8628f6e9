import { describe, expect, test } from 'vitest';
import {
  closingParts,
  decisionParts,
  extensionParts,
  feedbackParts,
  lacksOf,
  quickParts,
  type Sheet,
  withdrawnParts,
} from '../../../../../functions/complaint/rules/letter.ts';
import { Language } from '../../../../../shared/contracts/codes.ts';
import { letterParts, type Proposal } from '../../../../../shared/contracts/complaint.ts';
import { workingTime1 } from '../../../../../shared/policy/calendar.ts';
import { complaintPack1 } from '../../../../../shared/policy/complaint-pack.ts';
import { whyThisDate } from '../../../../../shared/policy/explain.ts';
import { termOf } from '../../../../../shared/policy/term.ts';

const received = '2026-09-25T02:00:00.000Z';
const sheet: Sheet = {
  caseId: 'K1',
  language: 'en',
  receivedAt: received,
  at: '2026-10-01T03:00:00.000Z',
  pack: complaintPack1,
};
const proposal: Proposal = {
  outcome: 'RESOLVED_UPHELD',
  amount: 1_200,
  findings: 'The fee was charged twice.',
  reason: 'A booking was repeated.',
  remedy: 'One fee is paid back.',
};

test('the letter of a decision reads in the order in which a customer would ask', () => {
  const parts = decisionParts(proposal, sheet);
  expect(letterParts.filter((name) => parts[name] !== undefined)).toEqual([
    'findings',
    'reason',
    'remedy',
    'dates',
    'rights',
    'contact',
  ]);
  expect(parts.remedy).toBe('One fee is paid back.\nRedress: CNY 1,200.');
  expect(parts.dates).toBe(
    'We received your complaint on 25 September 2026.\nThis decision was made on 1 October 2026.',
  );
  // STANDARDS, CN-2020: a review can be asked for within 30 days of the decision (unconfirmed, a parameter).
  expect(parts.rights).toContain('by 31 October 2026');
});

test('a day is the day in the zone of the law, also late in the evening of Greenwich', () => {
  const { dates } = decisionParts(proposal, { ...sheet, receivedAt: '2026-09-25T16:30:00.000Z' });
  expect(dates).toContain('26 September 2026');
});

test('redress alone is a remedy, and without either there is none', () => {
  expect(decisionParts({ ...proposal, remedy: '' }, sheet).remedy).toBe('Redress: CNY 1,200.');
  expect(decisionParts({ ...proposal, remedy: '', amount: 0 }, sheet)).not.toHaveProperty('remedy');
});

test.each([
  ['en', 'by 31 October 2026 (within 30 days, not counting the day of this letter)'],
  ['zh-CN', '最迟于 2026年10月31日提出（自本函次日起 30 日内）'],
] as const)('in %s it says how the last day for a review comes about', (language, words) => {
  expect(decisionParts(proposal, { ...sheet, language }).rights).toContain(words);
  const fewer = {
    ...complaintPack1,
    review: { ...complaintPack1.review, askWithinDays: 20 },
  };
  expect(closingParts('DISPUTED', { ...sheet, language, pack: fewer }).rights).toMatch(/20 (days|日)/);
});

test.each(Language.options)('the letter of an extension says in %s why until then', (language) => {
  const { dueAt, trace } = termOf(
    { startsAt: received, extensions: ['COMPLEX'] },
    complaintPack1,
    workingTime1,
  );
  const { dates } = extensionParts(
    'COMPLEX',
    { dueAt, trace: JSON.stringify(trace) },
    { ...sheet, language },
  );
  const [promise, ...why] = dates?.split('\n') ?? [];
  expect(promise).toMatch(/25 October 2026|2026年10月25日/);
  expect(why).toEqual(whyThisDate(trace, language));
});

test('every way that the law leaves open is in the rights', () => {
  const few = { ...sheet, pack: { ...complaintPack1, routes: ['court' as const] } };
  expect(closingParts('DISPUTED', few).rights).toBe('If you do not agree, you can: go to court.');
  expect(closingParts('DISPUTED', sheet).rights?.split(';')).toHaveLength(complaintPack1.routes.length);
});

describe.each(Language.options)('the letters in %s', (language) => {
  const letters = {
    decision: decisionParts(proposal, { ...sheet, language }),
    suggestion: feedbackParts('SUGGESTION', 'Our answer.', { ...sheet, language }),
    praise: feedbackParts('PRAISE', 'Our answer.', { ...sheet, language }),
    enquiry: feedbackParts('ENQUIRY', 'Our answer.', { ...sheet, language }),
    complex: extensionParts('COMPLEX', { dueAt: received }, { ...sheet, language }),
    special: extensionParts('SPECIAL', { dueAt: received }, { ...sheet, language }),
    quick: quickParts('What was agreed.', { ...sheet, language }),
    withdrawn: withdrawnParts(received, { ...sheet, language }),
    disputed: closingParts('DISPUTED', { ...sheet, language }),
    taken: closingParts('MANUAL_TAKEOVER', { ...sheet, language }),
    cancelled: closingParts('CANCELLED', { ...sheet, language }),
  };

  test('name the case in each, and leave no part empty', () => {
    for (const [name, parts] of Object.entries(letters)) {
      expect(parts.contact, name).toContain('K1');
      for (const text of Object.values(parts))
        expect(text.trim(), name).not.toMatch(/^$|undefined|NaN|Invalid/);
    }
  });

  test('differ from one another', () => {
    const texts = Object.values(letters).map((parts) => JSON.stringify(parts));
    expect(new Set(texts).size).toBe(texts.length);
  });
});

const soundParts = decisionParts(proposal, sheet);

test.each(['findings', 'reason', 'remedy', 'rights', 'dates'] as const)(
  'R114 a letter without %s lacks it, and one of blanks as well',
  (part) => {
    const { [part]: _, ...others } = soundParts;
    expect(lacksOf(others, 'RESOLVED_PARTLY', complaintPack1)).toEqual([part]);
    expect(lacksOf({ ...soundParts, [part]: ' \n ' }, 'RESOLVED_PARTLY', complaintPack1)).toEqual([part]);
  },
);

test.each([
  ['The fee of 2026-09-25 and the one of 2026-09-26, 2026-09-27 were the same.', []],
  ['Please call 13800138000 or write to us.', []],
  ['Card 6222 0212 3456 7890 was charged.', ['number:findings']],
  ['Account 622202123456 was charged.', ['number:findings']],
  [`${'我们核查了您反映的情况，'.repeat(9)}并予以说明。`, []],
  [`${'我们核查了您反映的情况，'.repeat(20)}并予以说明。`, ['plain:findings']],
  [`${'我们核查了您反映的情况。'.repeat(20)}`, []],
])('findings such as %j lack %j', (findings, lacks) => {
  expect(lacksOf({ ...soundParts, findings }, 'RESOLVED_UPHELD', complaintPack1)).toEqual(lacks);
});
