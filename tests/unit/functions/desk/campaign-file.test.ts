import { describe, expect, test } from 'vitest';
import { campaignEntries } from '../../../../functions/desk/campaign-file.ts';
import { NOBODY } from '../../../../shared/contracts/churn-evaluation.ts';
import { Language } from '../../../../shared/contracts/codes.ts';
import type { CampaignHead, CampaignVoice } from '../../../../shared/contracts/survey.ts';

const head: CampaignHead = {
  caseId: 'Q20260305-0123456789',
  sk: 'HEAD',
  v: 1,
  kind: 'campaign',
  customerId: NOBODY,
  status: 'DRAWN',
  campaign: 'pulse',
  definition: 'pulse',
  naming: 'ANONYMOUS',
  round: 1,
  openedAt: '2026-03-05T01:00:00.000Z',
  execution: 'x',
  seed: 'a'.repeat(64),
  sample: 'b'.repeat(64),
  strata: {
    vip: { population: 20, wanted: 17, drawn: 10 },
    potential: { population: 200, wanted: 66, drawn: 100 },
    mass: { population: 300, wanted: 73, drawn: 150 },
  },
};
const voices: CampaignVoice[] = (['PRAISE', 'CRITICISM'] as const).map((voice, at) => ({
  caseId: head.caseId,
  sk: `VOICE#000${at + 1}`,
  v: 1,
  number: at + 1,
  voice,
  texts: [`${voice} one 13812345678`, `${voice} two`],
}));
const linesOf = (form: string, item: number | undefined, language: Language) =>
  campaignEntries(head, voices, { form, ...(item !== undefined && { item }) }, language).flatMap(
    ({ said }) => said,
  );

describe.each(Language.options)('a survey campaign in the file of its tasks, in %s', (language) => {
  test('R247 says how many of how many are asked, and by which digest: whoever approves sees nobody, and cannot reckon whom it is', () => {
    const lines = linesOf('campaign', undefined, language).map(({ words }) => words);
    expect(lines).toContain(
      language === 'en'
        ? '150 of 300 customers, for 73 answers'
        : '共 300 位客户，抽取 150 位，期望收回 73 份',
    );
    expect(lines.join()).not.toContain(head.seed);
    expect(lines).toContain(head.sample);
    expect(lines.join()).not.toContain('PRAISE one');
  });

  test('R116 shows whoever answers them the voices that the task is about, and no others', () => {
    const lines = linesOf('feedback-reply', 2, language);
    expect(lines.map(({ words }) => words).filter((words) => /^[A-Z]+ (one|two)/.test(words))).toEqual(
      voices[1]?.texts,
    );
    expect(lines.map(({ masked }) => masked).join()).not.toContain('13812345678');
  });
});
