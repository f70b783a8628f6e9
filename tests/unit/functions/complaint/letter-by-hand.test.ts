import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { receivedComplaint } from './story.ts';

const story = await receivedComplaint();
const { aws, customer, head, note, manager } = story;
const tell = (await import('../../../../functions/complaint/tell-by-hand.ts')).handler;
const takeUp = (await import('../../../../functions/complaint/take-up-letter.ts')).handler;

beforeEach(() => story.reset());
afterAll(() => aws.close());

describe('R016 contact.failed', () => {
  const failed = (facts: Record<string, unknown> = {}) => ({
    'detail-type': 'contact.failed',
    detail: {
      v: 1,
      id: 'V-1',
      at: '2026-10-01T03:00:00.000Z',
      caseId: 'K1',
      customerId: 'C1',
      facts: { outboxId: 'M-1', template: 'decision', fault: 'MessageRejected', letter: 2, ...facts },
    },
  });

  test('starts the story of the letter, once however often it is heard', async () => {
    expect(await tell(failed())).toEqual({ outboxId: 'M-1' });
    await tell({ ...failed(), 'detail-type': 'contact.failed' });
    expect([...aws.executions.values()].map(({ name, input }) => [name, JSON.parse(input)])).toEqual([
      ['by-hand-M-1', { v: 1, caseId: 'K1', round: 1, outboxId: 'M-1', template: 'decision', letter: 2 }],
    ]);
  });

  test('of what is no letter of a complaint is refused by its field', async () => {
    await expect(tell(failed({ template: 'reminder' }))).rejects.toThrow(/template/);
    expect(aws.executions.size).toBe(0);
  });

  test('a start that fails is thrown, so that Lambda tries it again', async () => {
    aws.before.StartExecution = () => {
      throw Object.assign(new Error('none'), { name: 'x' });
    };
    await expect(tell(failed())).rejects.toThrow();
  });
});

describe('Take up letter', () => {
  const input = (its: Record<string, unknown> = {}) =>
    story.input('Take up letter', [], { outboxId: 'M-1', template: 'decision', letter: 2, ...its });
  const standing = (its: Record<string, unknown>) => aws.put('Cases', { ...head, ...its });

  test('R065 says tier, line and severity as the case has them, and that respondent and superiors do not act', async () => {
    await aws.put('Staff', { ...manager, superiorId: 'S2' });
    await aws.put('Staff', { ...manager, staffId: 'S2' });
    await aws.put('Cases', { ...note, respondentId: 'S1' });
    await standing({ status: 'NOTIFIED', tier: 'mass', severity: 'S2', policies: { 'service-map': 1 } });
    const before = await story.everything();
    expect(await takeUp(input())).toEqual({
      toTell: 'YES',
      tier: 'mass',
      line: 'ordinary',
      severity: 'S2',
      recused: ['S1', 'S2'],
      policies: { 'service-map': 1 },
      number: 2,
    });
    expect(await story.everything()).toEqual(before);
  });

  test('an acknowledgement has no number, and the tier of the customer where the case has none yet', async () => {
    const answer = await takeUp(input({ template: 'acknowledgement', letter: undefined }));
    expect(answer).toMatchObject({ toTell: 'YES', tier: customer.tier });
    expect(answer).not.toHaveProperty('number');
  });

  test.each([
    ['acknowledgement', 'NOTIFIED', 'YES'],
    ['acknowledgement', 'CLOSED', 'NO'],
    ['extension', 'CLOCKED', 'YES'],
    ['extension', 'CLOSED', 'NO'],
    ['facts-received', 'CLOSED', 'NO'],
    ['decision', 'NOTIFIED', 'YES'],
    ['decision', 'CLOSED', 'YES'],
    // New facts have opened it again.
    ['decision', 'CLOCKED', 'NO'],
    ['feedback', 'CLOSED', 'YES'],
    ['quick', 'CLOSED', 'YES'],
    ['withdrawn', 'CLOSED', 'YES'],
    ['closing', 'CLOSED', 'YES'],
  ])('%s of a case that is %s: %s', async (template, status, toTell) => {
    await standing({ status });
    expect(await takeUp(input({ template }))).toMatchObject({ toTell });
  });

  test.each([
    ['the same letter', { clock: 'notify-by-hand', item: 2 }, 'NO'],
    ['another letter', { clock: 'notify-by-hand', item: 1 }, 'YES'],
    ['the acknowledgement', { clock: 'acknowledge-by-hand' }, 'YES'],
  ])('somebody has told %s by hand since', async (_, task, toTell) => {
    await standing({ status: 'NOTIFIED' });
    await story.answered('by-hand', { told: 'PHONE', reason: 'Spoke to them.' }, task);
    expect(await takeUp(input())).toMatchObject({ toTell });
  });

  test('an acknowledgement that somebody has told by hand since is not told again', async () => {
    await story.answered(
      'by-hand',
      { told: 'PHONE', reason: 'Spoke to them.' },
      { clock: 'acknowledge-by-hand' },
    );
    expect(await takeUp(input({ template: 'acknowledgement' }))).toMatchObject({ toTell: 'NO' });
  });
});
