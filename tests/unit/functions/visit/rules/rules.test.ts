import { describe, expect, test } from 'vitest';
import { channels } from '../../../../../functions/visit/channels/channels.ts';
import { momentOf, takenUpAt } from '../../../../../functions/visit/rules/agreed.ts';
import { standingOf } from '../../../../../functions/visit/rules/contact-of.ts';
import { followUpsOf } from '../../../../../functions/visit/rules/follow-ups.ts';
import { outcomeOf } from '../../../../../functions/visit/rules/outcome-of.ts';
import { daysAround } from '../../../../../functions/visit/rules/place.ts';
import { waysOf } from '../../../../../functions/visit/rules/ways.ts';
import { VisitKind, VisitOutcome } from '../../../../../shared/contracts/codes.ts';
import { cadence1 } from '../../../../../shared/policy/cadence.ts';
import { workingTime1 } from '../../../../../shared/policy/calendar.ts';
import { contactRules1 } from '../../../../../shared/policy/contact-rules.ts';
import { reached } from '../story.ts';

describe('R111 what a visit is to the contact rules', () => {
  test.each(VisitKind.options)('%s is of a class that may be for its purpose', (kind) => {
    const { class: of, purpose } = standingOf(kind);
    expect(contactRules1.purposes[of]).toContain(purpose);
  });

  test('only its own end is reached while a complaint keeps everything else away', () => {
    const severe = contactRules1.complaints.find(({ severities }) => severities.includes('S1'));
    const let_ = VisitKind.options.filter((kind) => severe?.lets.includes(standingOf(kind).class));
    expect(let_).toEqual(['COMPLAINT_FOLLOWUP']);
  });
});

describe('R075, R125 the ways to a customer', () => {
  const choice = {
    kind: 'CHECKUP',
    planned: 'phone',
    preferred: 'video',
    usual: ['mail', 'sms', 'phone'],
    customer: { email: 'a@b.example', phone: '1' },
  } as const;

  test('are the planned one, the preferred one, and the usual ones', () => {
    expect(waysOf(choice, channels)).toEqual(['phone', 'video', 'sms']);
  });

  test('leave out what does not reach the customer, and what cannot carry the visit', () => {
    expect(waysOf({ ...choice, customer: { email: 'a@b.example' } }, channels)).toEqual(['video']);
    expect(waysOf({ ...choice, kind: 'COMPLAINT_FOLLOWUP' }, channels)).toEqual(['phone', 'video']);
  });

  test('make no call of what was planned as a mail', () => {
    expect(waysOf({ ...choice, planned: 'mail' }, channels)).toEqual(['mail']);
    expect(waysOf({ ...choice, planned: 'mail', customer: { phone: '1' } }, channels)).toEqual([]);
  });
});

describe('a date that was agreed', () => {
  const now = '2026-03-02T02:30:00.000Z';

  test.each([
    ['2026-03-09T10:30', 'Asia/Shanghai', '2026-03-09T02:30:00.000Z'],
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  ])('%s in %s is %s', (typed, zone, moment) => {
    expect(momentOf(typed, zone)).toBe(moment);
  });

  test.each([
    ['when the bank opens on its day', '2026-03-09T08:00:00.000Z', '2026-03-09T01:00:00.000Z'],
    ['at the moment itself before that', '2026-03-09T00:30:00.000Z', '2026-03-09T00:30:00.000Z'],
    ['at the moment itself on a day off', '2026-03-08T08:00:00.000Z', '2026-03-08T08:00:00.000Z'],
    ['at once on the same day', '2026-03-02T08:00:00.000Z', '2026-03-02T02:31:00.000Z'],
    ['at once when it is over', '2026-02-27T08:00:00.000Z', '2026-03-02T02:31:00.000Z'],
  ])('is taken up %s', (_, agreed, until) => {
    expect(takenUpAt(agreed, now, workingTime1)).toBe(until);
  });
});

test('R038 around a full day the nearest working days are tried, earlier before later, none before the first', () => {
  expect(daysAround('2026-03-10', '2026-03-06', 3, workingTime1)).toEqual([
    '2026-03-10',
    '2026-03-09',
    '2026-03-11',
    '2026-03-06',
    '2026-03-12',
    '2026-03-13',
  ]);
});

describe('the outcome of a visit', () => {
  test.each(VisitOutcome.options)('%s is said by some story', (outcome) => {
    const state =
      outcome === 'MANUAL_TAKEOVER' ? { way: 'CANCEL', ending: 'COMPLETED' } : { ending: outcome };
    expect(outcomeOf(state)).toBe(outcome);
  });

  test('is not made up', () => {
    expect(outcomeOf({ kind: 'CHECKUP', outcome: 'REACHED' })).toBeUndefined();
  });
});

describe('R129 a dissatisfied customer', () => {
  test.each(['1', '2'] as const)('who says %s is put right', (satisfaction) => {
    expect(followUpsOf({ ...reached, satisfaction }, cadence1)).toEqual([{ what: 'RECOVERY', number: 1 }]);
  });

  test('who complains has the team of the complaint, and is not called by a third person', () => {
    const visit = {
      ...reached,
      satisfaction: '1',
      problem: 'YES',
      problemText: 'It was late again.',
    } as const;
    expect(followUpsOf(visit, cadence1)).toEqual([]);
  });

  test.each(['3', '4', '5'] as const)('is none who says %s', (satisfaction) => {
    expect(followUpsOf({ ...reached, satisfaction }, cadence1)).toEqual([]);
  });
});
