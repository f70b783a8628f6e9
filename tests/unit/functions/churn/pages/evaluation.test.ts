import { describe, expect, test } from 'vitest';
import { type EvaluationReport, reportOf } from '../../../../../functions/churn/pages/evaluation-page.ts';
import { calibrationOf } from '../../../../../functions/churn/rules/accuracy.ts';
import { effectOf, type SeenAlert } from '../../../../../functions/churn/rules/effect.ts';
import { capacityOf, proposalOf } from '../../../../../functions/churn/rules/threshold.ts';
import { Language } from '../../../../../shared/contracts/codes.ts';
import { alerting1 } from '../../../../../shared/policy/alerting.ts';
import { thresholds1 } from '../../../../../shared/policy/thresholds.ts';

/** Arms of the low band of 100 alerts each, so many of whom left. */
function alertsOf(lost: { readonly treated: number; readonly control: number }): SeenAlert[] {
  const arm = (drawn: 'TREAT' | 'CONTROL', count: number) =>
    Array.from({ length: 100 }, (_, nth): SeenAlert => {
      const left = nth < count;
      return {
        customerId: `${drawn}${nth}`,
        at: '2026-03-01T00:00:00.000Z',
        tier: 'mass',
        band: 'low',
        probability: 0.3 + nth / 1_000,
        label: drawn === 'TREAT' ? (left ? 'LOST' : 'RETAINED') : left ? 'CONTROL_LOST' : 'CONTROL_RETAINED',
        drawn,
        cost: drawn === 'TREAT' ? 50 : 0,
        ...(left ? { leftAt: '2026-04-10T00:00:00.000Z' } : {}),
      };
    });
  return [...arm('TREAT', lost.treated), ...arm('CONTROL', lost.control)];
}

function reportOn(alerts: readonly SeenAlert[]): EvaluationReport {
  const leavers = alerts.flatMap(({ customerId, leftAt }) =>
    leftAt === undefined ? [] : [{ customerId, leftAt }],
  );
  const scored = alerts.map(({ probability, leftAt }) => ({ probability, left: leftAt !== undefined }));
  const effect = effectOf({ alerts, leavers, scored }, alerting1);
  return {
    month: '2026-03',
    versions: { model: 1, thresholds: 2 },
    effect,
    calibration: calibrationOf(scored, 5),
    proposals: { mass: proposalOf(thresholds1, { tier: 'mass', history: scored, effect }, alerting1) },
    capacity: capacityOf(
      thresholds1,
      scored.map(({ probability }) => ({ tier: 'mass', probability })),
      { weeks: 4, managers: 6 },
      () => true,
      alerting1,
    ),
  };
}

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
    expect(html).toContain('20.0 %');
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
    expect(page).toContain('30.0 %');
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
