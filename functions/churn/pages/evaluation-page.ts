/** The monthly report on churn alerts, as a page with charts in either language and as JSON: numbers and codes, no names. */
import { Band, ChurnLabel } from '../../../shared/contracts/churn.ts';
import type { CalibrationRow } from '../../../shared/contracts/churn-model.ts';
import { Tier } from '../../../shared/contracts/codes.ts';
import { barChart, percent, squareChart } from '../../../shared/platform/charts.ts';
import { type Framing, frame } from '../../../shared/platform/frame.ts';
import { type Html, html } from '../../../shared/platform/html.ts';
import { tierName } from '../../../shared/policy/names.ts';
import type { Estimate } from '../../../shared/policy/proportions.ts';
import type { Effect, Figure, Intervention } from '../rules/effect.ts';
import type { Capacity, ProposedThreshold, TierProposal } from '../rules/threshold.ts';
import { type EvaluationWords, evaluationWords } from './evaluation-words.ts';

/** What a month’s evaluation found; plain data that is stored and shown. */
export interface EvaluationReport {
  /** Month of the alerts, e.g. 2026-10. */
  readonly month: string;
  /** Versions in force when it was evaluated. */
  readonly versions: { readonly model: number; readonly thresholds: number };
  readonly effect: Effect;
  /** Probability beside what happened, lowest first. */
  readonly calibration: readonly CalibrationRow[];
  readonly proposals: Readonly<Partial<Record<Tier, TierProposal>>>;
  /** What the proposals would mean for those who must act; absent where there are none. */
  readonly capacity?: Capacity | undefined;
}

/** The report as a page without script, and as one line of JSON. */
export function reportOf(
  framing: Framing,
  report: EvaluationReport,
): { readonly html: string; readonly json: string } {
  const say = evaluationWords[framing.language];
  const body = html`<p>${say.versions(report.versions.model, report.versions.thresholds)}</p>
${warningsOf(report.effect, say)}${qualityOf(report.effect, say)}${interventionOf(report.effect, say)}${calibrationOf(report, say)}${thresholdsOf(framing, report, say)}`;
  return { html: frame(framing, say.title(report.month), body), json: JSON.stringify(report) };
}

const section = (title: string, body: Html): Html => html`<section>
<h2>${title}</h2>
${body}
</section>
`;

const lines = (rows: readonly (readonly [term: string, says: string])[]): Html =>
  html`<dl>
${rows.map(([term, says]) => html`<dt>${term}</dt><dd>${says}</dd>\n`)}</dl>`;

const inFigures = <Value>(
  figure: Figure<Value>,
  say: EvaluationWords,
  words: (value: Value) => string,
): string => (figure.few ? say.few(figure.of, figure.least) : words(figure.value));

const estimate =
  (say: EvaluationWords) =>
  ({ value, low, high }: Estimate): string =>
    say.interval(percent(value), percent(low), percent(high));

function warningsOf({ interventions }: Effect, say: EvaluationWords): Html | undefined {
  const found = interventions.flatMap(({ band, uplift, warning }) =>
    warning === undefined || uplift.few
      ? []
      : [
          (warning === 'WORSE' ? say.worse : say.perhapsWorse)(
            say.band[band],
            (-uplift.value.value * 100).toFixed(1),
          ),
        ],
  );
  if (found.length === 0) return undefined;
  return html`<section class="errors">
<h2>${say.warnings}</h2>
<ul>
${found.map((warning) => html`<li>${warning}</li>\n`)}</ul>
</section>
`;
}

function qualityOf(effect: Effect, say: EvaluationWords): Html {
  const ended = ChurnLabel.options.flatMap((label) => {
    const count = effect.labels[label];
    return count === undefined ? [] : [{ label: say.label[label], text: String(count), value: count }];
  });
  const rates = [
    { label: say.accuracy, figure: effect.accuracy },
    { label: say.accuracyOfControl, figure: effect.accuracyOfControl },
    { label: say.recall, figure: effect.recall },
  ];
  return html`${section(
    say.quality,
    lines([
      [say.alerts, String(effect.alerts)],
      ...rates.map(({ label, figure }) => [label, inFigures(figure, say, estimate(say))] as const),
      [say.coverage, inFigures(effect.coverage, say, percent)],
      [
        say.lead,
        inFigures(effect.lead, say, ({ median, p25, early }) =>
          say.leadIn(median.toFixed(1), p25.toFixed(1), percent(early)),
        ),
      ],
      [
        say.ranking,
        inFigures(effect.ranking, say, ({ auc, liftAt10 }) =>
          say.rankingIn(auc.toFixed(3), liftAt10.toFixed(2)),
        ),
      ],
    ]),
  )}${ended.length > 0 && section(say.labels, barChart(say.labels, ended))}`;
}

function interventionOf(effect: Effect, say: EvaluationWords): Html {
  const bars = effect.interventions.flatMap(({ band, uplift }) =>
    uplift.few ? [] : [{ label: say.band[band], text: percent(uplift.value.value), ...uplift.value }],
  );
  const armsIn = ({ treated, control }: Intervention): string =>
    say.arms(`${treated.count}/${treated.of}`, `${control.count}/${control.of}`);
  return section(
    say.intervention,
    html`${bars.length > 0 && barChart(say.uplift, bars)}${lines([
      ...effect.interventions.map((one): [string, string] => [
        say.band[one.band],
        `${inFigures(one.uplift, say, estimate(say))}${say.semicolon}${armsIn(one)}`,
      ]),
      [say.qini, inFigures(effect.qini, say, (value) => value.toFixed(4))],
      [
        say.cost,
        inFigures(effect.costPerRetained, say, (value) =>
          value === 'NOBODY_RETAINED' ? say.nobody : say.yuan(value.toFixed(2)),
        ),
      ],
    ])}`,
  );
}

function calibrationOf({ calibration }: EvaluationReport, say: EvaluationWords): Html | undefined {
  if (calibration.length === 0) return undefined;
  return section(
    say.calibration,
    squareChart(
      say.calibration,
      { across: say.predicted, up: say.observed },
      calibration.map(({ predicted, observed }) => ({ x: predicted, y: observed })),
    ),
  );
}

function thresholdsOf(
  { language }: Framing,
  { proposals, capacity }: EvaluationReport,
  say: EvaluationWords,
): Html | undefined {
  const tiers = Tier.options.flatMap((tier) => {
    const proposal = proposals[tier];
    return proposal === undefined ? [] : [{ tier, proposal }];
  });
  if (tiers.length === 0) return undefined;
  return section(
    say.thresholds,
    html`<p>${say.approval}</p>
${tiers.map(
  ({ tier, proposal }) => html`<h3>${tierName(tier, language)}</h3>
${lines(Band.options.map((band): [string, string] => [say.band[band], methodsIn(proposal[band], say)]))}
`,
)}${capacity !== undefined && capacityIn(capacity, say)}`,
  );
}

function methodsIn(
  { current, history, industry, effect, proposed }: ProposedThreshold,
  say: EvaluationWords,
): string {
  const known = (value: number | undefined): string => (value === undefined ? say.unknown : percent(value));
  return [
    `${say.now} ${percent(current)}`,
    `${say.byHistory} ${known(history)}`,
    `${say.byIndustry} ${known(industry)}`,
    `${say.byEffect} ${say.because(percent(effect.threshold), say.moved[effect.why])}`,
    `${say.proposed} ${percent(proposed)}`,
  ].join(say.semicolon);
}

const capacityIn = ({ managers, forPeople, most, enough }: Capacity, say: EvaluationWords): Html =>
  html`<h3>${say.capacity}</h3>
<p>${say.capacityIn(managers, forPeople.toFixed(1), most)}</p>
${!enough && html`<p class="error">${say.notEnough}</p>\n`}`;
