import { describe, expect, test } from 'vitest';
import { answerOf, codeTyped } from '../../../../../functions/desk/rules/answer.ts';

describe('an answer', () => {
  test('gives the state machine its codes only; the text stays in the records', () => {
    const read = answerOf('handling', {
      outcome: 'REJECTED',
      reason: '  The fee was agreed.  ',
      code: '1',
      csrf: 'x',
    });
    expect(read).toEqual({
      answer: {
        form: 'handling',
        text: '{"outcome":"REJECTED","reason":"The fee was agreed."}',
        decision: { outcome: 'REJECTED' },
      },
    });
  });

  test.each([
    [{}, { outcome: 'choose', reason: 'too-short' }],
    [{ outcome: 'CANCELLED', reason: 'long enough' }, { outcome: 'choose' }],
    [{ outcome: 'REJECTED', reason: '  short   ' }, { reason: 'too-short' }],
    [{ outcome: 'REJECTED', reason: 'x'.repeat(4_001) }, { reason: 'too-long' }],
    [{ outcome: '__proto__', reason: 'long enough' }, { outcome: 'choose' }],
  ])('%j is to be mended', (submitted, flaws) => {
    expect(answerOf('handling', submitted)).toEqual({ flaws });
  });
});

describe('triage', () => {
  const triage = {
    class: 'COMPLAINT',
    severity: 'S3',
    emotion: 'UPSET',
    vulnerable: 'NO',
    regulatorReferred: 'NO',
    business: 'B03',
    cause: 'C01',
    respondentId: '',
    reply: 'About the person at counter 2.',
  };

  test.each([
    ['', ''],
    [' S-0042 ', 'S-0042'],
  ])('R134 takes the number of whom it is about, or none: %j', (typed, respondentId) => {
    const read = answerOf('triage', { ...triage, respondentId: typed });
    expect(read).toMatchObject({ answer: { decision: { respondentId } } });
  });

  test('R134 takes no name for a number', () => {
    const flaws = { respondentId: 'not-accepted' };
    expect(answerOf('triage', { ...triage, respondentId: 'Mr. Wang' })).toEqual({ flaws });
  });
});

describe('fields that matter for some answers only', () => {
  const proposal = {
    outcome: 'REJECTED',
    amount: '',
    findings: 'Nothing was charged twice.',
    reason: 'The statement shows one charge.',
    remedy: '',
  };
  const decided = { outcome: 'REJECTED', amount: 0 };

  test.each([
    ['empty', proposal, decided],
    ['with the amount that means none', { ...proposal, amount: '0' }, decided],
    [
      'filled where they matter',
      { ...proposal, outcome: 'RESOLVED_PARTLY', amount: '0', remedy: 'An apology.' },
      { outcome: 'RESOLVED_PARTLY', amount: 0 },
    ],
    [
      'with an amount and no further remedy',
      { ...proposal, outcome: 'RESOLVED_UPHELD', amount: '120' },
      { outcome: 'RESOLVED_UPHELD', amount: 120 },
    ],
  ])('are taken %s', (_how, submitted, decision) => {
    expect(answerOf('proposal', submitted)).toMatchObject({ answer: { decision } });
  });

  test.each([
    [{ amount: '500' }, { amount: 'only-if' }],
    [{ remedy: 'We pay the fee.' }, { remedy: 'only-if' }],
    [
      { amount: 'much', remedy: 'Fee.' },
      { amount: 'only-if', remedy: 'only-if' },
    ],
    [
      { amount: '500', reason: 'short' },
      { amount: 'only-if', reason: 'too-short' },
    ],
    [{ outcome: 'RESOLVED_UPHELD' }, { amount: 'whole-yuan' }],
    [{ outcome: 'RESOLVED_UPHELD', amount: '0' }, { remedy: 'needed' }],
    [{ outcome: '', amount: '500' }, { outcome: 'choose' }],
    [{ outcome: '' }, { outcome: 'choose' }],
    [
      { outcome: '', amount: 'much' },
      { outcome: 'choose', amount: 'whole-yuan' },
    ],
  ])('%j is to be mended', (its, flaws) => {
    expect(answerOf('proposal', { ...proposal, ...its })).toEqual({ flaws });
  });

  const contact = { reached: 'NOT_REACHED', reason: 'Called three times today.' };

  test('nobody settles a matter with a customer whom they did not reach', () => {
    const no = { reached: 'NOT_REACHED', settledNow: 'NO' };
    expect(answerOf('first-contact', contact)).toMatchObject({ answer: { decision: no } });
    expect(answerOf('first-contact', { ...contact, settledNow: 'NO' })).toMatchObject({
      answer: { decision: no },
    });
    expect(answerOf('first-contact', { ...contact, settledNow: 'YES' })).toEqual({
      flaws: { settledNow: 'only-if' },
    });
    expect(answerOf('first-contact', { ...contact, reached: 'SPOKEN' })).toEqual({
      flaws: { settledNow: 'choose' },
    });
  });
});

describe('R019, R046, R118 the answer of a visit', () => {
  const reached = { outcome: 'REACHED', satisfaction: '4', problem: 'NO' };

  test.each([
    reached,
    { outcome: 'NO_ANSWER' },
    { outcome: 'REFUSED', concerns: 'Called too often.' },
    { outcome: 'WRONG_CONTACT' },
    { outcome: 'RESCHEDULE', when: '2026-03-09T10:30', mailDate: 'YES' },
    { outcome: 'NOT_NOW', when: '2026-05-04T09:00' },
    { ...reached, problem: 'YES', problemText: 'A fee was charged twice in February.' },
    { ...reached, promise1: 'Send the brochure', promise1Due: '2026-03-06' },
  ])('%j is taken', (submitted) => {
    const read = answerOf('visit', submitted);
    expect(read).toMatchObject({ answer: { form: 'visit', decision: { outcome: submitted.outcome } } });
  });

  test.each([
    [{}, { outcome: 'choose' }],
    [{ outcome: 'REACHED' }, { satisfaction: 'needed', problem: 'needed' }],
    [{ ...reached, satisfaction: '6' }, { satisfaction: 'choose' }],
    [{ ...reached, problem: 'YES', problemText: 'Fees' }, { problemText: 'needed' }],
    [{ outcome: 'RESCHEDULE' }, { when: 'needed', mailDate: 'needed' }],
    [{ outcome: 'NOT_NOW' }, { when: 'needed' }],
    [{ outcome: 'NOT_NOW', when: '2026-02-30T09:00' }, { when: 'not-accepted' }],
    [{ outcome: 'NOT_NOW', when: 'next spring' }, { when: 'not-accepted' }],
    [{ ...reached, promise2: 'Call back' }, { promise2Due: 'needed' }],
    [{ ...reached, promise3Due: '2026-03-06' }, { promise3: 'needed' }],
    [
      { ...reached, newEmail: 'li@home', newPhone: 'none' },
      { newEmail: 'not-accepted', newPhone: 'not-accepted' },
    ],
  ])('%j is to be mended', (submitted, flaws) => {
    expect(answerOf('visit', submitted)).toEqual({ flaws });
  });

  test('gives the state machine codes and dates only; what was said stays in the records', () => {
    const read = answerOf('visit', {
      ...reached,
      needs: 'A loan for a flat',
      promise1: 'x',
      promise1Due: '2026-03-06',
    });
    expect(read).toMatchObject({
      answer: { decision: { outcome: 'REACHED', satisfaction: '4', problem: 'NO', when: '' } },
    });
    expect(JSON.stringify('answer' in read && read.answer.decision)).not.toContain('loan');
  });
});

test.each([
  ['012345', '012345'],
  [' 012 345 ', '012345'],
  ['０１２３４５', '012345'],
  ['012-345', '012345'],
  ['12345', undefined],
  ['1234567', undefined],
  ['12345a', undefined],
  ['', undefined],
  [undefined, undefined],
])('the code typed as %j is %j', (typed, code) => {
  expect(codeTyped(typed)).toBe(code);
});
