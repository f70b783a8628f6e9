import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { businessKeyOf } from '../../../../functions/intake/rules/case-of.ts';
import { FeedbackWish } from '../../../../shared/contracts/improvement.ts';
import type { Visit } from '../../../../shared/contracts/visit.ts';
import { caseIdOf, complaintKey } from '../../../../shared/platform/ids.ts';
import { CASE, MONDAY, reached, visitUnderWay } from './story.ts';

const story = await visitUnderWay();
const { aws } = story;
const wiring = await import('../../../../functions/visit/wiring.ts');
const { weighContact } = await import('../../../../functions/visit/weigh-contact.ts');
const { recordOutcome } = await import('../../../../functions/visit/record-outcome.ts');
const { takeUp } = await import('../../../../functions/visit/take-up.ts');
const { settleFollowUp } = await import('../../../../functions/visit/settle-follow-up.ts');
const weigh = weighContact(wiring.contactWiring());
const record = recordOutcome(wiring.recordWiring());
const take = takeUp(wiring.visitWiring());
const settle = settleFollowUp(wiring.recordWiring());

const toRecord = story.input('Record outcome', ['visit.completed']);
const said = (more: Partial<Visit> = {}) => story.answered('visit', { ...reached, ...more });

/** A step is tried again after it has written everything: it answers the same and writes nothing. */
async function twice(step: (input: unknown) => Promise<unknown>, input: object): Promise<unknown> {
  const answer = await step(input);
  const before = await story.everything();
  expect(await step(input)).toEqual(answer);
  expect(await story.everything()).toEqual(before);
  return answer;
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(MONDAY) });
  await story.reset();
  await weigh(story.input('Weigh contact'));
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

describe('R019, R046, R056 Record outcome', () => {
  test('says that the customer was reached, what was learnt, and that the contact was made', async () => {
    const taskId = await said({ satisfaction: '5', needs: 'CANARY a loan' });
    expect(await twice(record, toRecord)).toEqual({ ending: 'COMPLETED', followUps: [] });
    expect(await story.headNow()).toMatchObject({ status: 'RECORDED', recordId: taskId, tries: 1 });
    expect(await story.row('Cases', 'TRY#0001')).toMatchObject({ outcome: 'REACHED', taskId });
    expect(await aws.items('Signals')).toMatchObject([{ what: 'SATISFACTION', value: 5, caseId: CASE }]);
    expect(await story.contacts()).toEqual(['SENT']);
    const { events } = await story.sent();
    expect(events).toMatchObject([{ name: 'visit.completed', detail: { facts: { satisfaction: 5 } } }]);
    const told = JSON.stringify([
      await aws.items('Audit'),
      await aws.items('Outbox'),
      await aws.items('Signals'),
    ]);
    expect(told).not.toContain('CANARY');
  });

  test('R118 corrects the customer’s record, and the audit says in which task, not to what', async () => {
    const taskId = await said({ newPhone: '021 5555 0177', newEmail: 'new@example.com' });
    await twice(record, toRecord);
    expect(await story.row('Customers', 'PROFILE')).toMatchObject({
      phone: '021 5555 0177',
      email: 'new@example.com',
    });
    const audit = JSON.stringify(await aws.items('Audit'));
    expect(audit).toContain(taskId);
    expect(audit).not.toMatch(/0177|new@example/);
  });

  test('R047 hands a complaint to intake under the number that the receipt has named, once however often it comes', async () => {
    const taskId = await said({ problem: 'YES', problemText: 'A fee was charged twice in February.' });
    const { complaintId } = (await record(toRecord)) as { complaintId: string };
    await record(toRecord);
    const handed = aws.invocations.filter(({ functionName }) => functionName === 'Steward-AcceptEvent');
    expect(handed).toHaveLength(2);
    expect(handed[1]?.payload).toEqual(handed[0]?.payload);
    expect(handed[0]?.payload).toMatchObject({
      source: 'bank.visit',
      'detail-type': 'complaint.submitted',
      detail: {
        channel: 'visit',
        externalId: taskId,
        customerId: 'C1',
        text: 'A fee was charged twice in February.',
      },
    });
    expect(complaintId).toBe(caseIdOf(complaintKey('visit', taskId), new Date(MONDAY), 'Asia/Shanghai'));
    expect(complaintKey('visit', taskId)).toBe(
      businessKeyOf({
        type: 'complaint.submitted',
        detail: { channel: 'visit', externalId: taskId } as never,
      }),
    );
    expect(await story.headNow()).toMatchObject({ complaintId });
    expect((await aws.items('Signals')).map(({ what }) => what).sort()).toEqual(['PROBLEM', 'SATISFACTION']);
  });

  test('R129 names what is left to be done: a request, promises, and a customer to be put right by somebody else', async () => {
    await said({
      satisfaction: '2',
      serviceRequest: 'A new card',
      promise1: 'Send the brochure',
      promise1Due: '2026-03-06',
      promise3: 'Call back in May',
      promise3Due: '2026-05-20',
    });
    expect(await twice(record, toRecord)).toMatchObject({
      followUps: [
        { what: 'SERVICE', number: 1 },
        { what: 'RECOVERY', number: 1 },
        { what: 'PROMISE', number: 1 },
        { what: 'PROMISE', number: 3 },
      ],
    });
    expect(await story.row('Cases', 'PROMISE#0001')).toMatchObject({
      text: 'Send the brochure',
      dueDay: '2026-03-06',
    });
    // The story waits thirty days at most.
    expect(await story.row('Cases', 'PROMISE#0003')).toMatchObject({ dueDay: '2026-04-01' });
  });

  test('R116 R243 a suggestion has an answer of its own, asked for once more on every retry', async () => {
    await said({ suggestion: 'CANARY open on Saturdays' });
    await twice(record, toRecord);
    const wishes = aws.invocations
      .filter(({ functionName }) => functionName === 'Steward-OpenFeedback')
      .map(({ payload }) => payload);
    expect(wishes).toHaveLength(2);
    for (const wish of wishes)
      expect(FeedbackWish.parse(wish)).toMatchObject({
        voice: 'SUGGESTION',
        from: 'VISIT',
        text: 'CANARY open on Saturdays',
      });
  });

  test('R218 a suggestion becomes an entry in the register, and its words stay with the case', async () => {
    await said({ suggestion: 'CANARY open on Saturdays' });
    await twice(record, toRecord);
    const register = await aws.items('Register');
    expect(register).toMatchObject([{ state: 'OPEN', caseId: CASE }]);
    expect(JSON.stringify(register)).not.toContain('CANARY');
  });

  test('a greeting that was brought in person is care, and leaves nothing to be done', async () => {
    await story.reset({ visitKind: 'GREETING', topic: 'birthday' });
    await story.answered('greeting', { outcome: 'REACHED', note: '' });
    const input = story.input('Record outcome', ['visit.completed'], { kind: 'GREETING' });
    expect(await twice(record, input)).toEqual({ ending: 'CARE_SENT', followUps: [] });
  });
});

describe('R047, R129 what a visit leaves', () => {
  const item = (what: string, number = 1) => ({ what, number, followUp: { what, number } });
  const done = (what: string, step: string, number = 1) => story.input(step, [], item(what, number));

  test('a promise is due when the bank closes on its day, and is kept or not in the records', async () => {
    await said({ promise1: 'Send the brochure', promise1Due: '2026-03-06' });
    await record(toRecord);
    expect(await take(done('PROMISE', 'Take up #0'))).toMatchObject({
      promisedBy: '2026-03-06T09:00:00.000Z',
    });
    await story.answered('promise', { kept: 'YES', reason: 'Sent on Thursday.' }, { item: 1 });
    await twice(settle, done('PROMISE', 'Settle follow-up #0'));
    expect(await story.row('Cases', 'PROMISE#0001')).toMatchObject({ kept: 'YES', settledAt: MONDAY });
  });

  test('two promises are settled each by its own task', async () => {
    await said({ promise1: 'One', promise1Due: '2026-03-06', promise2: 'Two', promise2Due: '2026-03-09' });
    await record(toRecord);
    await story.answered('promise', { kept: 'NO', reason: 'It was sold out.' }, { item: 2 });
    await story.answered('promise', { kept: 'YES', reason: 'Done on Thursday.' }, { item: 1 });
    await settle(done('PROMISE', 'Settle follow-up #0', 1));
    await settle(done('PROMISE', 'Settle follow-up #1', 2));
    expect(await story.row('Cases', 'PROMISE#0001')).toMatchObject({ kept: 'YES' });
    expect(await story.row('Cases', 'PROMISE#0002')).toMatchObject({ kept: 'NO' });
  });

  test('the customer reads what came of a service request', async () => {
    await said({ serviceRequest: 'A new card' });
    await record(toRecord);
    await story.answered('service', { done: 'DONE', reply: 'The card is on its way.' }, { item: 1 });
    await twice(settle, done('SERVICE', 'Settle follow-up #0'));
    expect(await story.row('Cases', 'LETTER#0001')).toMatchObject({
      kind: 'service',
      parts: { reply: 'The card is on its way.' },
    });
    expect((await story.sent()).mails).toMatchObject([
      { template: 'service-reply', facts: { letter: 1, done: 'DONE' } },
    ]);
  });

  test('a dissatisfied customer who complains after all is taken in as one', async () => {
    await said({ satisfaction: '1' });
    await record(toRecord);
    const taskId = await story.answered(
      'recovery',
      { recovery: 'COMPLAINT', reason: 'The card was late again.' },
      { item: 1 },
    );
    await twice(settle, done('RECOVERY', 'Settle follow-up #0'));
    const handed = aws.invocations.filter(({ functionName }) => functionName === 'Steward-AcceptEvent');
    expect(handed[0]?.payload).toMatchObject({
      detail: { externalId: taskId, text: 'The card was late again.' },
    });
    expect((await aws.items('Signals')).map(({ what }) => what).sort()).toEqual(['RECOVERY', 'SATISFACTION']);
  });
});
