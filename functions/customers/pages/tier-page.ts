/** Why a customer has their tier, as a page that can be printed, in both languages: numbers and codes, no names. */
import type { Language } from '../../../shared/contracts/codes.ts';
import { type Framing, frame } from '../../../shared/platform/frame.ts';
import { type Html, harmless, html } from '../../../shared/platform/html.ts';
import { dayInWords, momentInWords } from '../../../shared/policy/moments.ts';
import { stageName, tierName } from '../../../shared/policy/names.ts';
import type { TierView } from '../show-tier.ts';

interface Words {
  readonly title: (customerId: string) => string;
  readonly tier: string;
  readonly stage: string;
  readonly byFigures: string;
  readonly asOf: string;
  readonly policy: string;
  readonly version: (number: number) => string;
  readonly nextLook: string;
  readonly why: string;
  readonly notGraded: string;
  readonly setElsewhere: string;
  readonly override: string;
  readonly overrideTier: string;
  readonly by: string;
  readonly until: string;
  readonly reason: string;
  readonly noOverride: string;
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    title: (customerId) => `Tier of ${customerId}`,
    tier: 'Tier',
    stage: 'Stage',
    byFigures: 'By the figures',
    asOf: 'Figures of',
    policy: 'Policy',
    version: (number) => `tiering, version ${number}`,
    nextLook: 'Looked at again from',
    why: 'Why',
    notGraded: 'This customer was not graded yet; the tier is the one that the bank’s systems delivered.',
    setElsewhere:
      'The tier was set by the bank’s systems after the last grading; the next grading says what the figures give.',
    override: 'A person’s word against the figures',
    overrideTier: 'Tier',
    by: 'By',
    until: 'Until',
    reason: 'Reason',
    noOverride: 'There is none.',
  },
  'zh-CN': {
    title: (customerId) => `${customerId} 的客户级别`,
    tier: '级别',
    stage: '关系阶段',
    byFigures: '按数据',
    asOf: '数据日期',
    policy: '制度',
    version: (number) => `客户分级，第 ${number} 版`,
    nextLook: '下次分级不早于',
    why: '原因',
    notGraded: '该客户尚未分级；现有级别由银行系统提供。',
    setElsewhere: '上次分级之后，银行系统另行设定了级别；下次分级时再按数据确定。',
    override: '人工调整',
    overrideTier: '级别',
    by: '操作人',
    until: '有效期至',
    reason: '理由',
    noOverride: '没有人工调整。',
  },
};

/** The page: what the tier is, how it came about, and who said otherwise. */
export function tierPage(framing: Framing, zone: string, view: TierView): string {
  const { language } = framing;
  const say = words[language];
  const { customerId, tier, stage, byFigures, asOf, policy, nextLook, why, setElsewhere } = view;
  const when = (at: string): string => momentInWords({ at, zone }, language);
  return frame(
    framing,
    say.title(customerId),
    html`<section>
<dl>
${line(say.tier, tierName(tier, language))}${line(say.stage, stageName(stage, language))}${line(say.byFigures, byFigures && tierName(byFigures, language))}${line(say.asOf, asOf && dayInWords(asOf, language))}${line(say.policy, policy === undefined ? undefined : say.version(policy))}${line(say.nextLook, nextLook && when(nextLook))}</dl>
${setElsewhere === true && html`<p class="hint">${say.setElsewhere}</p>`}
</section>
<section>
<h2>${say.why}</h2>
${why.length === 0 ? html`<p>${say.notGraded}</p>` : html`<ol>${why.map((reason) => html`<li>${reason}</li>`)}</ol>`}
</section>
<section>
<h2>${say.override}</h2>
${overrideOf(view, language, when)}
</section>`,
  );
}

const line = (name: string, value: string | undefined): Html | undefined =>
  value === undefined
    ? undefined
    : html`<dt>${name}</dt><dd>${value}</dd>
`;

function overrideOf({ override }: TierView, language: Language, when: (at: string) => string): Html {
  const say = words[language];
  if (override === undefined) return html`<p>${say.noOverride}</p>`;
  const { tier, by, until, reason } = override;
  return html`<dl>
${line(say.overrideTier, tierName(tier, language))}${line(say.by, by)}${line(say.until, when(until))}<dt>${say.reason}</dt><dd class="said">${harmless(reason)}</dd>
</dl>`;
}
