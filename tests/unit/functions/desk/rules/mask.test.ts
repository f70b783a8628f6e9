import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskedContact, maskedText } from '../../../../../functions/desk/rules/mask.ts';

describe('a customer on a page', () => {
  test.each([
    [
      { name: '王芳', phone: '13812341234', email: 'wang.fang@mail.example' },
      ['王*', '138****1234', 'w***@…'],
    ],
    [{ name: '欧阳娜娜', phone: '+86 138 1234 1234' }, ['欧***', '861****1234', undefined]],
    [{ name: '上海第一百货有限公司', phone: '62283333' }, ['上***', '****33', undefined]],
    [{ name: 'Zhang Wei', email: 'z@mail.example' }, ['Z***', undefined, 'z***@…']],
    [{ name: '王', phone: '１３８１２３４１２３４' }, ['*', '138****1234', undefined]],
  ])('%o is shown masked', (customer, [name, phone, email]) => {
    expect(maskedContact(customer)).toEqual({
      name,
      ...(phone !== undefined && { phone }),
      ...(email !== undefined && { email }),
    });
  });

  test('shows neither the whole name nor the whole number nor the whole address, whatever they are', () => {
    const parts = { name: fc.string({ minLength: 1 }), phone: fc.string(), email: fc.emailAddress() };
    fc.assert(
      fc.property(fc.record(parts), ({ name, phone, email }) => {
        const masked = maskedContact({ name, phone, email });
        expect([...masked.name].filter((character) => character !== '*').length).toBeLessThanOrEqual(1);
        expect(masked.phone?.replace(/\D/g, '').length).toBeLessThanOrEqual(7);
        expect(masked.email).not.toContain(email.slice(1));
      }),
    );
  });
});

describe('what the customer said', () => {
  test.each([
    ['请打13812345678。', '请打138****5678。'],
    ['138 1234 5678', '138 **** 5678'],
    ['138-1234-5678', '138-****-5678'],
    ['１３８１２３４５６７８', '１３８****５６７８'],
    ['+86 138-1234-5678', '+** ***-****-5678'],
    ['010-62283333', '***-****3333'],
    ['(0755) 8888 6666', '(****) **** 6666'],
    ['+65 9123 4567', '+** **** 4567'],
    ['卡号6222 0202 0000 1234，', '卡号**** **** **** 1234，'],
    ['6222020200001234567', '***************4567'],
    ['11010519491231002X', '**************002X'],
    ['110105 19491231 002 x', '****** ******** 002 x'],
    ['邮箱wang.fang@mail.example请回复', '邮箱w********@************请回复'],
    ['a＠b.cn', '*＠****'],
    ['写信到 王芳@例子.中国', '写信到 王*@*****'],
  ])('%s is shown as %s', (text, masked) => {
    expect(maskedText(text)).toBe(masked);
  });

  test.each([
    '2月27日转账6800元，被扣了两次。',
    'On 2026-02-27 10:30 and from 2026-02-27 - 2026-03-01, 6,800 yuan each.',
    '2026.02.27 2026/3/1',
    'Case K20260302-ABCDEFGHJK, counter 12, 40 minutes, 1,200,000.00 yuan',
    '120\n480\n1500\n6000',
    'Follow us @ the counter',
    '',
  ])('%j holds nothing to mask', (text) => {
    expect(maskedText(text)).toBe(text);
  });

  const digits = (length: number) =>
    fc
      .array(fc.constantFrom(...'0123456789'), { minLength: length, maxLength: length })
      .map((d) => d.join(''));
  const numbers = {
    mobile: digits(9).map((rest) => `13${rest}`),
    landline: digits(8).map((rest) => `021${rest}`),
    'identity card': fc.tuple(digits(17), fc.constantFrom('X', 'x', '7')).map((parts) => parts.join('')),
    'bank card': fc.oneof(digits(16), digits(17), digits(19)).map((rest) => `6${rest.slice(1)}`),
  };
  const between = fc.constantFrom('', '', '', ' ', '-', '　', '－', '–', '\u00A0', '\u200B', ' - ', '.');
  const wide = (digit: string) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0);
  const words = fc.constantFrom('请打', ' call me: ', '，卡号', '。', ' on ', '电话（', '\n', 'A');

  /** The digits of a text, whatever they are written with; runs are those that nothing but separators interrupts. */
  const plain = (text: string) => text.normalize('NFKC').replace(/[\s\p{Pd}\p{Cf}.]/gu, '');

  test.each(Object.entries(numbers))('keeps no %s, however it is written', (_kind, number) => {
    const written = number.chain((plainly) =>
      fc.tuple(fc.array(between, { minLength: plainly.length }), fc.boolean()).map(([gaps, isWide]) => ({
        plainly,
        text: [...plainly]
          .map((character, at) => `${at === 0 ? '' : gaps[at]}${isWide ? wide(character) : character}`)
          .join(''),
      })),
    );
    fc.assert(
      fc.property(written, words, words, ({ plainly, text }, before, after) => {
        const whole = `${before}${text}${after}`;
        const masked = maskedText(whole);
        expect(masked).toHaveLength(whole.length);
        expect(plain(masked)).not.toContain(plainly);
        const shown =
          plain(masked)
            .match(/[0-9Xx]+/g)
            ?.map((run) => run.length) ?? [];
        expect(Math.max(0, ...shown)).toBeLessThanOrEqual(4);
      }),
      { numRuns: 2_000 },
    );
  });

  test('keeps no mail address', () => {
    const wideAt = fc.constantFrom('@', '＠');
    fc.assert(
      fc.property(fc.emailAddress(), wideAt, words, words, (address, sign, before, after) => {
        const whole = `${before} ${address.replace('@', sign)}${after}`;
        const masked = maskedText(whole);
        expect(masked).toHaveLength(whole.length);
        const [local = '', domain = ''] = address.split('@');
        // An address may itself have stars in it.
        if (/[^*]/.test(local.slice(1))) expect(masked).not.toContain(`${local}${sign}`);
        expect(masked).not.toContain(`${sign}${domain}`);
      }),
      { numRuns: 2_000 },
    );
  });

  test('is as long as it was, stays whole text, and is masked once and for all', () => {
    const odd = fc.string({ unit: 'binary' });
    const numeric = fc.string({
      unit: fc.constantFrom('1', '２', '𝟛', ' ', '-', '@', 'x', '王', '.', '\u200B'),
    });
    fc.assert(
      fc.property(fc.oneof(odd, numeric), (text) => {
        const masked = maskedText(text);
        expect(masked).toHaveLength(text.length);
        expect(masked.isWellFormed()).toBe(text.isWellFormed());
        expect(maskedText(masked)).toBe(masked);
      }),
      { numRuns: 3_000 },
    );
  });

  test.each(['a', '1', '1 ', '1  - ', '@', 'a@', '王@', '1-x', '2026-01-01 '])(
    'a hundred thousand characters of %j take no time',
    (piece) => {
      const text = piece.repeat(100_000 / piece.length);
      const began = performance.now();
      maskedText(text);
      expect(performance.now() - began).toBeLessThan(1_500);
    },
  );
});
