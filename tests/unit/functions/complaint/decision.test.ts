import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { CaseLetter } from '../../../../shared/contracts/complaint.ts';
import type { TaskRow } from '../../../../shared/contracts/items.ts';
import { receivedComplaint } from './story.ts';

const story = await receivedComplaint();
const { aws, customer, head, manager, note } = story;
const weigh = (await import('../../../../functions/complaint/weigh-proposal.ts')).handler;
const notify = (await import('../../../../functions/complaint/notify-decision.ts')).handler;

const proposal = {
  outcome: 'RESOLVED_UPHELD',
  amount: 200,
  findings: 'CANARY: the fee was charged twice on 2 March.',
  reason: 'Our system repeated a booking that it had made already.',
  remedy: 'One of the two fees is paid back within three days.',
};
const toWeigh = story.input('Weigh proposal', [], { cause: 'C06' });
const toNotify = story.input('Notify decision', ['complaint.decided']);
const dueAt = '2026-10-10T15:59:59.999Z';

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-10-01T03:00:00.000Z') });
  await story.reset();
  await aws.put('Cases', { ...head, status: 'CLOCKED', dueAt, severity: 'S3', cause: 'C04' });
  await aws.put('Staff', { ...manager, staffId: 'S2', role: 'expert', level: 2 });
  await aws.put('Staff', { ...manager, staffId: 'S4', role: 'compliance', level: 3 });
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

const propose = (given: Partial<typeof proposal> = {}, fields: Partial<TaskRow> = {}) =>
  story.answered('proposal', { ...proposal, ...given }, fields);
const approve = (fields: Partial<TaskRow> = {}, verdict = 'APPROVE') =>
  story.answered(
    'approval',
    { verdict, reason: 'As the findings show.' },
    { level: 2, assigneeId: 'S2', ...fields },
  );
const weighed = () => weigh(toWeigh);

describe('Weigh proposal', () => {
  test('a small redress needs nobody, and the case keeps which proposal counts', async () => {
    const taskId = await propose();
    expect(await weighed()).toEqual({
      outcome: 'RESOLVED_UPHELD',
      amount: 200,
      approvalLevel: 0,
      coSign: 'NO',
      refusals: 0,
      letter: 'SOUND',
      lacks: [],
    });
    expect(await story.headNow()).toMatchObject({ status: 'PROPOSED', proposalId: taskId, cause: 'C06' });
    expect((await aws.items('Audit'))[0]).toMatchObject({
      act: 'case.proposed',
      facts: { amount: 200, approvalLevel: 0, why: expect.stringContaining('within-limit') },
    });
  });

  test.each([
    [{ amount: 800 }, {}, {}, { approvalLevel: 2, coSign: 'NO' }],
    [{ amount: 8_000 }, {}, {}, { approvalLevel: 3, coSign: 'NO' }],
    [{ amount: 80_000 }, {}, {}, { approvalLevel: 4, coSign: 'NO' }],
    [{}, { severity: 'S1' }, {}, { approvalLevel: 3, coSign: 'NO' }],
    [{}, {}, { riskClass: 'risk' }, { approvalLevel: 2, coSign: 'YES' }],
    [{}, { regulatorReferred: 'YES' }, {}, { approvalLevel: 2, coSign: 'YES' }],
    [{}, { regulatorReferred: 'NO' }, {}, { approvalLevel: 0, coSign: 'NO' }],
  ])('R081 %j for a case %j of a customer %j asks for %j', async (given, ofCase, ofCustomer, wanted) => {
    await aws.put('Cases', { ...(await story.headNow()), ...ofCase });
    await aws.put('Customers', { ...customer, ...ofCustomer });
    await propose(given);
    expect(await weighed()).toMatchObject(wanted);
  });

  test('whoever stands higher may grant more alone', async () => {
    await aws.put('Staff', { ...manager, level: 2 });
    await propose({ amount: 800 });
    expect(await weighed()).toMatchObject({ approvalLevel: 0 });
  });

  test('after three refusals level 4 decides', async () => {
    await propose();
    for (let refusal = 0; refusal < 3; refusal++) await approve({}, 'REFUSE');
    expect(await weighed()).toMatchObject({ refusals: 3, approvalLevel: 4 });
  });

  test('refusals of an extension do not count', async () => {
    await approve({ clock: 'extension' }, 'REFUSE');
    await propose();
    expect(await weighed()).toMatchObject({ refusals: 0 });
  });

  test('the last proposal counts, and only those of this execution', async () => {
    await propose({ amount: 300 });
    const taskId = await propose({ amount: 400 });
    await propose({ amount: 500 }, { execution: `${story.execution}0` });
    expect(await weighed()).toMatchObject({ amount: 400 });
    expect(await story.headNow()).toMatchObject({ proposalId: taskId });
  });

  test('tried again, it writes nothing again; a new proposal is weighed anew', async () => {
    await propose();
    const first = await weighed();
    const before = await story.everything();
    expect(await weighed()).toEqual(first);
    expect(await story.everything()).toEqual(before);
    await propose({ amount: 800 });
    expect(await weighed()).toMatchObject({ amount: 800, approvalLevel: 2 });
    expect(await aws.items('Audit')).toHaveLength(2);
  });

  test('without a proposal it says so by name', async () => {
    await expect(weighed()).rejects.toMatchObject({
      name: 'AnswerMissing',
      message: expect.stringContaining('form proposal'),
    });
  });
});

describe('the letter of a proposal', () => {
  test.each([
    [{ remedy: '', amount: 0 }, ['remedy']],
    [{ findings: '..............' }, ['findings']],
    [{ reason: 'xxxxxxxxxxxxxx' }, ['reason']],
    [{ findings: 'The fee left account 6222021234567890123 twice.' }, ['number:findings']],
    [{ reason: `Because ${'we looked at it and '.repeat(20)}so on.` }, ['plain:reason']],
  ])('with %j lacks %j', async (given, lacks) => {
    await propose(given);
    expect(await weighed()).toMatchObject({ letter: 'LACKING', lacks });
  });

  test('that rejects needs no remedy', async () => {
    await propose({ outcome: 'REJECTED', remedy: '', amount: 0 });
    expect(await weighed()).toMatchObject({ letter: 'SOUND', lacks: [] });
  });
});

describe('Notify decision', () => {
  test('the letter is sealed with all that the law wants, and the customer told', async () => {
    await propose();
    await weighed();
    expect(await notify(toNotify)).toEqual({ decidedAt: '2026-10-01T03:00:00.000Z', reachedBy: 'mail' });
    const letter = CaseLetter.parse(await story.rowNow('LETTER#0001'));
    expect(letter).toMatchObject({ kind: 'decision', sealedAt: '2026-10-01T03:00:00.000Z' });
    expect(letter.parts).toMatchObject({ findings: proposal.findings, reason: proposal.reason });
    expect(letter.parts.remedy).toContain(proposal.remedy);
    expect(letter.parts.remedy).toContain('200');
    expect(letter.parts.dates).toContain('2026年9月25日');
    expect(letter.parts.rights).toContain('2026年10月31日');
    expect(letter.parts.contact).toContain('K1');
    expect(await story.headNow()).toMatchObject({
      status: 'NOTIFIED',
      decidedAt: '2026-10-01T03:00:00.000Z',
    });
    const { mails, events } = await story.sent();
    expect(mails).toMatchObject([{ template: 'decision', facts: { letter: 1, outcome: 'RESOLVED_UPHELD' } }]);
    expect(events).toMatchObject([
      { name: 'complaint.decided', detail: { facts: { outcome: 'RESOLVED_UPHELD', onTime: true } } },
    ]);
  });

  test('tried again, it tells nobody again', async () => {
    await propose();
    await weighed();
    const first = await notify(toNotify);
    const before = await story.everything();
    vi.setSystemTime('2026-10-02T03:00:00.000Z');
    expect(await notify(toNotify)).toEqual(first);
    expect(await story.everything()).toEqual(before);
  });

  test('two attempts at the same time seal one letter', async () => {
    await propose();
    await weighed();
    await Promise.all([notify(toNotify), notify(toNotify)]);
    expect(await story.rowNow('LETTER#0002')).toBeUndefined();
    expect((await story.sent()).mails).toHaveLength(1);
  });

  test('a decision that is told late is a breach, said once', async () => {
    await propose();
    await weighed();
    vi.setSystemTime('2026-10-11T03:00:00.000Z');
    await notify(toNotify);
    const names = (await story.sent()).events.map(({ name }) => name).sort();
    expect(names).toEqual(['complaint.breached', 'complaint.decided']);
    expect(await story.headNow()).toMatchObject({ breach: { clock: 0, at: '2026-10-11T03:00:00.000Z' } });
  });

  test('a breach that the watch has said already is not said again', async () => {
    await propose();
    await weighed();
    await aws.put('Cases', { ...(await story.headNow()), breach: { clock: 0, at: dueAt } });
    vi.setSystemTime('2026-10-11T03:00:00.000Z');
    await notify(toNotify);
    expect((await story.sent()).events.map(({ name }) => name)).toEqual(['complaint.decided']);
  });

  test('a letter that lacks something does not leave', async () => {
    await propose({ remedy: '', amount: 0 });
    await weighed();
    await expect(notify(toNotify)).rejects.toMatchObject({
      name: 'DecisionUnfinished',
      message: expect.stringContaining('lacks remedy'),
    });
    expect(await story.headNow()).toMatchObject({ status: 'PROPOSED' });
  });

  test.each<[string, Partial<TaskRow>[], string]>([
    ['nobody', [], 'approval, co-sign'],
    ['an approval alone', [{}], 'co-sign'],
    ['a co-sign alone', [{ clock: 'co-sign', assigneeId: 'S4' }], 'approval'],
    ['the proposer', [{ assigneeId: 'S1' }, { clock: 'co-sign', assigneeId: 'S4' }], 'approval'],
    ['too low a level', [{ level: 1 }, { clock: 'co-sign', assigneeId: 'S4' }], 'approval'],
    [
      'whom nobody knows',
      [{ assigneeId: 'S9' }, { clock: 'co-sign', assigneeId: 'S9' }],
      'approval, co-sign',
    ],
    [
      'who stands too low for the task that came to them',
      [
        { assigneeId: 'S6', level: 3 },
        { clock: 'co-sign', assigneeId: 'S4' },
      ],
      'approval',
    ],
    [
      'each in the place of the other',
      [
        { assigneeId: 'S4', level: 3 },
        { clock: 'co-sign', assigneeId: 'S2' },
      ],
      'approval, co-sign',
    ],
    ['somebody recused', [{ assigneeId: 'S7' }, { clock: 'co-sign', assigneeId: 'S4' }], 'approval'],
    [
      'somebody before the proposal',
      [
        { decidedAt: '2026-09-25T09:00:00.000Z' },
        { clock: 'co-sign', decidedAt: '2026-09-25T09:00:00.000Z' },
      ],
      'approval, co-sign',
    ],
  ])('R065 a decision of a risk customer signed by %s does not leave', async (_, approvals, lacks) => {
    await aws.put('Staff', { ...manager, staffId: 'S6', role: 'agent', level: 1 });
    await aws.put('Staff', { ...manager, staffId: 'S7', role: 'line-head', level: 3 });
    await aws.put('Cases', { ...note, respondentId: 'S7' });
    await aws.put('Customers', { ...customer, riskClass: 'risk' });
    await propose();
    await weighed();
    for (const fields of approvals) await approve(fields);
    await expect(notify(toNotify)).rejects.toMatchObject({
      name: 'DecisionUnfinished',
      message: expect.stringContaining(`lacks ${lacks}.`),
    });
  });

  test('with the approval and the co-sign of two others it leaves', async () => {
    await aws.put('Customers', { ...customer, riskClass: 'risk' });
    await propose();
    await weighed();
    await approve();
    await approve({ clock: 'co-sign', assigneeId: 'S4', level: 1 });
    expect(await notify(toNotify)).toMatchObject({ reachedBy: 'mail' });
  });

  test('what a recused person proposed does not leave', async () => {
    await aws.put('Cases', { ...note, respondentId: 'S1' });
    await propose();
    await weighed();
    await expect(notify(toNotify)).rejects.toThrow('lacks somebody-unrecused');
  });

  test('R134 what was proposed by whom triage found the complaint to be about does not leave', async () => {
    await aws.put('Cases', { ...(await story.headNow()), respondentId: 'S1' });
    await propose();
    await weighed();
    await expect(notify(toNotify)).rejects.toThrow('lacks somebody-unrecused');
  });

  test('nothing that people wrote is in outbox or audit', async () => {
    await propose();
    await weighed();
    await notify(toNotify);
    expect(JSON.stringify([await aws.items('Outbox'), await aws.items('Audit')])).not.toContain('CANARY');
  });
});
