import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  centsOf,
  dayOf,
  instantOf,
  mailOf,
  narrow,
  phoneOf,
  plain,
  wholeOf,
} from '../../../../../functions/customers/rules/clean.ts';

const ZONE = 'Asia/Shanghai';

describe('R151 cleaning', () => {
  test.each([
    ['　沈\u200b 月华 ', '沈 月华'],
    ['Li\tNa\r\n(李娜)', 'Li Na (李娜)'],
    ['ＡＢＣ', 'ＡＢＣ'],
    ['a\u0000b\u0007', 'ab'],
  ])('%j is the text %j', (text, clean) => expect(plain(text)).toBe(clean));

  test.each([
    ['Ｃ１００１', 'C1001'],
    ['ｖｉｐ　', 'vip'],
  ])('%j is the word %j', (text, clean) => expect(narrow(text)).toBe(clean));

  test.each([
    ['Shen.Yuehua@Example.COM ', 'shen.yuehua@example.com'],
    ['ａ＠ｂ．ｃｎ', 'a@b.cn'],
  ])('%j is the address %j', (text, clean) => expect(mailOf(text)).toBe(clean));

  // E.164: https://www.itu.int/rec/T-REC-E.164
  test.each([
    ['13800138000', '+8613800138000'],
    ['１３８　００１３　８０００', '+8613800138000'],
    ['+86 138-0013-8000', '+8613800138000'],
    ['0086 (138) 0013.8000', '+8613800138000'],
    ['010-6655 4433', '+861066554433'],
    ['0755-26001234 转 801', '+8675526001234;ext=801'],
    ['+44 (0)20 7946 0958', '+442079460958'],
    ['+1 212 555 0100 x12', '+12125550100;ext=12'],
  ])('%j is the telephone %j', (text, clean) => expect(phoneOf(text)).toBe(clean));

  test.each(['12', '23800138000', '138001380001', 'none', '+0123456789', '+123', '1380013800O', ''])(
    '%j is no telephone',
    (text) => expect(phoneOf(text)).toBeUndefined(),
  );

  test.each([
    ['2026-03-02', '2026-03-02'],
    ['2026/3/2', '2026-03-02'],
    ['２０２６．３．２', '2026-03-02'],
    ['20260302', '2026-03-02'],
    ['2026年3月2日', '2026-03-02'],
    ['2024-02-29', '2024-02-29'],
  ])('%j is the day %j', (text, clean) => expect(dayOf(text)).toBe(clean));

  test.each(['2026-02-29', '2026-13-01', '2026-00-10', '02/03/2026', '3月2日', '2026-3', 'soon'])(
    '%j is no day',
    (text) => expect(dayOf(text)).toBeUndefined(),
  );

  test.each([
    ['2026-03-02T09:30:00+08:00', '2026-03-02T01:30:00.000Z'],
    ['2026-03-02t01:30:00.123456z', '2026-03-02T01:30:00.123Z'],
    ['2026-03-02 09:30', '2026-03-02T01:30:00.000Z'],
    ['2026/3/2 9:30:15', '2026-03-02T01:30:15.000Z'],
    ['2026年3月2日 09:30', '2026-03-02T01:30:00.000Z'],
    ['2026-03-02', '2026-03-01T16:00:00.000Z'],
    ['2026-03-02 24:00', '2026-03-02T16:00:00.000Z'],
  ])('%j in Shanghai is the moment %j', (text, clean) => expect(instantOf(text, ZONE)).toBe(clean));

  test.each([
    '2026-03-02 25:00',
    '2026-03-02 24:01',
    '2026-03-02 09:60',
    '2026-02-30 09:00',
    'now',
    '1772415000',
  ])('%j is no moment', (text) => expect(instantOf(text, ZONE)).toBeUndefined());

  test('a time that a clock change skips is taken as the clocks go on', () => {
    expect(instantOf('2026-03-29 02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
  });

  test.each([
    ['1234.5', 123_450],
    ['1,234,567.89', 123_456_789],
    ['￥１，２３４．００', 123_400],
    ['CNY 12', 1_200],
    ['12.00元', 1_200],
    ['-0.05', -5],
    ['(200)', -20_000],
    ['0.100', 10],
    ['+7', 700],
  ])('%j is %d hundredths', (text, cents) => expect(centsOf(text)).toBe(cents));

  test.each(['1.234', '1,23', '12,34.00', '1e3', '(-5)', '(5', '--5', '$5', '', '1.2.3', '99999999999999'])(
    '%j is no amount',
    (text) => expect(centsOf(text)).toBeUndefined(),
  );

  test('every amount in yuan comes back to the cent', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (cents) => {
        const text = (cents / 100).toFixed(2);
        expect(centsOf(text)).toBe(cents === 0 ? centsOf('0') : cents);
        expect(centsOf(Number(text).toLocaleString('en-US', { minimumFractionDigits: 2 }))).toBe(
          centsOf(text),
        );
      }),
    );
  });

  test('what is clean stays as it is', () => {
    const twice = (clean: (text: string) => string | undefined) =>
      fc.assert(
        fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
          const once = clean(text);
          if (once !== undefined) expect(clean(once)).toBe(once);
        }),
      );
    for (const clean of [plain, narrow, mailOf, phoneOf, dayOf]) twice(clean);
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        (date) => {
          expect(instantOf(date.toISOString(), ZONE)).toBe(date.toISOString());
        },
      ),
    );
  });

  test.each([
    ['5', 5],
    [' ８ ', 8],
    ['5.0', undefined],
    ['-1', undefined],
    ['five', undefined],
  ])('%j is the whole number %j', (text, whole) => expect(wholeOf(text)).toBe(whole));
});
