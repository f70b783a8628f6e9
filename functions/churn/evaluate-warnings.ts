/** Handler of `Evaluate warnings`: what became of the alerts of a month, and whether thresholds ought to change. */
import * as z from 'zod';
import type { AlertHead } from '../../shared/contracts/churn.ts';
import type { EvaluationHead, ProposedBands } from '../../shared/contracts/churn-evaluation.ts';
import { Id } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { CaseUnknown, PassingContention } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { inParallel } from '../../shared/platform/parallel.ts';
import { step } from '../../shared/platform/step.ts';
import { log } from '../../shared/platform/telemetry.ts';
import { dayIn, daysBetween, monthsAfter } from '../../shared/policy/days.ts';
import type { EvaluationDesk } from './evaluation-ports.ts';
import { evaluationWiring } from './evaluation-wiring.ts';
import type { EvaluationReport } from './pages/evaluation-page.ts';
import { calibrationOf } from './rules/accuracy.ts';
import { callsForPerson } from './rules/budget.ts';
import { effectOf, type Leaver, type SeenAlert } from './rules/effect.ts';
import { judgedOf, ofTier, seenAlertOf, spanOf, tiers } from './rules/evaluating.ts';
import { bandsOf, type Capacity, capacityOf, proposalOf } from './rules/threshold.ts';

/** Whether other thresholds are proposed, and by whom, if a person did. */
export const Evaluated = z.strictObject({
  proposes: z.enum(['YES', 'NO']),
  proposerId: Id.optional(),
});
export type Evaluated = z.infer<typeof Evaluated>;

/** Alerts whose measures are read at a time. */
const AT_A_TIME = 16;

/** Rows of the calibration table. */
const CALIBRATION_ROWS = 10;

/** Evaluates once: a retry answers what the first attempt found. */
export const evaluateWarnings = (desk: EvaluationDesk) =>
  step(StepInput, Evaluated, async ({ case: { caseId } }): Promise<Evaluated> => {
    const head = await desk.evaluations.find(caseId);
    if (head === undefined) throw new CaseUnknown(caseId);
    if (head.status !== 'OPENED') return answerOf(head);
    const { proposal, basedOn, present, capacity, report } =
      head.month === undefined ? await ofPerson(desk, head) : await ofMonth(desk, head.month);
    const found = {
      ...(proposal !== undefined && { proposal, basedOn, present }),
      ...(capacity !== undefined && {
        capacity: { managers: capacity.managers, forPeople: capacity.forPeople, most: capacity.most },
      }),
      ...(report !== undefined && { warnings: warningsOf(report) }),
    };
    if (await desk.evaluations.evaluated(head, found, report)) return answerOf({ ...head, ...found });
    const now = await desk.evaluations.find(caseId);
    if (now === undefined || now.status === 'OPENED')
      throw new PassingContention(`Evaluation ${caseId} kept changing while it was written.`);
    return answerOf(now);
  });

/** In which bands acting does not help, so that whoever is asked about thresholds knows it. */
const warningsOf = ({ effect: { interventions } }: EvaluationReport) =>
  interventions.flatMap(({ band, warning }) => (warning === undefined ? [] : [{ band, warning }]));

const answerOf = ({ proposal, proposerId }: Pick<EvaluationHead, 'proposal' | 'proposerId'>): Evaluated => ({
  proposes: proposal === undefined ? 'NO' : 'YES',
  ...(proposerId !== undefined && { proposerId }),
});

interface Found {
  readonly proposal: ProposedBands | undefined;
  readonly basedOn: number;
  /** What it would replace. */
  readonly present: ProposedBands;
  readonly capacity: Capacity | undefined;
  readonly report: EvaluationReport | undefined;
}

/** What a person proposed, with what it means for those who must act. */
async function ofPerson(desk: EvaluationDesk, { proposal, basedOn = 1 }: EvaluationHead): Promise<Found> {
  const [{ pack }, capacity] = await Promise.all([
    desk.policies.read('thresholds', basedOn),
    proposal && capacityFor(desk, proposal),
  ]);
  return { proposal, basedOn, present: pack.bands, capacity, report: undefined };
}

/** What the alerts of a month have brought about; their effect is measured on those of a year, for a month has too few. */
async function ofMonth(desk: EvaluationDesk, month: string): Promise<Found> {
  const [alerting, thresholds, model] = await Promise.all([
    desk.policies.read('alerting'),
    desk.policies.read('thresholds'),
    desk.policies.read('churn-model'),
  ]);
  const { from, next, until } = spanOf(month, alerting.pack);
  const yearFrom = monthsAfter(from, -11);
  const [gone, scored, opened] = await Promise.all([
    desk.happened.leavers(yearFrom, until),
    desk.happened.scored(month),
    desk.happened.alerts(yearFrom, next),
  ]);
  const year = await seenOf(desk, opened, gone);
  const judged = judgedOf(scored, gone, from);
  const ofTheMonth = {
    alerts: year.filter(({ at }) => at >= from),
    earlier: year.filter(({ at }) => at < from),
    leavers: gone.filter(({ leftAt }) => leftAt >= from && leftAt < next),
    scored: judged,
  };
  const { interventions, qini, costPerRetained } = effectOf(
    { alerts: year, leavers: [], scored: [] },
    alerting.pack,
  );
  const effect = { ...effectOf(ofTheMonth, alerting.pack), interventions, qini, costPerRetained };
  const proposals = Object.fromEntries(
    tiers.map((tier) => {
      const history = ofTier(judged, tier);
      const ofIt = new Set(history.map(({ customerId }) => customerId));
      const leavers = ofTheMonth.leavers.filter(({ customerId }) => ofIt.has(customerId));
      const alerts = ofTier(ofTheMonth.alerts, tier);
      const ofTheTier = effectOf({ ...ofTheMonth, alerts, leavers, scored: [] }, alerting.pack);
      return [tier, proposalOf(thresholds.pack, { tier, history, effect: ofTheTier }, alerting.pack)];
    }),
  );
  const bands = Object.fromEntries(
    Object.entries(proposals).map(([tier, proposal]) => [tier, bandsOf(proposal)]),
  ) as ProposedBands;
  const changed = JSON.stringify(bands) !== JSON.stringify(thresholds.pack.bands);
  const capacity = changed ? await capacityFor(desk, bands) : undefined;
  for (const { band, warning } of interventions)
    if (warning !== undefined) log.warn('contact makes things worse', { month, band, warning });
  return {
    proposal: changed ? bands : undefined,
    basedOn: thresholds.version,
    present: thresholds.pack.bands,
    capacity,
    report: {
      month,
      versions: { model: model.version, thresholds: thresholds.version },
      effect,
      calibration: effect.ranking.few ? [] : calibrationOf(judged, CALIBRATION_ROWS),
      proposals: changed ? proposals : {},
      ...(capacity !== undefined && { capacity }),
    },
  };
}

/** Alerts that are over, with what became of their customers. */
async function seenOf(
  { happened }: EvaluationDesk,
  alerts: readonly AlertHead[],
  gone: readonly Leaver[],
): Promise<SeenAlert[]> {
  const seen = await inParallel(alerts, AT_A_TIME, async (alert) =>
    seenAlertOf(alert, await happened.measures(alert.caseId), gone),
  );
  return seen.filter((alert) => alert !== undefined);
}

/** What thresholds would have meant in the last month that is over. */
async function capacityFor(desk: EvaluationDesk, bands: ProposedBands): Promise<Capacity> {
  const [alerting, playbooks] = await Promise.all([
    desk.policies.read('alerting'),
    desk.policies.read('playbooks'),
  ]);
  const today = dayIn(instantOf(desk.clock.now()), desk.zone);
  const next = `${today.slice(0, 7)}-01`;
  const from = monthsAfter(next, -1);
  const [scored, managers] = await Promise.all([
    desk.happened.scored(from.slice(0, 7)),
    desk.happened.managers(),
  ]);
  const { watch, coolDownDays } = playbooks.pack;
  return capacityOf(
    { bands, sources: {} },
    scored,
    {
      weeks: daysBetween(from, next) / 7,
      managers,
      quietDays: (watch.days.at(-1) ?? 0) + coolDownDays,
    },
    (tier, band) => callsForPerson(playbooks.pack, tier, band),
    alerting.pack,
  );
}

export const handler = evaluateWarnings(evaluationWiring());
