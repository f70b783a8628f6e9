import { describe, expect, test } from 'vitest';
import { thresholdEntries } from '../../../../functions/desk/threshold-file.ts';
import type { EvaluationHead } from '../../../../shared/contracts/churn-evaluation.ts';
import { NOBODY } from '../../../../shared/contracts/churn-evaluation.ts';
import { Language } from '../../../../shared/contracts/codes.ts';
import { thresholds1 } from '../../../../shared/policy/thresholds.ts';

const present = thresholds1.bands;

const head: EvaluationHead = {
  caseId: 'E202602',
  sk: 'HEAD',
  v: 1,
  kind: 'evaluation',
  customerId: NOBODY,
  status: 'EVALUATED',
  round: 1,
  openedAt: '2026-07-01T21:00:00.000Z',
  execution: 'x',
  month: '2026-02',
  present,
  proposal: { ...present, vip: { ...present.vip, low: 0.125 } },
  capacity: { managers: 6, forPeople: 40, most: 42 },
};

const said = (its: Partial<EvaluationHead>, language: Language) =>
  thresholdEntries({ ...head, ...its }, language).flatMap(({ said: lines }) =>
    lines.map(({ label, words }) => `${label} ${words}`.trim()),
  );

describe.each(Language.options)('R188 what is proposed, in %s', (language) => {
  const en = language === 'en';

  test('stands beside what it would replace, to the last digit, and beside what people bear', () => {
    const lines = said({}, language).join('\n');
    expect(lines).toContain(
      en ? 'low from 12.5% (now 15%), medium from 30%,' : '低 12.5%（现为 15%），中 30%，',
    );
    expect(lines).toMatch(
      en ? /6 relationship managers bear 42 .* 40\.0/ : /6 名客户经理每周最多应对 42 起.*40\.0/,
    );
    expect(lines).not.toContain(en ? 'contact makes things worse' : '加剧流失');
  });

  test('R204 comes after the warning that contact makes things worse', () => {
    const lines = said({ warnings: [{ band: 'low', warning: 'WORSE' }] }, language);
    expect(lines[1]).toBe(
      en
        ? 'Look at this first Band low: more of those who were contacted left; contact makes things worse'
        : '请先关注 低风险档：联系过的客户流失更多，联系反而加剧流失',
    );
    expect(said({ warnings: [{ band: 'all', warning: 'PERHAPS_WORSE' }] }, language)[1]).toContain(
      en ? 'may be chance' : '出于偶然',
    );
  });

  test('is nothing where nothing is proposed', () => {
    const { proposal: _, ...none } = head;
    expect(thresholdEntries(none, language)).toEqual([]);
  });
});
