import type { Construct } from 'constructs';
import { type Desk, failedStep, type Performer, type Story, storyboard, when } from '../kit/kit.ts';

/** The functions that play in it; the desk's two stand behind every task of a person. */
export interface FeedbackCast extends Desk {
  readonly takeUpFeedback: Performer;
  readonly sendReply: Performer;
  readonly closeFeedback: Performer;
}

/** Something that a customer said, praise, criticism or a suggestion, until the customer has an answer to it. */
export function feedbackReply(scope: Construct, cast: FeedbackCast): Story {
  const { opens, work, emit, staffTask, ask, ends } = storyboard(scope, cast);
  // Whom it is about does not answer it.
  const recuse = ['recused'];

  const takeUp = work('Take up feedback', cast.takeUpFeedback);
  const answer = staffTask('Answer customer', { form: 'feedback-reply', clock: 'feedback-reply', recuse });
  const send = work('Send reply', cast.sendReply, emit('feedback.answered'));
  const tell = staffTask('Tell by hand', {
    form: 'by-hand',
    clock: 'notify-by-hand',
    of: ['agent'],
    recuse,
  });
  const close = work('Close feedback', cast.closeFeedback);
  const takeOver = staffTask('Take over by hand', {
    form: 'takeover',
    clock: 'incident',
    of: ['operations'],
    recuse,
  });
  const answered = ends('Answered', { gives: ['caseId', 'outcome'] });
  const nobody = ends('Nobody took over', { failing: 'NobodyTookOver' });

  const toTell = when("$case.toTell = 'YES'");

  return opens(takeUp, { onFault: takeOver }).goes(
    takeUp.next(answer),
    answer.decided(send).orElse({ interrupted: answer, exhausted: takeOver }),
    send.next(ask('Reached by mail?').when(toTell, tell).otherwise(close)),
    tell.decided(close).orElse({ interrupted: tell, exhausted: takeOver }),
    close.next(answered),
    takeOver
      .decided(ask('Try again?').when(when("$case.way = 'RETRY'"), failedStep).otherwise(close))
      .interrupted(takeOver)
      .exhausted(nobody),
  );
}
