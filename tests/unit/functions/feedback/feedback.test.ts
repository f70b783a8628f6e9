import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { NOBODY } from '../../../../shared/contracts/churn-evaluation.ts';
import { CaseLetter } from '../../../../shared/contracts/complaint.ts';
import {
  FeedbackHead,
  FeedbackRow,
  FeedbackVoice,
  ImprovementWish,
} from '../../../../shared/contracts/improvement.ts';
import { receivedComplaint } from '../complaint/story.ts';

const story = await receivedComplaint();
const { aws, customer } = story;
const { handler: open } = await import('../../../../functions/feedback/open-feedback.ts');
const { handler: takeUp } = await import('../../../../functions/feedback/take-up-feedback.ts');
const { handler: send } = await import('../../../../functions/feedback/send-reply.ts');
const { handler: close } = await import('../../../../functions/feedback/close-feedback.ts');

const text = 'CANARY: the branch should open at eight.';
const reply = 'CANARY: from May on the hall opens at eight.';

const wish = (its: Record<string, unknown> = {}) => ({
  v: 1,
  voice: 'SUGGESTION',
  from: 'SURVEY',
  originId: 'S-1',
  customerId: 'C1',
  text,
  ratedId: 'S1',
  ...its,
});

beforeEach(() => story.reset());
afterAll(() => aws.close());

const opened = async (its: Record<string, unknown> = {}): Promise<string> => {
  const answer = (await open(wish(its))) as { caseId: string };
  return answer.caseId;
};
const headOf = async (caseId: string) =>
  FeedbackHead.parse((await aws.items('Cases')).find((row) => row.caseId === caseId && row.sk === 'HEAD'));
const rowsNow = async () =>
  (await aws.items('Register'))
    .filter(({ entry }) => String(entry).startsWith('feedback#'))
    .map((row) => FeedbackRow.parse(row));
const input = (caseId: string, step: string, state: Record<string, unknown> = {}, emits: string[] = []) => ({
  ...story.input(step, emits, state),
  case: { v: 1, caseId, round: 1, ...state },
});
const answers = (caseId: string, its: Record<string, unknown> = {}) =>
  story.answered(
    'feedback-reply',
    { answered: 'THANKS', reply, improves: 'NO', improvement: '', ...its },
    { caseId },
  );
const sendOf = (caseId: string) => send(input(caseId, 'Send reply', {}, ['feedback.answered']));

describe('R116 what somebody said is entered once, and somebody answers it', () => {
  test('it stands in the register without its words, and its story begins', async () => {
    const caseId = await opened();
    expect(await headOf(caseId)).toMatchObject({ status: 'OPENED', voice: 'SUGGESTION', originId: 'S-1' });
    expect(await rowsNow()).toMatchObject([
      { state: 'OPEN', voice: 'SUGGESTION', from: 'SURVEY', caseId: 'S-1' },
    ]);
    expect([...aws.executions.keys()]).toEqual([`feedback-${caseId}-r1`]);
    expect((await story.sent()).events).toMatchObject([
      { name: 'feedback.received', detail: { caseId, facts: { voice: 'SUGGESTION', from: 'SURVEY' } } },
    ]);
    const elsewhere = await Promise.all(['Register', 'Outbox', 'Audit'].map((table) => aws.items(table)));
    expect(JSON.stringify(elsewhere)).not.toContain('CANARY');
  });

  test('handed over again, before or after it was answered, it is the same and nothing is written', async () => {
    const caseId = await opened();
    const before = await story.everything();
    expect(await opened()).toBe(caseId);
    expect(await story.everything()).toEqual(before);
    await answers(caseId);
    await takeUp(input(caseId, 'Take up feedback'));
    await sendOf(caseId);
    await close(input(caseId, 'Close feedback'));
    const closed = await story.everything();
    aws.executions.clear();
    await opened();
    expect(await story.everything()).toEqual(closed);
    expect(aws.executions.size).toBe(0);
  });

  test('other words, or the same of another voice, are another matter', async () => {
    const ids = [await opened(), await opened({ text: `${text}!` }), await opened({ voice: 'CRITICISM' })];
    expect(new Set(ids).size).toBe(3);
  });

  test('whom it is about does not answer it', async () => {
    const caseId = await opened();
    expect(await takeUp(input(caseId, 'Take up feedback'))).toMatchObject({
      customerId: 'C1',
      tier: 'vip',
      line: 'high-end',
      recused: ['S1'],
      policies: { 'service-map': expect.any(Number) },
    });
  });
});

describe('R243 R244 the answer', () => {
  test.each([
    ['THANKS', /感谢/],
    ['APOLOGY', /歉意/],
  ])('%s by letter and mail, with what will improve', async (answered, opening) => {
    const caseId = await opened();
    await answers(caseId, { answered, improves: 'YES', improvement: 'The hall opens earlier.' });
    expect(await sendOf(caseId)).toEqual({ toTell: 'NO' });
    const letter = CaseLetter.parse(
      (await aws.items('Cases')).find((row) => row.caseId === caseId && row.sk === 'LETTER#0001'),
    );
    expect(letter.kind).toBe('feedback');
    expect(letter.parts.reply).toContain(reply);
    expect(letter.parts.reply).toContain('The hall opens earlier.');
    expect(letter.parts.opening).toMatch(opening);
    const { mails, events } = await story.sent();
    expect(mails).toMatchObject([{ template: 'feedback-reply', to: { id: 'C1' }, facts: { letter: 1 } }]);
    expect(events.map(({ name }) => name).sort()).toEqual(['feedback.answered', 'feedback.received']);
    expect(await rowsNow()).toMatchObject([{ state: 'CLOSED', answered, answeredTo: 'CUSTOMER' }]);
    const voice = (await aws.items('Cases')).find((row) => row.caseId === caseId && row.sk === 'VOICE#1');
    expect(FeedbackVoice.parse(voice)).toMatchObject({ text, reply });
    expect(JSON.stringify([await aws.items('Outbox'), await aws.items('Audit')])).not.toContain('CANARY');
  });

  test('what improves for it is improved: the register names the same improvement, however often it is asked for', async () => {
    const caseId = await opened();
    await answers(caseId, { improves: 'YES', improvement: 'The hall opens earlier.' });
    await sendOf(caseId);
    await sendOf(caseId);
    const wishes = aws.invocations
      .filter(({ functionName }) => functionName === 'Steward-OpenImprovement')
      .map(({ payload }) => ImprovementWish.parse(payload));
    const wanted = { source: 'SUGGESTION', key: `feedback#${caseId}`, originId: 'S-1', linked: [caseId] };
    expect(wishes).toMatchObject([wanted, wanted]);
    expect(await rowsNow()).toMatchObject([{ improvement: `feedback#${caseId}` }]);
  });

  test('a step that is tried again sends nothing again', async () => {
    const caseId = await opened();
    await answers(caseId);
    await sendOf(caseId);
    const before = await story.everything();
    expect(await sendOf(caseId)).toEqual({ toTell: 'NO' });
    expect(await story.everything()).toEqual(before);
  });

  test('a customer without an address is told by a person', async () => {
    const { email: _, ...unreachable } = customer;
    await aws.put('Customers', unreachable);
    const caseId = await opened();
    await answers(caseId);
    expect(await sendOf(caseId)).toEqual({ toTell: 'YES' });
    expect((await story.sent()).mails).toEqual([]);
  });

  test('where nobody knows who said it, it is answered to all readers of the report, and nobody is written to', async () => {
    const caseId = await opened({ customerId: NOBODY, originId: 'Q-1', ratedId: undefined });
    expect(await takeUp(input(caseId, 'Take up feedback'))).toMatchObject({ tier: 'mass', recused: [] });
    await answers(caseId);
    expect(await sendOf(caseId)).toEqual({ toTell: 'NO' });
    expect((await story.sent()).mails).toEqual([]);
    expect(await rowsNow()).toMatchObject([{ state: 'CLOSED', answeredTo: 'PUBLIC' }]);
  });
});

describe('the end', () => {
  test('an answered one closes, and leaves the index of open cases', async () => {
    const caseId = await opened();
    await answers(caseId);
    await sendOf(caseId);
    expect(await close(input(caseId, 'Close feedback'))).toEqual({ outcome: 'ANSWERED' });
    const head = await headOf(caseId);
    expect(head).toMatchObject({ status: 'CLOSED', outcome: 'ANSWERED' });
    expect(head).not.toHaveProperty('openShard');
  });

  test.each([
    ['COMPLETE', { state: 'CLOSED', answered: 'APOLOGY' }],
    ['CANCEL', { state: 'OPEN' }],
  ])('taken over by hand and ended with %s, the register says what became of it', async (way, row) => {
    const caseId = await opened({ voice: 'CRITICISM' });
    expect(await close(input(caseId, 'Close feedback', { way }))).toEqual({ outcome: 'MANUAL_TAKEOVER' });
    expect(await rowsNow()).toMatchObject([row]);
  });
});
