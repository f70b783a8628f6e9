import type { Construct } from 'constructs';
import { type Desk, failedStep, type Performer, type Story, storyboard, when } from '../kit/kit.ts';

/** The functions that play in it; the desk's two stand behind every staff task. */
export interface ComplaintCast extends Desk {
  readonly register: Performer;
  readonly acknowledge: Performer;
  readonly close: Performer;
}

/** A complaint, from the moment it arrives until the customer has the bank's answer. */
export function complaintHandling(scope: Construct, cast: ComplaintCast): Story {
  const { opens, work, emit, staffTask, ask, ends } = storyboard(scope, cast);

  const register = work('Register', cast.register, emit('complaint.received'));
  const acknowledge = work('Acknowledge', cast.acknowledge, emit('complaint.acknowledged'));
  // To come here: triage, clocks, first contact; then investigation, proposal, approval and letter in place of this.
  const handle = staffTask('Handle complaint', { form: 'handling', clock: 'investigation' });
  // To come here: remedies and their proof, the customer's own word, review, lessons learnt.
  const close = work('Close', cast.close, emit('complaint.closed'));
  const takeOver = staffTask('Take over by hand', {
    form: 'takeover',
    clock: 'incident',
    of: ['operations'],
  });
  const settled = ends('Settled', { gives: ['caseId', 'outcome', 'way'] });
  const nobody = ends('Nobody took over', { failing: 'NobodyTookOver' });

  const tryAgain = when("$case.way = 'RETRY'");

  return opens(register, { onFault: takeOver }).goes(
    register.next(acknowledge),
    acknowledge.next(handle),
    handle.decided(close).interrupted(handle).exhausted(takeOver),
    close.next(settled),
    takeOver
      .decided(ask('Step to be tried again?').when(tryAgain, failedStep).otherwise(close))
      .interrupted(takeOver)
      .exhausted(nobody),
  );
}
