import type { Construct } from 'constructs';
import { type Desk, failedStep, type Performer, type Story, storyboard, when } from '../kit/kit.ts';

/** The functions that play in it; the desk's two stand behind every task of a person. */
export interface InvitationCast extends Desk {
  readonly takeUpInvitation: Performer;
  readonly sendInvitation: Performer;
  readonly lookAtInvitation: Performer;
  readonly remindCustomer: Performer;
  readonly weighCall: Performer;
  readonly takeInInterview: Performer;
  readonly scoreAnswer: Performer;
  readonly takeInRecovery: Performer;
  readonly settleRequest: Performer;
  readonly closeInvitation: Performer;
  /** Says until when a wait lasts, and writes the row that a signal can end. */
  readonly waitUntil: Performer;
}

/** One customer who is asked how satisfied they are, from the cause until somebody has put right what was wrong. */
export function surveyInvitation(scope: Construct, cast: InvitationCast): Story {
  const { opens, work, emit, staffTask, pause, ask, ends } = storyboard(scope, cast);
  const wait = (name: string) => pause(name, { until: cast.waitUntil });

  const takeUp = work('Take up invitation', cast.takeUpInvitation);
  const waitToAsk = wait('Wait to ask');
  // The contact arbiter and the mail in one step: what speaks against it ends the step, or puts it off.
  const invite = work('Invite', cast.sendInvitation, emit('survey.invited'));
  const awaitAnswer = wait('Await answer');
  const look = work('Look', cast.lookAtInvitation);
  const remind = work('Remind', cast.remindCustomer);
  const weighInterview = work('Weigh interview', cast.weighCall);
  const waitToCall = wait('Wait to call');
  const interview = staffTask('Interview', { form: 'interview', clock: 'interview', recuse: ['ratedId'] });
  const takeInInterview = work('Take in interview', cast.takeInInterview);
  const score = work('Score', cast.scoreAnswer, emit('survey.answered', 'survey.scored-low'));
  const weighRecovery = work('Weigh recovery', cast.weighCall);
  const waitToRecover = wait('Wait to recover');
  // Never by whoever was rated.
  const recover = staffTask('Recover', {
    form: 'survey-recovery',
    clock: 'survey-recovery',
    recuse: ['ratedId'],
  });
  // A complaint that was found is handed to intake here, in the same submission.
  const takeInRecovery = work('Take in recovery', cast.takeInRecovery);
  const serve = staffTask('Serve request', {
    form: 'service',
    clock: 'service-request',
    recuse: ['ratedId'],
  });
  const settle = work('Settle request', cast.settleRequest);
  const close = work('Close invitation', cast.closeInvitation, emit('survey.closed'));
  const takeOver = staffTask('Take over by hand', {
    form: 'takeover',
    clock: 'incident',
    of: ['operations'],
  });
  const closed = ends('Closed', { gives: ['caseId', 'outcome'] });
  const nobody = ends('Nobody took over', { failing: 'NobodyTookOver' });

  const sent = when("$case.ruling = 'SENT'");
  const later = when("$case.ruling = 'LATER'");
  const notNow = when("$case.ruling = 'NOT'");
  const found = (what: string) => when(`$case.found = '${what}'`);

  return opens(takeUp, { onFault: takeOver }).goes(
    takeUp.next(waitToAsk),
    waitToAsk.over(invite).interrupted(invite),
    invite.next(ask('Invited?').when(sent, awaitAnswer).when(later, waitToAsk).otherwise(close)),
    awaitAnswer.over(look).interrupted(look),
    look.next(
      ask('What has come?')
        .when(found('ANSWERED'), score)
        .when(found('REMIND'), remind)
        .when(found('CALL'), weighInterview)
        .when(found('WAIT'), awaitAnswer)
        .otherwise(close),
    ),
    remind.next(awaitAnswer),
    weighInterview.next(ask('May we call?').when(later, waitToCall).when(notNow, close).otherwise(interview)),
    waitToCall.over(weighInterview).interrupted(weighInterview),
    // Somebody calls who has the time, or nobody does.
    interview.decided(takeInInterview).orElse({ interrupted: weighInterview, exhausted: close }),
    takeInInterview.next(ask('Any answer?').when(found('ANSWERED'), score).otherwise(close)),
    score.next(ask('Satisfied?').when(when("$case.next = 'RECOVER'"), weighRecovery).otherwise(close)),
    weighRecovery.next(
      ask('May we turn to them?').when(later, waitToRecover).when(notNow, close).otherwise(recover),
    ),
    waitToRecover.over(weighRecovery).interrupted(weighRecovery),
    recover.decided(takeInRecovery).orElse({ interrupted: recover, exhausted: takeOver }),
    takeInRecovery.next(
      ask('What do they want?').when(when("$case.recovery = 'SERVICE_REQUEST'"), serve).otherwise(close),
    ),
    serve.decided(settle).orElse({ interrupted: serve, exhausted: takeOver }),
    settle.next(close),
    close.next(closed),
    takeOver
      .decided(ask('Run it again?').when(when("$case.way = 'RETRY'"), failedStep).otherwise(close))
      .interrupted(takeOver)
      .exhausted(nobody),
  );
}
