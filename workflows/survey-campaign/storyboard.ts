import type { Construct } from 'constructs';
import { type Desk, failedStep, type Performer, type Story, storyboard, when } from '../kit/kit.ts';

/** The functions that play in it; the desk's two stand behind every task of a person. */
export interface CampaignCast extends Desk {
  readonly lintSurvey: Performer;
  readonly drawSample: Performer;
  readonly inviteMembers: Performer;
  readonly weighResponse: Performer;
  readonly endInvitations: Performer;
  readonly evaluateCampaign: Performer;
  readonly answerVoices: Performer;
  readonly closeCampaign: Performer;
  /** Says until when a wait lasts, and writes the row that a signal can end. */
  readonly waitUntil: Performer;
}

/** A survey of many customers, from the draw that says whom it asks to the report that everybody reads. */
export function surveyCampaign(scope: Construct, cast: CampaignCast): Story {
  const { opens, work, emit, staffTask, forEach, pause, ask, ends } = storyboard(scope, cast);
  const wait = (name: string) => pause(name, { until: cast.waitUntil });
  const invite = (name: string) => forEach(name, { inBatches: cast.inviteMembers, cursor: 'launchCursor' });

  const lint = work('Load and lint', cast.lintSurvey);
  const draw = work('Draw sample', cast.drawSample);
  const approve = staffTask('Approve sample', {
    form: 'campaign',
    clock: 'campaign-approval',
    remember: 'approverId',
  });
  const launch = invite('Launch');
  const waitHalf = wait('Wait for half-time');
  const weigh = work('Weigh response', cast.weighResponse);
  const launchMore = invite('Launch more');
  const waitEnd = wait('Wait for the end');
  const endAll = forEach('Close invitations', { inBatches: cast.endInvitations, cursor: 'endCursor' });
  const evaluate = work('Evaluate campaign', cast.evaluateCampaign);
  // Keeps the answer to one kind of voices, and says which comes next.
  const takeUp = work('Take up voices', cast.answerVoices);
  const reply = staffTask('Answer voices', { form: 'feedback-reply', clock: 'feedback-reply' });
  const close = work('Close campaign', cast.closeCampaign, emit('survey.campaign-closed'));
  const takeOver = staffTask('Take over by hand', {
    form: 'takeover',
    clock: 'incident',
    of: ['operations'],
  });
  const closed = ends('Closed', { gives: ['caseId', 'outcome'] });
  const nobody = ends('Nobody took over', { failing: 'NobodyTookOver' });

  return opens(lint, { onFault: takeOver }).goes(
    lint.next(ask('May it be asked?').when(when("$case.sound = 'NO'"), close).otherwise(draw)),
    draw.next(
      ask('Who approves?')
        .when(when('$case.members = 0'), close)
        .when(when("$case.approval = 'NEEDED'"), approve)
        .otherwise(launch),
    ),
    approve
      .decided(ask('Approved?').when(when("$case.verdict = 'REFUSE'"), close).otherwise(launch))
      .orElse({ interrupted: approve, exhausted: takeOver }),
    launch.next(waitHalf),
    waitHalf.over(weigh).interrupted(endAll),
    weigh.next(
      ask('Enough answers so far?').when(when("$case.topUp = 'YES'"), launchMore).otherwise(waitEnd),
    ),
    launchMore.next(waitEnd),
    waitEnd.over(endAll).interrupted(endAll),
    endAll.next(evaluate),
    // However few have answered: what they wrote is answered.
    evaluate.next(takeUp),
    takeUp.next(ask('Anything to answer?').when(when("$case.voice = 'NONE'"), close).otherwise(reply)),
    reply.decided(takeUp).orElse({ interrupted: reply, exhausted: takeOver }),
    close.next(closed),
    takeOver
      .decided(ask('Run it again?').when(when("$case.way = 'RETRY'"), failedStep).otherwise(close))
      .interrupted(takeOver)
      .exhausted(nobody),
  );
}
