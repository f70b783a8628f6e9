import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { playbooks1 } from '../../../../shared/policy/playbooks.ts';
import { alertUnderWay, CASE, MONDAY, onDay } from './story.ts';

const story = await alertUnderWay();
const { aws } = story;
const wiring = await import('../../../../functions/churn/wiring.ts');
const { Assigned, assignArm } = await import('../../../../functions/churn/assign-arm.ts');
const { sendCare } = await import('../../../../functions/churn/send-care.ts');
const { recordAssessment } = await import('../../../../functions/churn/record-assessment.ts');
const { foundComplaintId } = await import('../../../../shared/platform/ids.ts');
const assign = assignArm(wiring.alertWiring());
const care = sendCare(wiring.careWiring());
const record = recordAssessment(wiring.handOverWiring());

const toAssign = (entered = MONDAY) => story.input('Assign arm', {}, { entered });
const toCare = (entered = MONDAY) => story.input('Send care', {}, { entered, emits: ['care.sent'] });
const assessed = {
  verdict: 'CONFIRM',
  churnCause: 'PRICE',
  playbook: '',
  playbookReason: '',
  complaintText: '',
  reason: 'Spoke with the customer about it.',
};
const toRecord = () => story.input('Take in assessment');

/** A desk whose playbooks differ. */
function deskWith(control: Partial<(typeof playbooks1)['control']>) {
  const wired = wiring.alertWiring();
  const read = async (name: string, version?: number) =>
    name === 'playbooks'
      ? { version: 1, pack: { ...playbooks1, control: { ...playbooks1.control, ...control } } }
      : wired.policies.read(name as 'escalation', version);
  return { ...wired, policies: { ...wired.policies, read } as typeof wired.policies };
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(MONDAY) });
  await story.reset();
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

describe('R199 Assign arm', () => {
  test('somebody acts, by band and tier, in working time; the arm and its reason are in the audit', async () => {
    const assigned = await assign(toAssign());
    // A working day of eight hours after Monday, 10:30: Tuesday, 10:30 in Shanghai.
    expect(assigned).toEqual({
      arm: 'TREAT',
      route: 'PERSON',
      assessBy: '2026-03-03T02:30:00.000Z',
      assessLevel: 1,
    });
    expect(await aws.items('Audit')).toMatchObject([
      { act: 'alert.dealt', facts: { arm: 'TREAT', why: 'drawn', route: 'PERSON', band: 'medium' } },
    ]);
    const before = await story.everything();
    expect(await assign(toAssign())).toEqual(assigned);
    expect(await story.everything()).toEqual(before);
  });

  test('a share of 1 watches everybody whom it may, and one of 0 nobody; the arm stays with the alert', async () => {
    expect(await assignArm(deskWith({ share: 1 }))(toAssign())).toMatchObject({ route: 'CONTROL' });
    expect(await assignArm(deskWith({ share: 0 }))(toAssign(onDay(1)))).toMatchObject({
      arm: 'CONTROL',
      route: 'CONTROL',
    });
    await story.reset();
    expect(await assignArm(deskWith({ share: 0 }))(toAssign())).toMatchObject({ arm: 'TREAT' });
  });

  test('the chance is that of the customer and the experiment, whenever it is drawn', async () => {
    const arms = [];
    for (const experiment of ['e1', 'e1', 'e2', 'e3', 'e4', 'e5', 'e6']) {
      await story.reset();
      const { arm } = Assigned.parse(await assignArm(deskWith({ share: 0.5, experiment }))(toAssign()));
      arms.push(arm);
    }
    expect(arms[0]).toBe(arms[1]);
    expect(new Set(arms).size).toBe(2);
  });

  test.each([
    ['vip-high', { tier: 'vip', band: 'high' }, {}],
    ['band-high', { band: 'high' }, {}],
    ['vulnerable', {}, { minor: true }],
  ] as const)('nobody is only watched who is %s', async (why, head, profile) => {
    await story.reset(head, profile);
    expect(await assignArm(deskWith({ share: 1 }))(toAssign())).toMatchObject({ arm: 'TREAT' });
    expect(await story.headNow()).toMatchObject({ armWhy: why });
  });

  test.each([
    ['vulnerable', { closedAt: '2025-01-01T00:00:00.000Z', vulnerable: 'YES' }],
    ['complained', { closedAt: '2026-01-20T00:00:00.000Z' }],
    ['complained', {}],
    ['drawn', { closedAt: '2025-11-01T00:00:00.000Z' }],
  ] as const)('a complaint counts: %s %j', async (why, its) => {
    await story.complains('K1', its);
    await assignArm(deskWith({ share: 1 }))(toAssign());
    expect(await story.headNow()).toMatchObject({ armWhy: why });
  });

  test('who was only watched and is at high risk by now is acted on; the arm stays', async () => {
    await story.reset({ arm: 'CONTROL', band: 'high', actedBand: 'medium' });
    expect(await assign(toAssign())).toMatchObject({ arm: 'CONTROL', route: 'PERSON' });
  });

  test.each([
    ['mass', 'medium', 'AUTO'],
    ['mass', 'high', 'PERSON'],
    ['vip', 'low', 'AUTO'],
  ] as const)('R123 %s at %s risk: %s', async (tier, band, route) => {
    await story.reset({ tier, band, arm: 'TREAT' });
    expect(await assign(toAssign())).toMatchObject({ route });
  });

  test('R185 the line head is told of the high band, once', async () => {
    await story.reset({ band: 'high' });
    const { assessBy } = Assigned.parse(await assign(toAssign()));
    await assign(toAssign(onDay(1)));
    expect((await story.sent()).mails).toMatchObject([
      { template: 'alert-notice', to: { kind: 'staff', id: 'S3' }, facts: { dueAt: assessBy } },
    ]);
  });

  test('an alert that waited in vain for a complaint goes to somebody with experience', async () => {
    await story.reset({ heldOut: 'K1', band: 'low' });
    expect(await assign(toAssign())).toMatchObject({ route: 'PERSON', assessLevel: 2 });
  });
});

describe('R190 R203 Send care', () => {
  test('a mail by the contact that was reserved for it, and the event; twice it does so once', async () => {
    expect(await care(toCare())).toEqual({ ruling: 'SENT' });
    await care(toCare());
    const { mails, events } = await story.sent();
    expect(mails).toMatchObject([{ template: 'retention-care', to: { kind: 'customer', id: 'C1' } }]);
    expect(mails[0]?.contactId).toMatch(/^N/);
    expect(events.map(({ name }) => name)).toEqual(['care.sent']);
    expect(await story.contacts()).toEqual(['RESERVED']);
  });

  test('R127 later where the rules put it off, three times at most', async () => {
    for (const [night, ruling] of [
      ['2026-03-02T14:00:00.000Z', 'LATER'],
      ['2026-03-03T14:00:00.000Z', 'LATER'],
      ['2026-03-04T14:00:00.000Z', 'LATER'],
      ['2026-03-05T14:00:00.000Z', 'NOT'],
    ] as const) {
      vi.setSystemTime(new Date(night));
      expect(await care(toCare(night))).toMatchObject({ ruling });
    }
    expect((await story.sent()).mails).toEqual([]);
  });

  test('R027 not at all without consent, or without an address', async () => {
    await story.consents('care', 'mail', 'WITHDRAWN');
    expect(await care(toCare())).toEqual({ ruling: 'NOT', reason: 'consent-withdrawn' });
    await story.reset({}, { email: undefined });
    expect(await care(toCare())).toEqual({ ruling: 'NOT', reason: 'no-address' });
  });
});

describe('R178 R195 Take in assessment', () => {
  test('a confirmed one has its cause, and those whom it concerns are told', async () => {
    await story.answered('assessment', { ...assessed, churnCause: 'COMPETITOR' });
    expect(await record(toRecord())).toEqual({});
    expect(await story.headNow()).toMatchObject({ status: 'ASSESSED', cause: 'COMPETITOR' });
    expect((await story.sent()).mails).toMatchObject([{ template: 'alert-notice', to: { id: 'S3' } }]);
  });

  test.each([
    ['FALSE_ALARM', 'TREAT', 'FALSE_ALARM'],
    ['ALREADY_LEFT', 'TREAT', 'LOST'],
    ['ALREADY_LEFT', 'CONTROL', 'CONTROL_LOST'],
  ] as const)('%s in the arm %s ends as %s', async (verdict, arm, ending) => {
    await story.reset({ arm });
    await story.answered('assessment', { ...assessed, verdict, churnCause: '' });
    expect(await record(toRecord())).toEqual({ ending });
    expect(await story.headNow()).toMatchObject({ ending });
  });

  test('the word of the expert counts, who answered last', async () => {
    await story.answered('assessment', { ...assessed, verdict: 'NEED_EXPERT', churnCause: '' });
    await story.answered('expertise', { ...assessed, churnCause: 'DIGITAL' });
    await record(toRecord());
    expect(await story.headNow()).toMatchObject({ cause: 'DIGITAL', actedOn: 'T2' });
  });

  test('R253 a complaint goes to intake under the number of the receipt, and the alert waits for it', async () => {
    const complaintText = 'The transfer was booked twice and nobody called back.';
    const taskId = await story.answered('assessment', {
      ...assessed,
      verdict: 'COMPLAINT_FOUND',
      churnCause: '',
      complaintText,
    });
    const complaintId = foundComplaintId(taskId, '2026-03-02T02:31:00.000Z', 'Asia/Shanghai');
    expect(await record(toRecord())).toEqual({ complaintId, until: onDay(22) });
    expect(await story.headNow()).toMatchObject({ status: 'HELD', heldFor: complaintId, complaintId });
    await record(toRecord());
    const submitted = aws.invocations.filter(({ functionName }) => functionName === 'Steward-AcceptEvent');
    // Handed over again on every retry, under the same id: intake takes it in once.
    expect(submitted).toHaveLength(2);
    for (const { payload } of submitted) {
      expect(payload).toMatchObject({
        id: complaintId,
        source: 'bank.visit',
        'detail-type': 'complaint.submitted',
        detail: { externalId: taskId, customerId: 'C1', text: complaintText, facts: { alert: CASE } },
      });
    }
    expect((await story.sent()).events.map(({ name }) => name)).toEqual(['churn.held']);
  });
});
