import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { head, MONDAY, reached, visitUnderWay } from './story.ts';

const story = await visitUnderWay();
const { aws } = story;
const wiring = await import('../../../../functions/visit/wiring.ts');
const { weighContact } = await import('../../../../functions/visit/weigh-contact.ts');
const { findAnotherTime } = await import('../../../../functions/visit/find-another-time.ts');
const { agreeOnDate } = await import('../../../../functions/visit/agree-on-date.ts');
const { takeInContact } = await import('../../../../functions/visit/take-in-contact.ts');
const { respectRefusal } = await import('../../../../functions/visit/respect-refusal.ts');
const { markUnreachable } = await import('../../../../functions/visit/mark-unreachable.ts');
const weigh = weighContact(wiring.contactWiring());
const another = findAnotherTime(wiring.contactWiring());
const agree = agreeOnDate(wiring.contactWiring());
const takeIn = takeInContact(wiring.contactWiring());
const respect = respectRefusal(wiring.learningWiring());
const unreachable = markUnreachable(wiring.learningWiring());

const says = (outcome: string, more: object = {}) =>
  story.answered('visit', { ...reached, outcome, ...more });

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(MONDAY) });
  await story.reset();
  await weigh(story.input('Weigh contact'));
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

/** A step is tried again after it has written everything: it answers the same and writes nothing. */
async function twice(step: (input: unknown) => Promise<unknown>, input: object): Promise<unknown> {
  const answer = await step(input);
  const before = await story.everything();
  expect(await step(input)).toEqual(answer);
  expect(await story.everything()).toEqual(before);
  return answer;
}

describe('R047, R115 nobody answers', () => {
  test('the customer is tried in another part of the day and by another channel, some working days later', async () => {
    await says('NO_ANSWER');
    expect(await twice(another, story.input('Find another time'))).toEqual({
      again: 'YES',
      until: '2026-03-04T03:30:00.000Z',
      channel: 'wechat',
    });
    expect(await story.row('Cases', 'TRY#0001')).toMatchObject({
      outcome: 'NO_ANSWER',
      channel: 'phone',
      daypart: 'MORNING',
    });
    expect(await story.contacts()).toEqual(['RELEASED']);
    expect(await story.headNow()).toMatchObject({ channel: 'wechat', tries: 1, status: 'WAITING' });
  });

  test('three times within no less than five working days, and then no more', async () => {
    const days: string[] = [];
    for (const day of ['2026-03-02', '2026-03-04', '2026-03-09']) {
      vi.setSystemTime(new Date(`${day}T02:30:00.000Z`));
      await says('NO_ANSWER');
      const found = (await another(story.input('Find another time'))) as { again: string; until?: string };
      days.push(found.until?.slice(0, 10) ?? found.again);
    }
    expect(days).toEqual(['2026-03-04', '2026-03-09', 'NO']);
  });

  test('is a signal of its own, once, and the contact is given back', async () => {
    const input = story.input('Mark unreachable', ['visit.unreachable']);
    expect(await twice(unreachable, input)).toEqual({ ending: 'UNREACHABLE' });
    expect(await aws.items('Signals')).toMatchObject([
      { customerId: 'C1', from: 'visit', what: 'UNREACHABLE' },
    ]);
    expect((await story.sent()).events.map(({ name }) => name)).toEqual(['visit.unreachable']);
    expect(await story.contacts()).toEqual(['RELEASED']);
  });
});

describe('R043 another date', () => {
  const when = '2026-03-09T10:30';

  test('is entered into the visitor’s calendar, and into the customer’s if they wish', async () => {
    await says('RESCHEDULE', { when, mailDate: 'YES' });
    expect(await twice(agree, story.input('Agree on a date'))).toEqual({
      again: 'YES',
      until: '2026-03-09T01:00:00.000Z',
    });
    const { mails } = await story.sent();
    const facts = { at: '2026-03-09T02:30:00.000Z', minutes: 30, version: 1 };
    expect(
      mails
        .map(({ template, to, facts }) => ({ template, to, facts }))
        .sort((a, b) => (a.template < b.template ? -1 : 1)),
    ).toEqual([
      { template: 'appointment', to: { kind: 'staff', id: 'S1' }, facts },
      { template: 'visit-confirmation', to: { kind: 'customer', id: 'C1' }, facts },
    ]);
    expect(await story.headNow()).toMatchObject({ agreedAt: facts.at, reschedules: 1 });
  });

  test('is told to no customer who does not wish it', async () => {
    await says('RESCHEDULE', { when, mailDate: 'NO' });
    await agree(story.input('Agree on a date'));
    expect((await story.sent()).mails.map(({ template }) => template)).toEqual(['appointment']);
  });

  test('the moment is meant in the visitor’s own zone', async () => {
    await aws.put('Staff', { ...(await story.row('Staff', 'PROFILE')), zone: 'Europe/London' });
    await says('RESCHEDULE', { when, mailDate: 'NO' });
    await agree(story.input('Agree on a date'));
    expect(await story.headNow()).toMatchObject({ agreedAt: '2026-03-09T10:30:00.000Z' });
  });

  test('later, rather than another date, is noted without any mail; what is over is taken up at once', async () => {
    await says('NOT_NOW', { when: '2026-02-01T09:00' });
    expect(await agree(story.input('Agree on a date'))).toMatchObject({
      again: 'YES',
      until: '2026-03-02T02:31:00.000Z',
    });
    expect((await story.sent()).mails).toEqual([]);
  });

  test('can be had three times, and then the visit is left', async () => {
    await aws.put('Cases', { ...(await story.headNow()), reschedules: 3 });
    await says('RESCHEDULE', { when, mailDate: 'YES' });
    expect(await twice(agree, story.input('Agree on a date'))).toEqual({ again: 'NO', ending: 'SKIPPED' });
    expect((await story.sent()).mails).toEqual([]);
  });
});

describe('V6 wrong contact data', () => {
  test('are mended in the customer’s record, and the audit says by whom, not what', async () => {
    await says('WRONG_CONTACT');
    await story.answered(
      'contact',
      { found: 'FOUND', newPhone: '021 5555 0199', newEmail: '', reason: 'CANARY at the counter' },
      { assigneeId: 'S7', decidedBy: 'S7' },
    );
    expect(await twice(takeIn, story.input('Take in contact'))).toEqual({ contact: 'MENDED' });
    expect(await story.row('Customers', 'PROFILE')).toMatchObject({
      phone: '021 5555 0199',
      email: 'wang@example.com',
    });
    const audit = JSON.stringify(await aws.items('Audit'));
    expect(audit).toContain('customer.contact-repaired');
    expect(audit).toContain('S7');
    expect(audit).not.toMatch(/0199|CANARY/);
  });

  test('that nobody can find are left as they are', async () => {
    await says('WRONG_CONTACT');
    await story.answered('contact', {
      found: 'NOT_FOUND',
      newPhone: '',
      newEmail: '',
      reason: 'Nobody knows them here.',
    });
    expect(await twice(takeIn, story.input('Take in contact'))).toEqual({ contact: 'NONE' });
    expect(await story.row('Customers', 'PROFILE')).toMatchObject({ phone: '021 5555 0100' });
  });
});

describe('R127 a refusal', () => {
  test('of a visit is a signal, and leaves the customer’s consents as they are', async () => {
    await says('REFUSED');
    expect(await twice(respect, story.input('Respect refusal'))).toEqual({ ending: 'REFUSED' });
    expect(await aws.items('Signals')).toMatchObject([{ what: 'REFUSED' }]);
    expect(await story.row('Customers', 'CONSENT#care#phone')).toMatchObject({ state: 'GIVEN' });
  });

  test('was said in a talk, which counts as any other, also where writing that down is tried again', async () => {
    await says('REFUSED');
    aws.before.TransactWriteItems = (input) => {
      if (JSON.stringify(input).includes('Contacts')) throw new Error('down');
    };
    await expect(respect(story.input('Respect refusal'))).rejects.toThrow();
    delete aws.before.TransactWriteItems;
    await twice(respect, story.input('Respect refusal'));
    expect(await story.contacts()).toEqual(['SENT']);
    expect(await story.row('Contacts', 'CAP#recent')).toMatchObject({ contacts: [{ state: 'SENT' }] });
  });

  test('of a greeting takes back the consent to care by that channel', async () => {
    await story.reset({ ...head, visitKind: 'GREETING', topic: 'birthday' });
    await story.answered('greeting', { outcome: 'REFUSED', note: '' });
    await twice(respect, story.input('Respect refusal', [], { kind: 'GREETING' }));
    expect(await story.row('Customers', 'CONSENT#care#phone')).toMatchObject({
      state: 'WITHDRAWN',
      from: 'staff',
    });
    expect((await story.sent()).events.map(({ name }) => name)).toEqual(['consent.changed']);
    expect((await aws.items('Audit')).map(({ entityId, act }) => [entityId, act])).toContainEqual([
      'C1',
      'consent.changed',
    ]);
  });
});
