import { describe, expect, test } from 'vitest';
import { improvementEntries } from '../../../../functions/desk/improvement-file.ts';
import { NOBODY } from '../../../../shared/contracts/churn-evaluation.ts';
import { Language } from '../../../../shared/contracts/codes.ts';
import type { ImprovementHead } from '../../../../shared/contracts/improvement.ts';

const head: ImprovementHead = {
  caseId: 'I0123456789ABCDEF',
  sk: 'HEAD',
  v: 1,
  kind: 'improvement',
  customerId: NOBODY,
  status: 'OPENED',
  source: 'DRIVER',
  key: 'driver#relationship#price',
  originId: 'Q20260115-0123456789',
  linked: [],
  round: 1,
  openedAt: '2026-03-02T01:30:00.000Z',
  execution: 'x',
  before: {
    what: 'MEAN',
    value: 2.5,
    n: 40.2,
    error: 0.1,
    from: '2026-01-15T00:00:00.000Z',
    until: '2026-02-12T00:00:00.000Z',
  },
};
const lines = (its: Partial<ImprovementHead>, language: Language): string[] =>
  improvementEntries({ ...head, ...its }, language).flatMap(({ what, said }) => [
    what,
    ...said.map(({ words }) => words),
  ]);

describe.each(Language.options)('an improvement in the file of its tasks, in %s', (language) => {
  test('R224 says what showed it and how things stand, in words', () => {
    expect(lines({}, language)).toEqual(
      language === 'en'
        ? [
            'Something is to be improved',
            'a survey found it weak',
            'price (survey relationship)',
            head.originId,
            'a mean of 2.50 (worth 40 answers)',
          ]
        : [
            '需要改进',
            '满意度调查的薄弱环节',
            '价格（调查 relationship）',
            head.originId,
            '平均 2.50 分（相当于 40 份回答）',
          ],
    );
  });

  test('R227 tells whoever plans anew what the last try has changed', () => {
    const after = {
      ...head.before,
      what: 'EVENTS' as const,
      value: 3,
      n: 60,
      from: '',
      until: '2026-05-01T00:00:00.000Z',
    };
    const told = lines({ after, effect: { value: 0.5, low: 0.2, high: 1.3 } }, language);
    expect(told).toContain(language === 'en' ? '3 in 60 days' : '60 天内 3 起');
    expect(told).toContain(language === 'en' ? '0.50 (95%: 0.20 to 1.30)' : '0.50（95% 区间：0.20 至 1.30）');
  });

  test.each(['cluster#B01#C03#BR01', 'exit#PRICE', 'product#PRODUCT_GAP', 'suggestion#V1'])(
    '%s is readable',
    (key) => {
      const said = lines({ key, before: undefined, linked: ['K1', 'K2'] }, language);
      expect(said.join(' ')).not.toMatch(/undefined|NaN/);
      expect(said).toContain('K1 K2');
    },
  );
});
