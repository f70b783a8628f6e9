/** The report of a survey campaign as a page with charts: figures, codes and our own answers, no words of customers. */
import { type Language, Stage, Tier } from '../../../shared/contracts/codes.ts';
import type { SurveyDefinition, SurveyReportRow } from '../../../shared/contracts/survey.ts';
import { type Bar, barChart, percent, trendChart } from '../../../shared/platform/charts.ts';
import { type Framing, frame } from '../../../shared/platform/frame.ts';
import { type Html, html } from '../../../shared/platform/html.ts';
import { stageName, tierName } from '../../../shared/policy/names.ts';
import type { Estimate } from '../../../shared/policy/proportions.ts';
import type { GroupResult, QuestionResult, Shown, SurveyResults } from '../rules/report-shape.ts';
import { type ReportWords, reportWords } from './report-words.ts';

/** What the page shows. */
export interface ReportView {
  readonly results: SurveyResults;
  /** What was asked, in the version of the results. */
  readonly definition: SurveyDefinition;
  readonly replies: NonNullable<SurveyReportRow['replies']>;
  /** Numbers of the policy `surveying` that the report speaks of. */
  readonly leastInGroup: number;
  readonly leastAnswers: number;
  readonly weakBelow: number;
  /** IANA zone in which days are meant. */
  readonly dayOf: (at: string) => string;
  /** Addresses of the same report in other forms, by what they are called. */
  readonly others: Readonly<Record<string, string>>;
}

/** Headings within a section, below those of sections. */
const HEADINGS = 'h3,h4{font-size:1rem;margin:1.25rem 0 .25rem}h4{font-weight:400}';

/** The page, without script. */
export function reportPage(framing: Framing, view: ReportView): string {
  const { results, dayOf } = view;
  const { language } = framing;
  const say = reportWords[language];
  const body = html`<section>
<p>${say.lead(dayOf(results.from), dayOf(results.until), results.asked, results.answered)}</p>
${results.partial > 0 && html`<p>${say.partial(results.partial)}</p>\n`}<p>${say.namings[results.naming]}</p>
<p class="on-screen">${say.otherForms}${say.colon}${Object.entries(view.others).map(([name, address]) => html` <a href="${address}">${name}</a>`)}</p>
</section>
${results.enough ? found(view, language, say) : html`<section><p>${say.few(view.leastAnswers)}</p></section>\n`}${silent(results, language, say)}${repliesIn(view, say)}${method(results, language, say)}`;
  return frame({ ...framing, style: HEADINGS }, say.title(results.campaign, dayOf(results.from)), body);
}

const found = (view: ReportView, language: Language, say: ReportWords): Html => {
  const { results } = view;
  return html`${weakIn(view, say)}${section(say.measures, measures(results, say))}${section(
    say.response,
    barChart(say.response, [
      ...shareBar(say.all, results.response.all),
      ...Tier.options.flatMap((tier) => shareBar(tierName(tier, language), results.response.byTier[tier])),
    ]),
  )}${drivers(results, say)}${questions(view, language, say)}${groups(view, language, say)}${modeOf(results, say)}${recoveryOf(results, say)}`;
};

const section = (title: string, body: Html): Html => html`<section>
<h2>${title}</h2>
${body}
</section>
`;

const lines = (rows: readonly (readonly [term: string, says: string])[]): Html =>
  html`<dl>
${rows.map(([term, says]) => html`<dt>${term}</dt><dd>${says}</dd>\n`)}</dl>`;

const two = (value: number): string => value.toFixed(2);
const whole = (value: number): string => value.toFixed(0);
/** A difference says which way it goes. */
const signed = (value: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(2)}`;

const inWords = (
  { value, low, high }: Estimate,
  say: ReportWords,
  words: (value: number) => string,
): string => say.interval(words(value), words(low), words(high));

const orHidden = <Value>(shown: Shown<Value>, say: ReportWords, words: (value: Value) => string): string =>
  shown.shown ? words(shown.value) : say.hidden;

const shareBar = (label: string, share: Shown<Estimate>): Bar[] =>
  share.shown ? [{ label, text: percent(share.value.value), ...boundsOf(share.value) }] : [];

const meanBar = (label: string, mean: Shown<Estimate>): Bar[] =>
  mean.shown ? [{ label, text: two(mean.value.value), ...boundsOf(mean.value) }] : [];

const boundsOf = ({ value, low, high }: Estimate) => ({ value, low, high });

/** A chart, where there is anything to draw. */
const chart = (title: string, bars: readonly Bar[]): Html | false => bars.length > 0 && barChart(title, bars);

function weakIn({ results, weakBelow }: ReportView, say: ReportWords): Html | undefined {
  const weak = results.drivers.flatMap(({ driver, mean, weak }) =>
    weak && mean.shown
      ? [say.weakIn(say.driver[driver], inWords(mean.value, say, two), weakBelow.toFixed(1))]
      : [],
  );
  if (weak.length === 0) return undefined;
  return html`<section class="errors">
<h2>${say.weak}</h2>
<ul>
${weak.map((line) => html`<li>${line}</li>\n`)}</ul>
</section>
`;
}

function measures({ measures: { satisfied, csat, nps, ces } }: SurveyResults, say: ReportWords): Html {
  return html`${chart(say.satisfied, shareBar(say.satisfied, satisfied))}${lines([
    [say.satisfied, orHidden(satisfied, say, (share) => inWords(share, say, percent))],
    [say.csat, orHidden(csat, say, (mean) => inWords(mean, say, two))],
    [say.nps, orHidden(nps, say, (mean) => inWords(mean, say, whole))],
    [say.ces, orHidden(ces, say, (mean) => inWords(mean, say, two))],
  ])}`;
}

function drivers({ drivers }: SurveyResults, say: ReportWords): Html | undefined {
  if (drivers.length === 0) return undefined;
  return section(
    say.drivers,
    html`${chart(
      say.drivers,
      drivers.flatMap(({ driver, mean }) => meanBar(say.driver[driver], mean)),
    )}
<h3>${say.importance}</h3>
${chart(
  say.importance,
  drivers.flatMap(({ driver, importance }) => meanBar(say.driver[driver], importance)),
)}`,
  );
}

function questions(view: ReportView, language: Language, say: ReportWords): Html {
  return section(
    say.questions,
    html`${view.results.questions.map((question) => questionIn(question, view, language, say))}`,
  );
}

function questionIn(
  question: QuestionResult,
  { definition, dayOf }: ReportView,
  language: Language,
  say: ReportWords,
): Html {
  const { id, kind, answered, distribution, figure, trend, change } = question;
  const asked = definition.questions.find((one) => one.id === id);
  const wording = asked?.wording[language] ?? id;
  const optionOf = (code: string): string =>
    asked?.kind === 'CHOICE'
      ? (asked.options.find((option) => option.code === code)?.wording[language] ?? code)
      : code;
  if (kind === 'TEXT')
    return html`<h3>${wording}</h3>
<p>${say.texts(answered)}</p>
`;
  const words = kind === 'YES_NO' ? percent : kind === 'NPS' ? whole : two;
  return html`<h3>${wording}</h3>
<p>${say.answers(answered)}${figure.shown && html`${say.colon}${inWords(figure.value, say, words)}`}</p>
${
  distribution.shown &&
  barChart(
    wording,
    distribution.value.map(({ code, count }) => ({
      label: `${optionOf(code)} (${count})`,
      text: percent(count / distribution.of),
      value: count,
    })),
  )
}${!distribution.shown && html`<p class="hint">${say.hidden}</p>\n`}${trendOf(trend, words, dayOf, wording, say)}${
  change !== undefined &&
  html`<p>${say.change(signed(change.value), signed(change.low), signed(change.high))}</p>\n`
}`;
}

function trendOf(
  trend: QuestionResult['trend'],
  words: (value: number) => string,
  dayOf: ReportView['dayOf'],
  wording: string,
  say: ReportWords,
): Html | undefined {
  if (trend.length < 2) return undefined;
  return html`<h4>${say.trend}</h4>
${trendChart(
  `${say.trend}, ${wording}`,
  trend.map(({ until, estimate, comparable }, at) => ({
    label: dayOf(until).slice(0, 7),
    text: words(estimate.value),
    ...boundsOf(estimate),
    joined: at > 0 && comparable,
  })),
)}
${trend.some(({ comparable }) => !comparable) && html`<p class="hint">${say.broken}</p>\n`}`;
}

function groups(
  { results: { groups: its }, leastInGroup }: ReportView,
  language: Language,
  say: ReportWords,
) {
  if (its === undefined) return undefined;
  const nameOf = (key: string): string => {
    const tier = Tier.safeParse(key);
    return tier.success ? tierName(tier.data, language) : key;
  };
  const part = (title: string, some: readonly GroupResult[], name: (key: string) => string): Html =>
    html`<h3>${title}</h3>
${chart(
  title,
  some.flatMap(({ key, satisfaction }) =>
    satisfaction.shown ? meanBar(name(key), { ...satisfaction, value: satisfaction.value.mean }) : [],
  ),
)}
${lines(
  some.map(({ key, satisfaction, complaintRate }) => [
    name(key),
    [
      orHidden(
        satisfaction,
        say,
        ({ mean, satisfied }) =>
          `${inWords(mean, say, two)}; ${say.satisfied} ${percent(satisfied.value)}; ${say.answers(satisfaction.shown ? satisfaction.of : 0)}`,
      ),
      ...(complaintRate?.shown === true
        ? [`${say.complaintRate} ${inWords(complaintRate.value, say, percent)}`]
        : []),
    ].join('; '),
  ]),
)}`;
  return section(
    say.satisfaction,
    html`<p class="hint">${say.hiddenWhy(leastInGroup)}</p>
${part(say.tier, its.tier, nameOf)}${part(say.branch, its.branch, String)}${part(say.manager, its.manager, String)}`,
  );
}

function modeOf({ mode: { web, phone, difference } }: SurveyResults, say: ReportWords): Html | undefined {
  if (phone === 0) return undefined;
  return section(
    say.mode,
    lines([
      [say.mode, say.modes(web, phone)],
      [say.modeDifference, orHidden(difference, say, (value) => inWords(value, say, signed))],
    ]),
  );
}

function recoveryOf({ recovery }: SurveyResults, say: ReportWords): Html | undefined {
  if (recovery === undefined) return undefined;
  return section(
    say.recovery,
    html`<p class="hint">${say.recoveryWhy}</p>
${lines([[say.recoveryIn, orHidden(recovery, say, (value) => inWords(value, say, signed))]])}`,
  );
}

function silent({ bias, biasOfMean }: SurveyResults, language: Language, say: ReportWords): Html {
  const nameOf = (key: string): string => {
    const [tier, stage] = [Tier.safeParse(key), Stage.safeParse(key)];
    if (tier.success) return tierName(tier.data, language);
    return stage.success ? stageName(stage.data, language) : key;
  };
  return section(
    say.silent,
    html`<p class="hint">${say.silentWhy}</p>
${bias.map(
  ({ profile, groups }) => html`<h3>${say.profiles[profile]}</h3>
${lines(groups.map(({ key, asked, answered }) => [nameOf(key), say.askedAnswered(asked, answered)]))}`,
)}${biasOfMean !== undefined && html`<p>${say.bias(signed(-biasOfMean))}</p>\n`}`,
  );
}

function repliesIn({ replies }: ReportView, say: ReportWords): Html | undefined {
  if (replies.length === 0) return undefined;
  return section(
    say.replies,
    html`${replies.map(
      ({ voice, texts, answered, reply, improvement }) => html`<h3>${say.voices[voice](texts)}</h3>
<p>${say.replied[answered]}</p>
<blockquote>${reply}</blockquote>
${improvement !== undefined && html`<p>${say.improves}${say.colon}${improvement}</p>\n`}`,
    )}`,
  );
}

function method(
  { strata, weighting, definition, version }: SurveyResults,
  language: Language,
  say: ReportWords,
) {
  const { kind, least, most, effective } = weighting;
  return section(
    say.method,
    html`${lines(
      Tier.options.map((tier) => {
        const { population, wanted, drawn } = strata[tier];
        return [tierName(tier, language), say.strata(population, wanted, drawn)];
      }),
    )}
<p>${kind === 'NONE' ? say.unweighted : say.weighted(two(least), two(most), effective.toFixed(1))}</p>
<p>${say.intervals}</p>
<p>${say.versions(definition, version)}</p>`,
  );
}
