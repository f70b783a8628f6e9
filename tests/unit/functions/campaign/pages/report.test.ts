import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvOf } from '../../../../../functions/campaign/pages/csv.ts';
import { type ReportView, reportPage } from '../../../../../functions/campaign/pages/report-page.ts';
import { COLUMNS, reportCsv } from '../../../../../functions/campaign/pages/report-rows.ts';
import type { Evaluated } from '../../../../../functions/campaign/rules/report-shape.ts';
import { resultsOf } from '../../../../../functions/campaign/rules/results.ts';
import { Language } from '../../../../../shared/contracts/codes.ts';
import { campaignOf, questionOf, rating, relationship, type Some, showing } from '../rules/survey-story.ts';

const nps = questionOf('recommend', 'NPS');
const satisfied = { ...rating({ overall: 5, price: 2, attitude: 5 }), [nps]: 10 };
const middling = { ...rating({ overall: 3, price: 3, attitude: 4 }), [nps]: 7 };

/** A campaign of two branches, of which a third was too small to show. */
const town: readonly Some[] = [
  { count: 20, tier: 'mass', branch: 'BR01', manager: 'S01', values: satisfied },
  { count: 20, tier: 'vip', branch: 'BR02', manager: 'S02', values: middling },
  { count: 8, tier: 'vip', branch: 'BR02', manager: 'S02', mode: 'PHONE', values: satisfied },
  { count: 3, tier: 'mass', branch: 'BR03', manager: 'S03', values: middling },
  { count: 40, tier: 'mass', branch: 'BR01', stage: 'leaving' },
];

const replies: ReportView['replies'] = [
  {
    voice: 'CRITICISM',
    texts: 7,
    answered: 'APOLOGY',
    reply: '=HYPERLINK("http://evil.example")<b>sorry</b>',
    improvement: 'Shorter queues.',
  },
];

const viewOf = (its: Partial<Evaluated> = {}, some = town): ReportView => ({
  results: resultsOf(campaignOf(some, its), showing),
  definition: relationship(),
  replies,
  leastInGroup: showing.leastInGroup,
  leastAnswers: showing.leastAnswers,
  weakBelow: showing.weakBelow,
  dayOf: (at) => at.slice(0, 10),
  others: { JSON: 'survey?id=Q1&as=json', CSV: 'survey?id=Q1&as=csv' },
});

const before = resultsOf(campaignOf(town, { caseId: 'P0', until: '2025-10-15T00:00:00.000Z' }), showing);
const framing = (language: Language) => ({ language, bank: { en: 'Bank', 'zh-CN': '银行' }, nonce: 'n' });
const pageIn = (language: Language, view = viewOf({ before: [before] })) =>
  reportPage(framing(language), view);

describe.each(Language.options)('R248 the report of a campaign in %s', (language) => {
  const page = pageIn(language);

  test('is a page of charts with no script and no style of its own', () => {
    expect(page).not.toMatch(/<script|style=|javascript:|<img|<link/);
    const charts = page.match(/<svg[\s\S]*?<\/svg>/g) ?? [];
    expect(charts).toHaveLength(15);
    for (const chart of charts) {
      expect(chart).toMatch(/<title>[^<]+<\/title>/);
      expect(chart).not.toMatch(/NaN|undefined|Infinity/);
    }
    expect(page).not.toMatch(/undefined|NaN|\[object/);
    expect(Buffer.byteLength(page)).toBeLessThan(120_000);
  });

  test('asks in its own language, and shows no group that is too small', () => {
    for (const { wording, kind } of relationship().questions)
      if (kind === 'RATING') expect(page).toContain(wording[language].replaceAll("'", '&#39;'));
    const ofBranches = page.slice(page.indexOf('<dt>BR01</dt>'));
    expect(ofBranches).toMatch(
      language === 'en' ? /<dt>BR03<\/dt><dd>not shown/ : /<dt>BR03<\/dt><dd>不予显示/,
    );
  });

  test('answers what was written, and takes no markup from it', () => {
    expect(page).toContain('&lt;b&gt;sorry&lt;/b&gt;');
    expect(page).not.toContain('<b>sorry');
  });

  test('of too little says so, and draws nothing', () => {
    const little = pageIn(language, viewOf({}, [{ count: 9, values: satisfied }]));
    expect(little).not.toContain('<svg');
    expect(little).toContain(language === 'en' ? 'Fewer than 10' : '作答不足 10 份');
  });

  test('of an anonymous survey names no branch and no manager', () => {
    const anonymous = pageIn(language, viewOf({ naming: 'ANONYMOUS' }));
    expect(anonymous).not.toMatch(/BR0\d|S0\d/);
    expect(anonymous).toContain(language === 'en' ? 'Answers are not weighted' : '回答未加权');
  });
});

test('the two languages say the same figures', () => {
  const [one, other] = Language.options.map((language) =>
    [...pageIn(language).matchAll(/\d+\.\d+/g)].map(([figure]) => figure).toSorted(),
  );
  expect(one).toEqual(other);
});

test('a weak driver stands first, a trend that is broken says so', () => {
  const page = pageIn('en');
  expect(page.indexOf('Weak, and improved')).toBeLessThan(page.indexOf('Measures'));
  expect(page).not.toContain('The wording has changed');
  const reworded = { ...before, questions: before.questions.map((one) => ({ ...one, trendKey: 'other' })) };
  expect(pageIn('en', viewOf({ before: [reworded] }))).toContain('The wording has changed');
});

describe('the report for spreadsheets', () => {
  const rowsOf = (csv: string): Record<string, string>[] => parse(csv, { bom: true, columns: true });

  test('has one figure a row, as the page has it', () => {
    const { results } = viewOf({ before: [before] });
    const rows = rowsOf(reportCsv(results, replies));
    expect(Object.keys(rows[0] ?? {})).toEqual([...COLUMNS]);
    const { csat } = results.measures;
    const mean = rows.find(({ section, key }) => section === 'measure' && key === 'csat');
    expect(Number(mean?.value)).toBe(csat.shown && csat.value.value);
    expect(rows.filter(({ section }) => section === 'branch').map(({ key }) => key)).not.toContain('BR03');
    expect(rows.find(({ section }) => section === 'reply')?.text).toBe(`'${replies[0]?.reply}`);
  });

  test('is no formula, whatever was typed, and reads back as it was but for the mark that makes it text', () => {
    const beginning = fc.constantFrom(
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      '\n',
      '＝',
      '＋',
      '－',
      '＠',
      '−',
      ' =',
      '\u0000=',
      '\u200b+',
      '\u202e@',
      '"',
      ',',
      '',
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(beginning, fc.string({ unit: 'grapheme' })), { minLength: 1 }),
        (texts) => {
          const cells = texts.map(([start, rest]) => start + rest);
          const [read] = parse(csvOf([cells]), { bom: true, relax_column_count: true }) as [string[]];
          for (const [at, cell] of cells.entries()) {
            const found = read[at] ?? '';
            expect([cell, `'${cell}`]).toContain(found);
            expect(found).not.toMatch(/^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠−]/u);
          }
        },
      ),
    );
  });

  test('keeps numbers numbers, also those below 0', () => {
    expect(csvOf([[-1.5, 2, undefined, 'x"y']])).toBe('\uFEFF-1.5,2,,"x""y"\r\n');
  });
});
