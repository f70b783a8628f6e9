import { describe, expect, test } from 'vitest';
import { type EvaluationReport, reportOf } from '../../../../../functions/churn/pages/evaluation-page.ts';
import { Language } from '../../../../../shared/contracts/codes.ts';
import { alertsOf, reportOn } from '../../../../kit/churn-report.ts';

const framing = (language: Language) => ({ language, bank: { en: 'Bank', 'zh-CN': '银行' }, nonce: 'n' });

describe.each(Language.options)('R204 the monthly report in %s', (language) => {
  const report = reportOn(alertsOf({ treated: 20, control: 40 }));
  const { html, json } = reportOf(framing(language), report);

  test('is a page of charts with no script and no style of its own', () => {
    expect(html).not.toMatch(/<script|style=|javascript:|<img|<link/);
    expect(html.match(/<svg role="img"/g)).toHaveLength(3);
    for (const chart of html.match(/<svg[\s\S]*?<\/svg>/g) ?? []) {
      expect(chart).toMatch(/<title>[^<]+<\/title>/);
      expect(chart).not.toMatch(/NaN|undefined|Infinity/);
    }
    expect(html).not.toMatch(/undefined|NaN|\[object/);
    expect(Buffer.byteLength(html)).toBeLessThan(30_000);
  });

  test('says what was found, in figures', () => {
    expect(html).toContain('20.0%');
    expect(html).toMatch(/20\/100.*40\/100/);
    expect(html).toContain(language === 'en' ? 'CNY 250.00' : '人民币 250.00 元');
    expect(html).not.toContain('class="errors"');
  });

  test('is JSON, too, which gives the same page again', () => {
    expect(JSON.parse(json)).toEqual(report);
    expect(reportOf(framing(language), JSON.parse(json) as EvaluationReport).html).toBe(html);
  });

  test('warns first where contact makes things worse', () => {
    const page = reportOf(framing(language), reportOn(alertsOf({ treated: 50, control: 20 }))).html;
    const warning = page.indexOf('class="errors"');
    expect(warning).toBeGreaterThan(0);
    expect(warning).toBeLessThan(page.indexOf('<svg'));
    expect(page).toContain('30.0%');
  });

  test('of too little says so, and draws nothing', () => {
    const { capacity: _, ...nothing } = reportOn([]);
    const page = reportOf(framing(language), { ...nothing, proposals: {}, calibration: [] }).html;
    expect(page).not.toContain('<svg');
    expect(page).toContain(language === 'en' ? 'too few (0 of at least 30)' : '样本不足（0，至少需要 30）');
  });
});

test('the two languages say the same things', () => {
  const report = reportOn(alertsOf({ treated: 20, control: 40 }));
  const figures = Language.options.map((language) =>
    [...reportOf(framing(language), report).html.matchAll(/\d+\.\d+/g)].map(([figure]) => figure),
  );
  expect(figures[0]?.toSorted()).toEqual(figures[1]?.toSorted());
});
