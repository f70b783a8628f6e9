import type { Construct } from 'constructs';
import { type Desk, failedStep, type Performer, type Story, storyboard, when } from '../kit/kit.ts';

/** The functions that play in it; the desk's two stand behind every task of a person. */
export interface EvaluationCast extends Desk {
  readonly evaluateWarnings: Performer;
  readonly settleThresholds: Performer;
}

/** What alerts have brought about, and other thresholds once two people have said yes. */
export function warningEvaluation(scope: Construct, cast: EvaluationCast): Story {
  const { opens, work, staffTask, ask, ends } = storyboard(scope, cast);

  const evaluate = work('Evaluate warnings', cast.evaluateWarnings);
  const review = staffTask('Review thresholds', {
    form: 'thresholds',
    clock: 'threshold-review',
    of: ['analyst', 'expert'],
    recuse: ['proposerId'],
    remember: 'reviewerId',
  });
  // By another person than who proposed or reviewed them.
  const approve = staffTask('Approve thresholds', {
    form: 'thresholds',
    clock: 'threshold-approval',
    of: ['expert'],
    recuse: ['proposerId', 'reviewerId'],
  });
  const settle = work('Settle thresholds', cast.settleThresholds);
  const takeOver = staffTask('Take over by hand', {
    form: 'takeover',
    clock: 'incident',
    of: ['operations'],
  });
  const evaluated = ends('Evaluated', { gives: ['caseId', 'outcome'] });
  const nobody = ends('Nobody took over', { failing: 'NobodyTookOver' });

  const proposes = when("$case.proposes = 'YES'");
  const agreed = when("$case.verdict = 'APPROVE'");

  return opens(evaluate, { onFault: takeOver }).goes(
    evaluate.next(ask('Other thresholds?').when(proposes, review).otherwise(settle)),
    review
      .decided(ask('Agreed?').when(agreed, approve).otherwise(settle))
      .orElse({ interrupted: review, exhausted: takeOver }),
    approve.decided(settle).orElse({ interrupted: approve, exhausted: takeOver }),
    settle.next(evaluated),
    takeOver
      .decided(ask('Run it again?').when(when("$case.way = 'RETRY'"), failedStep).otherwise(settle))
      .interrupted(takeOver)
      .exhausted(nobody),
  );
}
