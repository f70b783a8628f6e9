/** Handler of the monthly schedule, and of operations who propose thresholds or ask for a report. */
import * as z from 'zod';
import { BandThresholds, type EvaluationHead, NOBODY } from '../../shared/contracts/churn-evaluation.ts';
import { Id, Tier } from '../../shared/contracts/codes.ts';
import { InputRefused } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { derivedId, OPEN_CASES, shardKey } from '../../shared/platform/ids.ts';
import { step } from '../../shared/platform/step.ts';
import { dayIn } from '../../shared/policy/days.ts';
import type { RunEvaluationDesk } from './evaluation-ports.ts';
import { runEvaluationWiring } from './evaluation-wiring.ts';
import { monthOver } from './rules/evaluating.ts';

const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2026-03');

/** The schedule, or what operations want. */
export const RunRequest = z.union([
  z.object({ schedule: z.string() }),
  z.strictObject({ month: Month }),
  z.strictObject({ propose: BandThresholds, tier: Tier, by: Id }),
  z.strictObject({ report: Month }),
]);

/** The case that was begun, or the report, JSON. */
export const RunAnswer = z.union([
  z.strictObject({ caseId: Id }),
  z.strictObject({ report: z.string().optional() }),
]);
export type RunAnswer = z.infer<typeof RunAnswer>;

const ACTOR = 'run-evaluation';

/** Number of the evaluation of a month. */
const evaluationIdOf = (month: string): string => `E${month.replace('-', '')}`;

/** Begins the evaluation of a month, or of a proposal, once however often it is asked for. */
export const runEvaluation = (desk: RunEvaluationDesk) =>
  step(RunRequest, RunAnswer, async (request): Promise<RunAnswer> => {
    if ('report' in request) {
      const report = await desk.evaluations.report(evaluationIdOf(request.report));
      return report === undefined ? {} : { report };
    }
    const at = instantOf(desk.clock.now());
    const today = dayIn(at, desk.zone);
    if ('propose' in request) {
      const { propose, tier, by } = request;
      const { version, pack } = await desk.policies.readNow('thresholds');
      const proposal = { ...pack.bands, [tier]: propose };
      const caseId = derivedId(`E${today.replaceAll('-', '')}-`, by, version, JSON.stringify(proposal)).slice(
        0,
        22,
      );
      return begin(desk, caseId, at, { proposal, basedOn: version, proposerId: by }, by);
    }
    const { pack: alerting } = await desk.policies.read('alerting');
    const over = monthOver(today, alerting);
    const month = 'month' in request ? request.month : over;
    // Each month is evaluated once: too early, it would never be told what became of its alerts.
    if (month > over)
      throw new InputRefused([
        {
          field: 'month',
          expected: `${over} or before: of later alerts it is not known yet what became of them`,
        },
      ]);
    return begin(desk, evaluationIdOf(month), at, { month }, ACTOR);
  });

async function begin(
  { evaluations, workflow }: RunEvaluationDesk,
  caseId: string,
  openedAt: string,
  its: Partial<EvaluationHead>,
  actor: string,
): Promise<RunAnswer> {
  const head: EvaluationHead = {
    caseId,
    sk: 'HEAD',
    v: 1,
    kind: 'evaluation',
    customerId: NOBODY,
    status: 'OPENED',
    ...its,
    round: 1,
    openedAt,
    openShard: shardKey(OPEN_CASES, caseId),
    execution: workflow.nameOf(caseId),
  };
  await evaluations.open(head, actor);
  // Also where it was opened before: whoever did may have failed before its execution was started.
  await workflow.start(caseId);
  return { caseId };
}

export const handler = runEvaluation(runEvaluationWiring());
