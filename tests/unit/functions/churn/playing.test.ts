import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { DecisionUnfinished } from '../../../../shared/faults/faults.ts';
import { playbooks1 } from '../../../../shared/policy/playbooks.ts';
import { alertUnderWay, CASE, MONDAY, onDay } from './story.ts';

const story = await alertUnderWay();
const { aws } = story;
const wiring = await import('../../../../functions/churn/wiring.ts');
const { selectPlaybook } = await import('../../../../functions/churn/select-playbook.ts');
const { takeStep } = await import('../../../../functions/churn/take-step.ts');
const { Prepared, prepareOffer } = await import('../../../../functions/churn/prepare-offer.ts');
const { weighRetention } = await import('../../../../functions/churn/weigh-retention.ts');
const { Recorded, recordStep } = await import('../../../../functions/churn/record-step.ts');
const { feedBack } = await import('../../../../functions/churn/feed-back.ts');
const { pauseMarketing } = await import('../../../../functions/churn/pause-marketing.ts');
const select = selectPlaybook(wiring.playingWiring());
const take = takeStep(wiring.playingWiring());
const prepare = prepareOffer(wiring.playingWiring());
const weigh = weighRetention(wiring.contactWiring());
const record = recordStep(wiring.recordWiring());
const { ledger } = wiring.careWiring();

const treated = { status: 'TREATED', cause: 'PRICE', playbook: 'OFFER' } as const;
const at = (step: string, number = 1, entered = MONDAY, state: Record<string, unknown> = {}) =>
  story.input(step, { number, assessorId: 'S1', ...state }, { entered });
const budget = () => story.row('Register', 'retention-budget#2026-03');
const [, rateBonus] = playbooks1.offers;
const signed = (clock: string, verdict: string, decidedBy: string, level: 2 | 3 = 2) =>
  story.answered('approval', { verdict, reason: 'as the figures say' }, { clock, decidedBy, level, item: 1 });
const said = { until: '', complaintText: '', reason: 'Spoke with the customer about it.' };
const talked = (outcome: string, its: Record<string, string> = {}) =>
  story.answered('retention', { outcome, ...said, ...its }, { item: 1 });

/** Those who may sign: a senior manager, a line head, and compliance. */
async function signers(): Promise<void> {
  const manager = (await aws.items('Staff')).find(({ staffId }) => staffId === 'S1');
  await aws.put('Staff', { ...manager, staffId: 'S8', role: 'compliance', level: 2 });
  await aws.put('Staff', { ...manager, staffId: 'S9', role: 'expert', level: 2 });
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(MONDAY) });
  await story.reset(treated);
  await signers();
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

describe('R178 R190 to R193 Select playbook', () => {
  test('by the cause, with its steps as rows; twice it does so once', async () => {
    await story.reset({ status: 'ASSESSED', cause: 'SERVICE' });
    const input = story.input('Select playbook', { playbook: '' });
    await select(input);
    await select(input);
    expect(await story.headNow()).toMatchObject({ status: 'TREATED', playbook: 'SERVICE_RECOVERY' });
    expect(await story.steps()).toEqual([
      '1 MARKETING_PAUSE PLANNED -',
      '2 SERVICE_FIX PLANNED -',
      '3 CONTACT PLANNED -',
    ]);
  });

  test('R261 or by the word of whoever looked, which is recorded; what was left of another one is done no more', async () => {
    await story.reset({ status: 'ASSESSED', cause: 'SERVICE', actedOn: 'T1' });
    await story.answered('assessment', { verdict: 'CONFIRM', churnCause: 'SERVICE', playbook: 'CARE' });
    await story.step(1, 'CONTACT', { state: 'PLANNED' });
    await select(story.input('Select playbook', { playbook: 'CARE' }));
    expect(await story.headNow()).toMatchObject({ playbook: 'CARE', chosenBy: 'S1' });
    expect(await story.steps()).toEqual(['1 CONTACT ENDED SKIPPED', '2 CONTACT PLANNED -']);
  });
});

describe('Take next step', () => {
  test('the first that is still to be done, and then nothing but to watch', async () => {
    await story.step(1, 'MARKETING_PAUSE', { state: 'ENDED', outcome: 'DONE' });
    await story.step(2, 'CONTACT', { state: 'PLANNED' });
    expect(await take(story.input('Take next step'))).toEqual({ what: 'CONTACT', number: 2 });
    await story.step(2, 'CONTACT', { state: 'ENDED', outcome: 'UNDECIDED' });
    expect(await take(story.input('Take next step', {}, { entered: onDay(1) }))).toEqual({ what: 'NONE' });
  });

  test('R131 of a customer who has left nothing is left but to ask them back, once', async () => {
    await story.reset({ ...treated, ending: 'LOST' });
    await story.step(1, 'OFFER', { state: 'RUNNING', cost: 400, budget: '2026-03' });
    await aws.put('Register', { entry: 'retention-budget#2026-03', v: 1, taken: 1_000 });
    expect(await take(story.input('Take next step'))).toEqual({ what: 'WIN_BACK', number: 2 });
    expect(await story.steps()).toEqual(['1 OFFER ENDED SKIPPED', '2 WIN_BACK RUNNING -']);
    expect(await budget()).toMatchObject({ taken: 600 });
    await story.step(2, 'WIN_BACK', { state: 'ENDED', outcome: 'GONE' });
    expect(await take(story.input('Take next step', {}, { entered: onDay(1) }))).toEqual({ what: 'CLOSE' });
  });
});

describe('R053 R130 R214 Prepare offer', () => {
  beforeEach(() => story.step(1, 'OFFER'));

  test('the first that fits tier, cause and risk class; its cost is taken of the budget of the month', async () => {
    const prepared = await prepare(at('Prepare offer'));
    expect(prepared).toEqual({ offer: rateBonus?.id, approvalLevel: 2, coSign: 'NO' });
    await prepare(at('Prepare offer'));
    expect(await budget()).toMatchObject({ taken: rateBonus?.cost });
    expect(await story.row('Cases', 'STEP#0001')).toMatchObject({
      offer: rateBonus?.id,
      cost: rateBonus?.cost,
      budget: '2026-03',
    });
  });

  test.each([
    ['vip', 'compliant', 'vip-care-pack', 2, 'NO'],
    ['vip', 'risk', 'rate-bonus', 2, 'YES'],
    ['mass', 'compliant', 'fee-waiver', 0, 'NO'],
    ['mass', 'risk', 'fee-waiver', 0, 'YES'],
  ] as const)('R063 %s of class %s: %s', async (tier, riskClass, offer, approvalLevel, coSign) => {
    await story.reset({ ...treated, tier }, { riskClass });
    await story.step(1, 'OFFER');
    expect(await prepare(at('Prepare offer'))).toEqual({ offer, approvalLevel, coSign });
  });

  test('taken up again after a hold it is the same offer, costs no more, and needs no signature twice', async () => {
    await prepare(at('Prepare offer'));
    await signed('offer-approval', 'APPROVE', 'S9');
    expect(await prepare(at('Prepare offer', 1, onDay(1)))).toMatchObject({ approvalLevel: 0 });
    expect(await budget()).toMatchObject({ taken: rateBonus?.cost });
  });

  test('R063 a customer who has become one of risk since the lock gets nothing that is not for them', async () => {
    await story.reset({ ...treated, tier: 'vip', riskClass: 'compliant' }, { riskClass: 'risk' });
    await aws.put('Register', { entry: 'retention-budget#2026-03', v: 1, taken: 900 });
    await story.step(1, 'OFFER', { offer: 'vip-care-pack', cost: 800, budget: '2026-03' });
    expect(await prepare(at('Prepare offer'))).toMatchObject({ offer: 'NONE' });
    expect(await story.steps()).toEqual(['1 OFFER ENDED NO_OFFER', '2 CONTACT PLANNED -']);
    expect(await budget()).toMatchObject({ taken: 100 });
  });

  test('a month that has nothing left offers nothing, and somebody speaks with the customer all the same', async () => {
    const taken = playbooks1.budget.perMonth - (rateBonus?.cost ?? 0) + 1;
    await aws.put('Register', { entry: 'retention-budget#2026-03', v: 1, taken });
    expect(await prepare(at('Prepare offer'))).toMatchObject({ offer: 'NONE' });
    expect(await story.steps()).toEqual(['1 OFFER ENDED NO_BUDGET', '2 CONTACT PLANNED -']);
    expect(await budget()).toMatchObject({ taken });
  });

  test('two offers of one moment take both what they cost, or one of them nothing', async () => {
    const cost = rateBonus?.cost ?? 0;
    await aws.put('Register', {
      entry: 'retention-budget#2026-03',
      v: 1,
      taken: playbooks1.budget.perMonth - cost,
    });
    await aws.put('Cases', { ...(await story.headNow()), caseId: 'A2' });
    await aws.put('Cases', { ...(await story.row('Cases', 'STEP#0001')), caseId: 'A2' });
    const other = at('Prepare offer');
    const both = await Promise.all([
      prepare(at('Prepare offer')),
      prepare({ ...other, case: { ...other.case, caseId: 'A2' } }),
    ]);
    expect(both.map((one) => Prepared.parse(one).offer).sort()).toEqual(['NONE', rateBonus?.id]);
    expect(await budget()).toMatchObject({ taken: playbooks1.budget.perMonth });
  });
});

describe('Weigh contact', () => {
  test('R127 a talk is care; the contact is reserved, and noted', async () => {
    await story.step(1, 'CONTACT');
    expect(await weigh(at('Weigh contact'))).toMatchObject({ ruling: 'NOW', channel: 'phone' });
    expect(await story.contacts()).toEqual(['RESERVED']);
    expect((await story.headNow()).contactId).toMatch(/^N/);
  });

  test('R027 an offer is marketing: without a yes to that somebody talks without it', async () => {
    await story.step(1, 'OFFER', { offer: 'fee-waiver', cost: 120, budget: '2026-03' });
    await aws.put('Register', { entry: 'retention-budget#2026-03', v: 1, taken: 500 });
    expect(await weigh(at('Weigh contact'))).toMatchObject({ ruling: 'NOT', reason: 'no-consent' });
    expect(await story.steps()).toEqual(['1 OFFER ENDED NOT_ALLOWED', '2 CONTACT PLANNED -']);
    expect(await budget()).toMatchObject({ taken: 380 });
    await story.reset(treated);
    await story.step(1, 'OFFER', { offer: 'fee-waiver', cost: 120, budget: '2026-03' });
    await story.consents('marketing', 'phone');
    expect(await weigh(at('Weigh contact'))).toMatchObject({ ruling: 'NOW' });
  });

  test('nobody hears of an offer that lacks a signature, whoever else has signed', async () => {
    await story.reset({ ...treated, riskClass: 'risk' });
    await story.consents('marketing', 'phone');
    await story.step(1, 'OFFER', { offer: 'rate-bonus', cost: 400, budget: '2026-03' });
    const lacking = (what: string) =>
      expect(weigh(at('Weigh contact'))).rejects.toThrow(new DecisionUnfinished(CASE, what.split(' ')));
    await signers();
    await lacking('approval co-sign');
    await signed('co-sign', 'APPROVE', 'S8', 3);
    await lacking('approval');
    // Who found the cause does not sign what follows from it.
    await signed('offer-approval', 'APPROVE', 'S1');
    await lacking('approval');
    await signed('offer-approval', 'APPROVE', 'S9');
    expect(await weigh(at('Weigh contact'))).toMatchObject({ ruling: 'NOW' });
  });

  test.each([
    ['somebody whom nobody knows', ['S0', 'S8'], 'approval'],
    ['a junior, on a task of a senior', ['S2', 'S8'], 'approval'],
    ['who holds the talk', ['S4', 'S8'], 'approval'],
    ['a line head in the place of compliance', ['S9', 'S3'], 'co-sign'],
    ['one person alone, who might do either', ['S5', 'S5'], 'co-sign'],
  ] as const)('R063 R065 what %s signs is not signed', async (_, [approves, coSigns], lacks) => {
    await story.reset({ ...treated, riskClass: 'risk' });
    await signers();
    const manager = (await aws.items('Staff')).find(({ staffId }) => staffId === 'S1');
    await aws.put('Staff', { ...manager, staffId: 'S2', level: 1 });
    await aws.put('Staff', { ...manager, staffId: 'S4', level: 2 });
    await aws.put('Staff', { ...manager, staffId: 'S5', role: 'gm', level: 4 });
    await story.consents('marketing', 'phone');
    await story.step(1, 'OFFER', { offer: 'rate-bonus', cost: 400, budget: '2026-03' });
    await signed('offer-approval', 'APPROVE', approves);
    await signed('co-sign', 'APPROVE', coSigns);
    await expect(weigh(at('Weigh contact', 1, MONDAY, { ownerId: 'S4' }))).rejects.toThrow(
      new DecisionUnfinished(CASE, [lacks]),
    );
  });

  test('later where the rules put it off, three times at most', async () => {
    await story.step(1, 'CONTACT');
    for (const [day, ruling] of [
      ['02', 'LATER'],
      ['03', 'LATER'],
      ['04', 'LATER'],
      ['05', 'NOT'],
    ] as const) {
      const night = `2026-03-${day}T14:00:00.000Z`;
      vi.setSystemTime(new Date(night));
      expect(await weigh(at('Weigh contact', 1, night))).toMatchObject({ ruling });
    }
    expect(await story.steps()).toEqual(['1 CONTACT ENDED NOT_ALLOWED']);
  });
});

describe('Record step', () => {
  /** A talk that was reserved. */
  async function reserved(what: 'CONTACT' | 'OFFER' | 'WIN_BACK' = 'CONTACT') {
    const { contactId = '' } = await ledger.reserve({
      customerId: 'C1',
      class: 'retention',
      channel: 'phone',
      purpose: 'care',
      cause: 'a talk',
    });
    await aws.put('Cases', { ...(await story.headNow()), contactId });
    const offer = { offer: 'fee-waiver', cost: 120, budget: '2026-03' };
    await story.step(1, what, what === 'OFFER' ? offer : {});
    await aws.put('Register', { entry: 'retention-budget#2026-03', v: 1, taken: 500 });
  }

  test('an offer that is accepted costs what it costs; the contact was made', async () => {
    await reserved('OFFER');
    await talked('ACCEPTED');
    expect(await record(at('Record step'))).toEqual({ ruling: 'NEXT' });
    expect(await story.headNow()).toMatchObject({ cost: 120, actedOn: 'T1' });
    expect(await budget()).toMatchObject({ taken: 500 });
    expect(await story.contacts()).toEqual(['SENT']);
    const before = await story.everything();
    await record(at('Record step'));
    expect(await story.everything()).toEqual(before);
  });

  test.each([
    ['UNDECIDED', 'SENT'],
    ['UNREACHABLE', 'RELEASED'],
  ])('one that is %s gives its cost back; the contact is %s', async (outcome, contact) => {
    await reserved('OFFER');
    await talked(outcome);
    await record(at('Record step'));
    expect(await budget()).toMatchObject({ taken: 380 });
    expect(await story.contacts()).toEqual([contact]);
    expect(await story.steps()).toEqual([`1 OFFER ENDED ${outcome}`]);
  });

  test('one that was not signed was never spoken of', async () => {
    await reserved('OFFER');
    await signed('offer-approval', 'REFUSE', 'S9');
    expect(await record(at('Record step'))).toEqual({ ruling: 'NEXT' });
    expect(await story.steps()).toEqual(['1 OFFER ENDED NOT_APPROVED', '2 CONTACT PLANNED -']);
    expect(await budget()).toMatchObject({ taken: 380 });
  });

  test('R111 who refuses is left in peace', async () => {
    await reserved();
    await story.step(2, 'CONTACT', { state: 'PLANNED' });
    await talked('REFUSED');
    await record(at('Record step'));
    expect(await story.steps()).toEqual(['1 CONTACT ENDED REFUSED', '2 CONTACT ENDED SKIPPED']);
  });

  test('later: the day that was named, 7 days at most, and twice at most', async () => {
    await reserved();
    for (const [until, expected] of [
      ['2026-03-04', '2026-03-04T01:00:00.000Z'],
      ['2026-05-01', '2026-03-09T01:00:00.000Z'],
    ] as const) {
      await talked('SNOOZE', { until });
      expect(await record(at('Record step', 1, expected))).toEqual({ ruling: 'LATER', until: expected });
    }
    await talked('SNOOZE', { until: '2026-03-12' });
    expect(await record(at('Record step', 1, onDay(9)))).toEqual({ ruling: 'NEXT' });
    expect(await story.steps()).toEqual(['1 CONTACT ENDED UNDECIDED']);
  });

  test('later is not today, by the calendar of the bank: it is Tuesday in Shanghai before it is in London', async () => {
    await reserved();
    vi.setSystemTime(new Date('2026-03-02T17:00:00.000Z'));
    await talked('SNOOZE', { until: '2026-03-03' });
    expect(await record(at('Record step'))).toEqual({ ruling: 'LATER', until: '2026-03-04T01:00:00.000Z' });
  });

  test('R253 a complaint is handed over, and the alert waits for it', async () => {
    await reserved();
    await talked('COMPLAINT', { complaintText: 'Nobody called back for three weeks.' });
    const recorded = Recorded.parse(await record(at('Record step')));
    expect(recorded).toMatchObject({ ruling: 'HOLD', until: onDay(22) });
    expect(await story.headNow()).toMatchObject({ status: 'HELD', heldFor: recorded.complaintId });
    expect(aws.invocations.at(-1)?.payload).toMatchObject({ id: recorded.complaintId });
  });

  test.each([
    ['TREAT', 'LOST'],
    ['CONTROL', 'CONTROL_LOST'],
  ] as const)('R131 R199 who has left has left, and stays in the arm %s', async (arm, ending) => {
    await reserved();
    await aws.put('Cases', { ...(await story.headNow()), arm });
    await talked('LEFT');
    await record(at('Record step'));
    expect(await story.headNow()).toMatchObject({ ending });
  });

  test('R192 a service that was put right, or cannot be', async () => {
    await story.step(1, 'SERVICE_FIX');
    await story.answered('service-fix', { fixed: 'NOT_POSSIBLE', reason: said.reason }, { item: 1 });
    await record(at('Record step'));
    expect(await story.steps()).toEqual(['1 SERVICE_FIX ENDED NOT_POSSIBLE']);
  });

  test('R254 why somebody left is an entry in the register of improvements', async () => {
    await reserved('WIN_BACK');
    await story.answered(
      'win-back',
      { wonBack: 'GONE', exitReason: 'DIGITAL', reason: said.reason },
      { item: 1 },
    );
    await record(at('Record step'));
    expect(await story.headNow()).toMatchObject({ cause: 'DIGITAL' });
    const entries = (await aws.items('Register')).map(({ entry }) => String(entry));
    expect(entries.filter((entry) => entry.startsWith('improvement#'))).toHaveLength(1);
  });

  test('asking back that nobody found the time for is over, and disturbed nobody', async () => {
    await reserved('WIN_BACK');
    expect(await record(at('Record step'))).toEqual({ ruling: 'NEXT' });
    expect(await story.steps()).toEqual(['1 WIN_BACK ENDED NOBODY']);
    expect(await story.contacts()).toEqual(['RELEASED']);
  });
});

describe('steps that a function does', () => {
  test('R191 what a customer misses is improved, as one thing of all who miss it, however often it is fed back', async () => {
    await story.reset({ ...treated, cause: 'PRODUCT_GAP' });
    await story.step(1, 'PRODUCT_FEEDBACK');
    const feed = feedBack(wiring.feedBackWiring());
    await feed(at('Feed back to product'));
    await feed(at('Feed back to product'));
    const wish = { v: 1, source: 'PRODUCT', key: 'product#PRODUCT_GAP', originId: CASE, linked: [] };
    const asked = aws.invocations.filter(({ functionName }) => functionName === 'Steward-OpenImprovement');
    expect(asked.map(({ payload }) => payload)).toEqual([wish, wish]);
    expect(await aws.items('Register')).toEqual([]);
    expect(await story.steps()).toEqual(['1 PRODUCT_FEEDBACK ENDED DONE']);
  });

  test('R193 marketing rests for 60 days: the arbiter puts it off, and nothing else', async () => {
    await story.step(1, 'MARKETING_PAUSE');
    await story.consents('marketing', 'mail');
    const offer = {
      customerId: 'C1',
      class: 'marketing',
      channel: 'mail',
      purpose: 'marketing',
    } as const;
    await story.reset({ ...treated, stage: 'growing' }, { stage: 'growing' });
    await story.step(1, 'MARKETING_PAUSE');
    await story.consents('marketing', 'mail');
    expect(await ledger.consult(offer)).toMatchObject({ answer: 'SEND_NOW' });
    await pauseMarketing(wiring.alertWiring())(at('Pause marketing'));
    expect(await ledger.consult(offer)).toMatchObject({ answer: 'DEFER', until: onDay(60) });
    expect(await ledger.consult({ ...offer, class: 'retention', purpose: 'care' })).toMatchObject({
      answer: 'SEND_NOW',
    });
    vi.setSystemTime(new Date(onDay(61)));
    expect(await ledger.consult(offer)).toMatchObject({ answer: 'SEND_NOW' });
  });
});
