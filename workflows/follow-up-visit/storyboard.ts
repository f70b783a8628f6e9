import type { Construct } from 'constructs';
import {
  type Chapter,
  type Desk,
  failedStep,
  type Performer,
  type Story,
  storyboard,
  when,
} from '../kit/kit.ts';

/** The functions that play in it; the desk's two stand behind every task of a person. */
export interface VisitCast extends Desk {
  readonly openVisit: Performer;
  readonly weighContact: Performer;
  readonly waitForDay: Performer;
  readonly sendGreeting: Performer;
  readonly buildBrief: Performer;
  readonly findAnotherTime: Performer;
  readonly agreeOnDate: Performer;
  readonly takeInContact: Performer;
  readonly respectRefusal: Performer;
  readonly markUnreachable: Performer;
  readonly recordOutcome: Performer;
  readonly takeUp: Performer;
  readonly settleFollowUp: Performer;
  readonly planNextVisit: Performer;
  readonly closeVisit: Performer;
}

/** A follow-up visit, from the day for which it was planned to the plan of the next one. */
export function followUpVisit(scope: Construct, cast: VisitCast): Story {
  const { opens, work, emit, staffTask, pause, forEach, ask, ends } = storyboard(scope, cast);

  const open = work('Open visit', cast.openVisit);
  // Fresh facts and the contact arbiter, in one step: every way to the customer leads through it.
  const weigh = work('Weigh contact', cast.weighContact);
  const waitForDay = pause('Wait for the day', { until: cast.waitForDay });
  const sendGreeting = work('Send greeting', cast.sendGreeting, emit('care.sent'));
  const greet = staffTask('Greet', { form: 'greeting', clock: 'greeting', mustBy: 'greetBy' });
  const buildBrief = work('Build brief', cast.buildBrief, emit('visit.due'));
  const visit = staffTask('Visit', { form: 'visit', clock: 'visit', remember: 'visitorId' });
  const findAnotherTime = work('Find another time', cast.findAnotherTime);
  const agreeOnDate = work('Agree on a date', cast.agreeOnDate);
  const repair = staffTask('Repair contact', { form: 'contact', clock: 'contact-repair', of: ['agent'] });
  const takeInContact = work('Take in contact', cast.takeInContact);
  const respectRefusal = work('Respect refusal', cast.respectRefusal);
  const markUnreachable = work('Mark unreachable', cast.markUnreachable, emit('visit.unreachable'));
  // A complaint that was found is handed to intake here, in the same submission.
  const record = work('Record outcome', cast.recordOutcome, emit('visit.completed'));
  const followThrough = forEach('Follow through', {
    of: 'followUps',
    as: 'followUp',
    into: 'followed',
    atOnce: 5,
    each: oneFollowUp(cast),
  });
  const planNext = work('Plan next visit', cast.planNextVisit);
  const close = work('Close visit', cast.closeVisit);
  const takeOver = staffTask('Take over by hand', {
    form: 'takeover',
    clock: 'incident',
    of: ['operations'],
  });
  const settled = ends('Settled', { gives: ['caseId', 'outcome'] });
  const nobody = ends('Nobody took over', { failing: 'NobodyTookOver' });

  const later = when("$case.ruling = 'LATER'");
  const notNow = when("$case.ruling in ['NOT', 'RECENT']");
  const byMail = when("$case.by = 'MAIL'");
  const greetingByHand = when("$case.kind = 'GREETING'");
  const reached = when("$case.outcome = 'REACHED'");
  const refused = when("$case.outcome = 'REFUSED'");
  const noAnswer = when("$case.outcome = 'NO_ANSWER'");
  const putOff = when("$case.outcome in ['RESCHEDULE', 'NOT_NOW']");
  const wrongContact = when("$case.outcome = 'WRONG_CONTACT' and $exists($case.contact) = false");
  const again = when("$case.again = 'YES'");
  const mended = when("$case.contact = 'MENDED'");

  return opens(open, { onFault: takeOver }).goes(
    open.next(weigh),
    weigh.next(
      ask('May we?')
        .when(later, waitForDay)
        .when(notNow, planNext)
        .when(byMail, sendGreeting)
        .when(greetingByHand, greet)
        .otherwise(buildBrief),
    ),
    waitForDay.over(weigh).interrupted(weigh),
    sendGreeting.next(planNext),
    // On its day or not at all: a greeting that nobody brought is not brought later by somebody else.
    greet
      .decided(ask('Greeted?').when(reached, record).when(refused, respectRefusal).otherwise(planNext))
      .orElse({ interrupted: weigh, exhausted: planNext }),
    buildBrief.next(visit),
    visit
      .decided(
        ask('What came of it?')
          .when(reached, record)
          .when(noAnswer, findAnotherTime)
          .when(putOff, agreeOnDate)
          .when(refused, respectRefusal)
          .when(wrongContact, repair)
          .otherwise(markUnreachable),
      )
      .orElse({ interrupted: weigh, exhausted: takeOver }),
    findAnotherTime.next(ask('Try again?').when(again, waitForDay).otherwise(markUnreachable)),
    agreeOnDate.next(ask('Another date?').when(again, waitForDay).otherwise(planNext)),
    repair.decided(takeInContact).orElse({ interrupted: repair, exhausted: takeOver }),
    takeInContact.next(ask('Contact mended?').when(mended, weigh).otherwise(markUnreachable)),
    respectRefusal.next(planNext),
    markUnreachable.next(planNext),
    record.next(followThrough),
    followThrough.next(planNext),
    planNext.next(close),
    close.next(settled),
    takeOver
      .decided(ask('Run it again?').when(when("$case.way = 'RETRY'"), failedStep).otherwise(close))
      .interrupted(takeOver)
      .exhausted(nobody),
  );
}

/** One thing that a visit left to be done: a service request, a promise, or a customer who was not satisfied. */
const oneFollowUp =
  (cast: VisitCast): Chapter =>
  ({ opens, work, staffTask, ask, ends }) => {
    const takeUp = work('Take up', cast.takeUp);
    const serve = staffTask('Serve request', { form: 'service', clock: 'service-request' });
    // Never by whoever made the visit, nor by the manager of whom the customer spoke.
    const recover = staffTask('Put right', {
      form: 'recovery',
      clock: 'recovery',
      recuse: ['visitorId', 'ownerId'],
    });
    const keep = staffTask('Keep promise', { form: 'promise', clock: 'promise', due: 'promisedBy' });
    const settle = work('Settle follow-up', cast.settleFollowUp);
    const takeOver = staffTask('Follow up by hand', {
      form: 'takeover',
      clock: 'incident',
      of: ['operations'],
    });
    const done = ends('Followed up', { gives: ['what', 'number'] });
    const nobody = ends('Nobody followed up', { failing: 'NobodyTookOver' });

    return opens(takeUp, { onFault: takeOver }).goes(
      takeUp.next(
        ask('What is it?')
          .when(when("$case.what = 'SERVICE'"), serve)
          .when(when("$case.what = 'RECOVERY'"), recover)
          .otherwise(keep),
      ),
      serve.decided(settle).orElse({ interrupted: serve, exhausted: takeOver }),
      recover.decided(settle).orElse({ interrupted: recover, exhausted: takeOver }),
      keep.decided(settle).orElse({ interrupted: keep, exhausted: takeOver }),
      settle.next(done),
      takeOver
        .decided(ask('Once more?').when(when("$case.way = 'RETRY'"), failedStep).otherwise(done))
        .interrupted(takeOver)
        .exhausted(nobody),
    );
  };
