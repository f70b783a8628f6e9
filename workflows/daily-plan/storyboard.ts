import type { Construct } from 'constructs';
import { type Performer, type Story, unattended } from '../kit/kit.ts';

/** The functions that play in it. */
export interface PlanCast {
  readonly openPlan: Performer;
  readonly startVisits: Performer;
  readonly closePlan: Performer;
}

/** A night's plan: every visit that is due soon is started, as fast as Step Functions takes them and no faster. */
export function dailyPlan(scope: Construct, cast: PlanCast): Story {
  const { opens, work, forEach, ends } = unattended(scope);

  const open = work('Open the plan', cast.openPlan);
  const start = forEach('Start visits', { inBatches: cast.startVisits, cursor: 'planCursor' });
  const close = work('Close the plan', cast.closePlan);
  const planned = ends('Planned', { gives: ['day', 'started', 'stopped'] });
  const unfinished = ends('Plan unfinished', { failing: 'PlanUnfinished' });

  return opens(open, { onFault: unfinished }).goes(open.next(start), start.next(close), close.next(planned));
}
