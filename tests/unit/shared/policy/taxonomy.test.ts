import { expect, test } from 'vitest';
import { codesOf, isKnown, labelOf, Taxonomy, taxonomy1 } from '../../../../shared/policy/taxonomy.ts';

/** STANDARDS, CN taxonomy: the outline of JR/T 0169-2018, as it was confirmed. */
test('C2 the confirmed classes of business and cause are those of the outline, and other is 99', () => {
  const classes = (axis: 'B' | 'C') =>
    taxonomy1.codes
      .filter(({ code, confirmed }) => code.startsWith(axis) && confirmed)
      .map(({ code, label }) => [code, label['zh-CN']]);
  expect(classes('B')).toEqual([
    ['B01', '人民币储蓄'],
    ['B02', '贷款'],
    ['B03', '银行卡'],
    ['B04', '支付结算'],
    ['B05', '人民币管理'],
    ['B06', '个人金融信息'],
    ['B99', '其他'],
  ]);
  expect(classes('C').map(([code]) => code)).toEqual([
    'C01',
    'C02',
    'C03',
    'C04',
    'C05',
    'C06',
    'C07',
    'C08',
    'C09',
    'C10',
    'C99',
  ]);
});

test('the electronic channel has the six items of the outline, the last of them other, coded 9', () => {
  const items = codesOf('A').filter((code) => code.startsWith('A0103') && code.length === 6);
  expect(items).toEqual(['A01031', 'A01032', 'A01033', 'A01034', 'A01035', 'A01039']);
});

test('whatever is called other is coded 9 or 99, and nothing else is', () => {
  for (const { code, label } of taxonomy1.codes) {
    const other = /^其他(?!中间业务)/.test(label['zh-CN']);
    expect([code, /^[ABC](\d{2})*99$|^A\d{4}9$/.test(code)]).toEqual([code, other]);
  }
});

test('sub-codes of business are marked as unconfirmed', () => {
  const subCodes = taxonomy1.codes.filter(({ code }) => code.startsWith('B') && code.length > 3);
  expect(subCodes.length).toBeGreaterThan(0);
  expect(subCodes.filter(({ confirmed }) => confirmed)).toEqual([]);
});

test('a code has a label in each language, and an unknown one is its own', () => {
  expect(labelOf('B0302', 'zh-CN')).toBe('信用卡');
  expect(labelOf('B0302', 'en')).toBe('Credit card');
  expect(labelOf('B77', 'en')).toBe('B77');
});

test('no two codes of an axis have the same label', () => {
  for (const axis of ['A', 'B', 'C'] as const) {
    for (const language of ['zh-CN', 'en'] as const) {
      const labels = codesOf(axis).map((code) => labelOf(code, language));
      expect(new Set(labels).size).toBe(labels.length);
    }
  }
});

test('a code is known on its own axis', () => {
  expect(isKnown('B0302')).toBe(true);
  expect(isKnown('B0302', 'B')).toBe(true);
  expect(isKnown('B0302', 'C')).toBe(false);
  expect(isKnown('B77')).toBe(false);
  expect(isKnown('B')).toBe(false);
});

test('codes of an axis come with each class before its sub-codes', () => {
  const codes = codesOf('B');
  expect(codes.every((code) => code.startsWith('B'))).toBe(true);
  for (const [at, code] of codes.entries())
    if (code.length > 3) expect(codes.indexOf(code.slice(0, 3))).toBeLessThan(at);
});

const [first] = taxonomy1.codes;

test.each<[what: string, codes: unknown[]]>([
  ['a code that comes twice', [...taxonomy1.codes, first]],
  ['a sub-code without its class', taxonomy1.codes.filter(({ code }) => code !== 'B03')],
  ['an item without its sub-code', taxonomy1.codes.filter(({ code }) => code !== 'A0103')],
  ['a code of another shape', [...taxonomy1.codes, { ...first, code: 'D01' }]],
])('a taxonomy with %s is refused', (_, codes) => {
  expect(Taxonomy.safeParse({ ...taxonomy1, codes }).success).toBe(false);
});
