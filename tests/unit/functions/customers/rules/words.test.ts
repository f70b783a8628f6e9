import { describe, expect, test } from 'vitest';
import { columnsOf, kindOf, layoutOf } from '../../../../../functions/customers/rules/rows.ts';
import { fieldFinder, vocabularies } from '../../../../../functions/customers/rules/words.ts';
import { ImportKind } from '../../../../../shared/contracts/imports.ts';
import { imports1 } from '../../../../../shared/policy/imports.ts';

describe('R172 names of files and columns', () => {
  test.each([
    ['incoming/customers-2026.csv', 'customers', 'csv'],
    ['STAFF.CSV', 'staff', 'csv'],
    ['transactions_2026-03-01.part 2.jsonl', 'transactions', 'jsonl'],
    ['ratings.ndjson', 'ratings', 'jsonl'],
  ])('%s holds %s as %s', (name, kind, format) => expect(kindOf(name)).toEqual({ kind, format }));

  test.each([
    'customers.xlsx',
    'my-customers.csv',
    'customers2.csv',
    'toString-a.csv',
    'customers',
    'customers/',
  ])('%s is of no kind', (name) => expect(kindOf(name)).toBeUndefined());

  test.each(ImportKind.options)('every field of %s is found however it is spelled', (kind) => {
    const { fields } = layoutOf(kind);
    const find = fieldFinder(fields);
    for (const field of fields) {
      const words = field.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
      const snake = words.replaceAll(' ', '_').toUpperCase();
      expect([field, words, snake, ` ${field}\ufeff`].map(find), field).toEqual(Array(4).fill(field));
    }
  });

  test('a Chinese header of customers is read whole', () => {
    const header =
      '客户编号,姓名,邮箱,手机号码,语言,客户类型,客户等级,阶段,风险类别,客户经理工号,网点,时区,开户日期,首选渠道,首选时段,已故,未成年,勿扰,数据日期,日均余额,信用等级,年贡献,潜力分'.split(
        ',',
      );
    expect(columnsOf('customers', header)).toEqual({ columns: layoutOf('customers').fields, ignored: [] });
  });

  test('what the policy expects and dates are fields there are', () => {
    for (const [kind, expected] of Object.entries(imports1.expected)) {
      const { fields } = layoutOf(kind as ImportKind);
      expect(
        expected.filter((field) => !fields.includes(field)),
        kind,
      ).toEqual([]);
    }
    for (const kind of Object.keys(imports1.freshDays))
      expect(layoutOf(kind as ImportKind).dated).toBeDefined();
  });
});

describe('R151 words for codes', () => {
  test.each(Object.entries(vocabularies))(
    'every code of %s is its own word, in any case and width',
    (_, { codes, codeOf }) => {
      for (const code of codes) {
        const wide = [...code]
          .map((one) => (one > '!' && one < '~' ? String.fromCharCode(one.charCodeAt(0) + 0xfee0) : one))
          .join('');
        expect([code, code.toUpperCase(), ` ${code.replaceAll('-', ' ')}`, wide].map(codeOf)).toEqual(
          Array(4).fill(code),
        );
      }
      expect(codeOf('something else')).toBeUndefined();
      expect(codeOf('')).toBeUndefined();
    },
  );

  test.each([
    ['tier', '贵宾', 'vip'],
    ['type', '对公客户', 'corporate'],
    ['channel', 'E-Mail', 'mail'],
    ['channel', '微信', 'wechat'],
    ['consent', '不同意', 'WITHDRAWN'],
    ['consent', '同意', 'GIVEN'],
    ['direction', '贷', 'IN'],
    ['calendar', '农历', 'LUNAR'],
    ['truth', '在职', 'yes'],
    ['role', '客户经理', 'rm'],
  ] as const)('%s %s is %s', (name, word, code) => expect(vocabularies[name].codeOf(word)).toBe(code));
});
