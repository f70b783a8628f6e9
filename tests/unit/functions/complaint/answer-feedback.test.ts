import { afterAll, beforeEach, expect, test } from 'vitest';
import { CaseLetter } from '../../../../shared/contracts/complaint.ts';
import { FeedbackRow, ImprovementRow } from '../../../../shared/contracts/improvement.ts';

import { receivedComplaint } from './story.ts';

const story = await receivedComplaint();
const { aws, customer, head, note } = story;
const { handler } = await import('../../../../functions/complaint/answer-feedback.ts');
const reply = 'CANARY: the hall will open at eight from May on.';
const found = {
  class: 'SUGGESTION',
  severity: 'S4',
  emotion: 'CALM',
  vulnerable: 'NO',
  regulatorReferred: 'NO',
  business: 'B01',
  cause: 'C02',
  respondentId: '',
};
const input = (state: Record<string, unknown> = {}) =>
  story.input('Answer feedback', ['complaint.triaged'], { ...found, ...state });

beforeEach(async () => {
  await story.reset();
  await aws.put('Cases', { ...head, status: 'ACKNOWLEDGED' });
  await story.answered('triage', { ...found, reply });
});
afterAll(() => aws.close());

test('the customer gets the answer as a letter, and the case says what it is', async () => {
  expect(await handler(input())).toEqual({ reachedBy: 'mail' });
  const { respondentId: _, ...codes } = found;
  expect(await story.headNow()).toMatchObject({ status: 'TRIAGED', ...codes });
  const letter = CaseLetter.parse(await story.rowNow('LETTER#0001'));
  expect(letter).toMatchObject({ kind: 'feedback', language: 'zh-CN', parts: { reply } });
  expect(letter.parts.opening).toContain('建议');
  const { mails, events } = await story.sent();
  expect(mails).toMatchObject([
    { template: 'feedback', to: { kind: 'customer', id: 'C1' }, facts: { letter: 1, class: 'SUGGESTION' } },
  ]);
  expect(events).toMatchObject([
    { name: 'complaint.triaged', detail: { facts: { class: 'SUGGESTION', business: 'B01', cause: 'C02' } } },
    { name: 'feedback.received', detail: { facts: { voice: 'SUGGESTION', from: 'TRIAGE' } } },
    { name: 'feedback.answered', detail: { facts: { voice: 'SUGGESTION', answered: 'THANKS' } } },
  ]);
});

const registered = async (start: string) =>
  (await aws.items('Register')).filter(({ entry }) => String(entry).startsWith(start));

test.each([
  ['SUGGESTION', 1],
  ['PRAISE', 1],
  // An enquiry says nothing of how the bank serves: it is answered, and is no voice.
  ['ENQUIRY', 0],
])('R116 R243 %s stands in the register of what customers say, answered', async (kind, entries) => {
  await handler(input({ class: kind }));
  const rows = (await registered('feedback#')).map((item) => FeedbackRow.parse(item));
  expect(rows).toHaveLength(entries);
  for (const row of rows)
    expect(row).toMatchObject({
      state: 'CLOSED',
      voice: kind,
      from: 'TRIAGE',
      caseId: 'K1',
      answered: 'THANKS',
      answeredTo: 'CUSTOMER',
    });
});

test('R243 a suggestion becomes an entry in the register of improvements; its words stay with the case', async () => {
  await handler(input());
  const entries = (await registered('improvement#')).map((item) => ImprovementRow.parse(item));
  expect(entries).toMatchObject([{ state: 'OPEN', caseId: 'K1', business: 'B01', cause: 'C02' }]);
  expect(JSON.stringify(await aws.items('Register'))).not.toContain('CANARY');
});

test.each(['PRAISE', 'ENQUIRY'])('%s is answered and is no improvement', async (kind) => {
  await handler(input({ class: kind }));
  expect(await registered('improvement#')).toEqual([]);
  expect((await story.sent()).mails).toMatchObject([{ facts: { class: kind } }]);
});

test('a letter is in the language in which the customer wrote', async () => {
  await aws.put('Cases', { ...note, language: 'en' });
  await handler(input({ class: 'PRAISE' }));
  const letter = CaseLetter.parse(await story.rowNow('LETTER#0001'));
  expect(letter.language).toBe('en');
  expect(letter.parts.opening).toContain('Thank you');
});

test.each(['zh-CN', 'en'])(
  'praise is thanked for in %s, and nothing is promised that nobody does',
  async (language) => {
    await aws.put('Cases', { ...note, language });
    await handler(input({ class: 'PRAISE' }));
    const { parts } = CaseLetter.parse(await story.rowNow('LETTER#0001'));
    expect(parts.opening).not.toMatch(/转达|pass(ed)? (it|them) on/);
    expect((await story.sent()).mails.map(({ to }) => to.kind)).toEqual(['customer']);
  },
);

test('a step that is tried again writes nothing again', async () => {
  const first = await handler(input());
  const before = await story.everything();
  expect(await handler(input())).toEqual(first);
  expect(await story.everything()).toEqual(before);
});

test('new facts bring it back to triage: it is answered once more, as something else or as a complaint', async () => {
  await handler(input());
  await story.answered('triage', { ...found, class: 'PRAISE', reply: 'Thank you very much indeed.' });
  await handler(input({ class: 'PRAISE' }));
  const { mails, events } = await story.sent();
  expect(mails.map(({ facts }) => facts.letter).sort()).toEqual([1, 2]);
  expect(events.filter(({ name }) => name === 'complaint.triaged')).toHaveLength(2);
  const { handler: setClocks } = await import('../../../../functions/complaint/set-clocks.ts');
  await setClocks(story.input('Set clocks', ['complaint.triaged'], { ...found, class: 'COMPLAINT' }));
  expect(await story.headNow()).toMatchObject({ status: 'CLOCKED', class: 'COMPLAINT' });
  expect((await story.sent()).events.filter(({ name }) => name === 'complaint.triaged')).toHaveLength(3);
});

test('two attempts at the same time answer once', async () => {
  await Promise.all([handler(input()), handler(input())]);
  expect((await story.sent()).mails).toHaveLength(1);
  expect(await registered('improvement#')).toHaveLength(1);
  expect(await registered('feedback#')).toHaveLength(1);
  expect(await aws.items('Audit')).toHaveLength(1);
});

test('a customer without an address has a letter to be told by hand', async () => {
  const { email: _, ...unreachable } = customer;
  await aws.put('Customers', unreachable);
  expect(await handler(input())).toEqual({ reachedBy: 'nobody' });
  expect((await story.sent()).mails).toEqual([]);
  expect(await story.rowNow('LETTER#0001')).toBeDefined();
});

test('nothing that people wrote is in outbox or audit', async () => {
  await handler(input());
  expect(JSON.stringify([await aws.items('Outbox'), await aws.items('Audit')])).not.toContain('CANARY');
});

test('a complaint is not answered here, and an answer that nobody gave is missed by name', async () => {
  await expect(handler(input({ class: 'COMPLAINT' }))).rejects.toMatchObject({ name: 'StoryIncomplete' });
  await story.reset();
  await aws.put('Cases', { ...head, status: 'ACKNOWLEDGED' });
  await expect(handler(input())).rejects.toMatchObject({ name: 'AnswerMissing', passing: false });
});
