import type { Construct } from 'constructs';
import { type Desk, failedStep, type Performer, type Story, storyboard, when } from '../kit/kit.ts';

/** The functions that play in it; the desk's two stand behind every task of a person. */
export interface ImprovementCast extends Desk {
  readonly takeUpImprovement: Performer;
  readonly planImprovement: Performer;
  readonly recordImprovement: Performer;
  readonly measureImprovement: Performer;
  readonly closeImprovement: Performer;
  /** Says until when a wait lasts, and writes the row that a signal can end. */
  readonly waitUntil: Performer;
}

/** Something that is made better, from why it is as it is to the data that say whether it worked. */
export function improvement(scope: Construct, cast: ImprovementCast): Story {
  const { opens, work, emit, staffTask, pause, ask, ends } = storyboard(scope, cast);

  const takeUp = work('Take up improvement', cast.takeUpImprovement);
  const plan = staffTask('Plan improvement', { form: 'improvement-plan', clock: 'improvement-plan' });
  const keepPlan = work('Keep plan', cast.planImprovement);
  const carryOut = staffTask('Carry out improvement', {
    form: 'improvement-done',
    clock: 'improvement-done',
    due: 'doneBy',
  });
  const keepWord = work('Keep what was done', cast.recordImprovement);
  const wait = pause('Wait for the measure', { until: cast.waitUntil });
  const measure = work('Measure effect', cast.measureImprovement);
  const close = work('Close improvement', cast.closeImprovement, emit('improvement.closed'));
  const takeOver = staffTask('Take over by hand', {
    form: 'takeover',
    clock: 'incident',
    of: ['operations'],
  });
  const closed = ends('Closed', { gives: ['caseId', 'outcome'] });
  const nobody = ends('Nobody took over', { failing: 'NobodyTookOver' });

  return opens(takeUp, { onFault: takeOver }).goes(
    takeUp.next(plan),
    plan.decided(keepPlan).orElse({ interrupted: plan, exhausted: takeOver }),
    keepPlan.next(ask('Is anything done?').when(when("$case.plan = 'DISCARD'"), close).otherwise(carryOut)),
    carryOut.decided(keepWord).orElse({ interrupted: carryOut, exhausted: takeOver }),
    keepWord.next(
      ask('Is it done?')
        .when(when("$case.next = 'MEASURE'"), wait)
        .when(when("$case.next = 'PLAN'"), plan)
        .otherwise(close),
    ),
    wait.over(measure).interrupted(measure),
    measure.next(
      ask('Has it worked?')
        .when(when("$case.verdict = 'LATER'"), wait)
        .when(when("$case.again = 'YES'"), plan)
        .otherwise(close),
    ),
    close.next(closed),
    takeOver
      .decided(ask('Run it again?').when(when("$case.way = 'RETRY'"), failedStep).otherwise(close))
      .interrupted(takeOver)
      .exhausted(nobody),
  );
}
