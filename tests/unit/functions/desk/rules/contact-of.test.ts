import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contactOf, isOptional } from '../../../../../functions/desk/rules/contact-of.ts';
import { ContactClass, Stage, Tier } from '../../../../../shared/contracts/codes.ts';
import { Severity } from '../../../../../shared/contracts/complaint.ts';
import type { ContactBook } from '../../../../../shared/contracts/contact.ts';
import { MailTemplate } from '../../../../../shared/contracts/items.ts';
import { outboxMail } from '../../../../../shared/platform/outbox.ts';
import { arbitrate } from '../../../../../shared/policy/arbitrate.ts';
import { workingTime1 } from '../../../../../shared/policy/calendar.ts';
import { type ContactRules, contactRules1 } from '../../../../../shared/policy/contact-rules.ts';

const NOW = '2026-03-02T01:30:00.000Z';

const mail = (template: MailTemplate, facts: Record<string, string> = {}) =>
  outboxMail({ cause: ['x'], at: NOW, template, to: { kind: 'customer', id: 'C1' }, caseId: 'K1', facts });

const ofTheLaw = ['acknowledgement', 'decision', 'extension', 'withdrawn', 'closing', 'quick'] as const;
const ofStaff: readonly MailTemplate[] = [
  'escalated',
  'reassigned',
  'at-risk',
  'breach',
  'appointment',
  'alert-notice',
  'retention-risk',
];

test('every mail that a customer may get has a class that may be for its purpose', () => {
  for (const template of MailTemplate.options.filter((its) => !ofStaff.includes(its))) {
    const { class: kind, purpose } = contactOf(mail(template));
    expect(contactRules1.purposes[kind]).toContain(purpose);
  }
  for (const template of ofStaff) expect(() => contactOf(mail(template))).toThrow(template);
});

test('what the law wants told has its date as its last moment, and nothing else has one', () => {
  const dueAt = '2026-03-17T15:59:59.999Z';
  for (const template of MailTemplate.options.filter((its) => !ofStaff.includes(its))) {
    const { class: kind, mustBy } = contactOf(mail(template, { dueAt }));
    expect(mustBy).toBe(kind === 'statutory-notice' ? dueAt : undefined);
  }
  expect(ofTheLaw.map((template) => contactOf(mail(template)).class)).toEqual(
    ofTheLaw.map(() => 'statutory-notice'),
  );
});

test('only a mail that nobody needs says how to have no more of them', () => {
  expect(MailTemplate.options.filter((template) => isOptional({ template }))).toEqual([
    'greeting',
    'retention-care',
    'survey-invitation',
    'survey-reminder',
    'survey-thanks',
  ]);
});

const moment = fc
  .integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2026-12-30T00:00:00Z') })
  .map((at) => new Date(at).toISOString());

const books: fc.Arbitrary<ContactBook> = fc.record({
  profile: fc.record({
    tier: fc.constantFrom(...Tier.options),
    stage: fc.constantFrom(...Stage.options),
    zone: fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Pacific/Auckland'),
    deceased: fc.boolean(),
    minor: fc.boolean(),
    doNotContact: fc.boolean(),
  }),
  consents: fc.array(
    fc.record({
      purpose: fc.constant('service' as const),
      channel: fc.constant('mail' as const),
      state: fc.constantFrom('GIVEN' as const, 'WITHDRAWN' as const),
      at: moment,
    }),
    { maxLength: 3 },
  ),
  holds: fc.array(
    fc.record(
      {
        caseId: fc.constant('K1'),
        severity: fc.constantFrom(...Severity.options),
        openedAt: moment,
        closedAt: moment,
      },
      { requiredKeys: ['caseId', 'openedAt'] },
    ),
    { maxLength: 3 },
  ),
  contacts: fc.array(
    fc.record({
      contactId: fc.constant('N1'),
      at: moment,
      class: fc.constantFrom(...ContactClass.options),
      channel: fc.constant('mail' as const),
      purpose: fc.constant('service' as const),
      state: fc.constantFrom('SENT' as const, 'RESERVED' as const),
    }),
    { maxLength: 20 },
  ),
});

/** Rules under which the night and holidays hold up mails of every class: stricter than version 1. */
const strict: ContactRules = {
  ...contactRules1,
  quiet: { ...contactRules1.quiet, stops: [{ classes: ContactClass.options, channels: ['mail'] }] },
  holidays: { stops: [{ classes: ContactClass.options, channels: ['mail'] }] },
};

test('class 1 is never late: whatever the book says, a statutory mail is never kept back, and put off at most until its date', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ofTheLaw),
      books,
      moment,
      fc.option(moment),
      fc.constantFrom(contactRules1, strict),
      (template, book, now, dueAt, rules) => {
        const request = contactOf(mail(template, dueAt === null ? {} : { dueAt }));
        const ruling = arbitrate(request, book, rules, now, workingTime1);
        expect(ruling.answer).not.toBe('SUPPRESS');
        if (rules === contactRules1) expect(ruling.answer).toBe('SEND_NOW');
        if (ruling.answer === 'DEFER' && dueAt !== null) {
          expect(Date.parse(ruling.until ?? '')).toBeLessThanOrEqual(Date.parse(dueAt));
        }
      },
    ),
  );
});
