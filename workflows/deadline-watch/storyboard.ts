import type { Construct } from 'constructs';
import { type Performer, type Story, unattended, when } from '../kit/kit.ts';

/** The function that plays in it. */
export interface WatchCast {
  readonly watchDeadline: Performer;
}

/** The statutory date of a case, watched from the moment it is set until the decision, a newer date, or the day itself. */
export function deadlineWatch(scope: Construct, cast: WatchCast): Story {
  const { opens, work, waitUntil, ask, ends } = unattended(scope);

  const firstDay = waitUntil('Wait for the first day', 'wakeAts');
  const look = work('Look at the deadline', cast.watchDeadline);
  const nextDay = waitUntil('Wait for the next day', 'wakeAts');
  const over = ends('Watch over');
  const unwatched = ends('Deadline unwatched', { failing: 'DeadlineUnwatched' });

  return opens(firstDay, { onFault: unwatched }).goes(
    firstDay.next(look),
    look.next(ask('Still to be watched?').when(when("$case.watch = 'ON'"), nextDay).otherwise(over)),
    nextDay.next(look),
  );
}
