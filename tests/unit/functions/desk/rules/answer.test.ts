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
