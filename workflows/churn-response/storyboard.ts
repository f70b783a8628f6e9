import type { Construct } from 'constructs';
import { type Desk, failedStep, type Performer, type Story, storyboard, when } from '../kit/kit.ts';

/** The functions that play in it; the desk's two stand behind every task of a person. */
export interface ChurnCast extends Desk {
  readonly lockCustomer: Performer;
  readonly weighAlert: Performer;
  readonly releaseAlert: Performer;
  readonly assignArm: Performer;
  readonly sendCare: Performer;
  readonly recordAssessment: Performer;
  readonly selectPlaybook: Performer;
  readonly takeStep: Performer;
  readonly prepareOffer: Performer;
  readonly weighRetention: Performer;
  readonly recordStep: Performer;
  readonly feedBack: Performer;
  readonly pauseMarketing: Performer;
  readonly measure: Performer;
  readonly closeAlert: Performer;
  /** Says until when a wait lasts, and writes the row that a signal can end. */
  readonly waitUntil: Performer;
}

/** An alert that a customer may leave, from the lock that makes it the only one to the label that it ends with. */
export function churnResponse(scope: Construct, cast: ChurnCast): Story {
  const { opens, work, emit, staffTask, pause, ask, ends } = storyboard(scope, cast);
  const wait = (name: string) => pause(name, { until: cast.waitUntil });

  const lock = work('Lock customer', cast.lockCustomer);
  // Marks, consent and complaints of the customer: every way back to them leads through it.
  const weigh = work('Weigh alert', cast.weighAlert);
  const hold = wait('Hold for complaint');
  const release = work('Release alert', cast.releaseAlert);
  const assignArm = work('Assign arm', cast.assignArm);
  const sendCare = work('Send care', cast.sendCare, emit('care.sent'));
  const waitToCare = wait('Wait to care');
  const assess = staffTask('Assess alert', {
    form: 'assessment',
    clock: 'churn-assessment',
    level: 'assessLevel',
    due: 'assessBy',
    remember: 'assessorId',
  });
  const askExpert = staffTask('Ask expert', {
    form: 'expertise',
    clock: 'churn-expertise',
    recuse: ['assessorId'],
    remember: 'expertId',
  });
  // A complaint that was found is handed to intake here, in the same submission.
  const takeIn = work('Take in assessment', cast.recordAssessment);
  const select = work('Select playbook', cast.selectPlaybook);
  const takeStep = work('Take next step', cast.takeStep);
  const prepareOffer = work('Prepare offer', cast.prepareOffer);
  const signing = { form: 'approval', recuse: ['assessorId', 'expertId', 'ownerId'] } as const;
  const approve = staffTask('Approve offer', {
    ...signing,
    clock: 'offer-approval',
    level: 'approvalLevel',
    remember: 'approverId',
  });
  const coSign = staffTask('Co-sign offer', {
    ...signing,
    clock: 'co-sign',
    of: ['compliance'],
    recuse: [...signing.recuse, 'approverId'],
  });
  const weighContact = work('Weigh contact', cast.weighRetention);
  const waitToContact = wait('Wait to contact');
  const contact = staffTask('Contact customer', { form: 'retention', clock: 'retention' });
  const winBack = staffTask('Win back', { form: 'win-back', clock: 'win-back', mustBy: 'winBackBy' });
  const fix = staffTask('Fix service', { form: 'service-fix', clock: 'service-fix' });
  const feedBack = work('Feed back to product', cast.feedBack);
  const pauseMarketing = work('Pause marketing', cast.pauseMarketing);
  const record = work('Record step', cast.recordStep);
  const measure = work('Measure', cast.measure);
  const watch = wait('Watch');
  const close = work('Close alert', cast.closeAlert, emit('churn.closed'));
  const takeOver = staffTask('Take over by hand', {
    form: 'takeover',
    clock: 'incident',
    of: ['operations'],
  });
  const closed = ends('Closed', { gives: ['caseId', 'outcome'] });
  const joined = ends('Joined', { gives: ['caseId', 'outcome'] });
  const nobody = ends('Nobody took over', { failing: 'NobodyTookOver' });

  const merged = when("$case.outcome = 'MERGED'");
  const held = when("$case.ruling = 'HOLD'");
  const ended = when("$case.ruling = 'END'");
  const underWay = when("$case.stage = 'PLAYBOOK'");
  const control = when("$case.route = 'CONTROL'");
  const byItself = when("$case.route = 'AUTO'");
  const later = when("$case.ruling = 'LATER'");
  const notNow = when("$case.ruling = 'NOT'");
  const refused = when("$case.verdict = 'REFUSE'");
  const twoSigners = when("$case.coSign = 'YES'");
  const step = (what: string) => when(`$case.what = '${what}'`);
  const stands = (how: string) => when(`$case.stands = '${how}'`);

  return opens(lock, { onFault: takeOver }).goes(
    lock.next(ask('Locked?').when(merged, joined).otherwise(weigh)),
    weigh.next(
      ask('May we act?').when(held, hold).when(ended, close).when(underWay, takeStep).otherwise(assignArm),
    ),
    hold.over(release).interrupted(release),
    release.next(
      ask('Released?').when(held, hold).when(ended, close).when(underWay, takeStep).otherwise(assignArm),
    ),
    assignArm.next(ask('Who acts?').when(control, measure).when(byItself, sendCare).otherwise(assess)),
    sendCare.next(ask('Care sent?').when(later, waitToCare).otherwise(measure)),
    waitToCare.over(sendCare).interrupted(weigh),
    assess.decided(takeIn).orElse({ interrupted: weigh, exhausted: takeOver }),
    askExpert.decided(takeIn).orElse({ interrupted: weigh, exhausted: takeOver }),
    takeIn.next(
      ask('What was found?')
        .when(when("$case.verdict = 'CONFIRM'"), select)
        .when(when("$case.verdict = 'NEED_EXPERT'"), askExpert)
        .when(when("$case.verdict = 'COMPLAINT_FOUND'"), hold)
        .when(when("$case.verdict = 'ALREADY_LEFT'"), takeStep)
        .otherwise(close),
    ),
    select.next(takeStep),
    // One step after another, and any of them may end the playbook; so it is a loop and no list.
    takeStep.next(
      ask('Which step?')
        .when(when("$case.what in ['CONTACT', 'WIN_BACK']"), weighContact)
        .when(step('OFFER'), prepareOffer)
        .when(step('SERVICE_FIX'), fix)
        .when(step('PRODUCT_FEEDBACK'), feedBack)
        .when(step('MARKETING_PAUSE'), pauseMarketing)
        .when(step('NONE'), measure)
        .otherwise(close),
    ),
    feedBack.next(takeStep),
    pauseMarketing.next(takeStep),
    fix.decided(record).orElse({ interrupted: fix, exhausted: takeOver }),
    prepareOffer.next(
      ask('Which offer?')
        .when(when("$case.offer = 'NONE'"), takeStep)
        .when(when('$case.approvalLevel > 0'), approve)
        .when(twoSigners, coSign)
        .otherwise(weighContact),
    ),
    approve
      .decided(ask('Offer approved?').when(refused, record).when(twoSigners, coSign).otherwise(weighContact))
      .orElse({ interrupted: approve, exhausted: takeOver }),
    coSign
      .decided(ask('Offer co-signed?').when(refused, record).otherwise(weighContact))
      .orElse({ interrupted: coSign, exhausted: takeOver }),
    weighContact.next(
      ask('May we contact?')
        .when(later, waitToContact)
        .when(notNow, takeStep)
        .when(step('WIN_BACK'), winBack)
        .otherwise(contact),
    ),
    waitToContact.over(weighContact).interrupted(weigh),
    contact.decided(record).orElse({ interrupted: weigh, exhausted: takeOver }),
    // A customer who has left is asked back by somebody who has the time, or not at all.
    winBack.decided(record).orElse({ interrupted: weigh, exhausted: record }),
    record.next(ask('What came of it?').when(later, waitToContact).when(held, hold).otherwise(takeStep)),
    measure.next(
      ask('How does it stand?')
        .when(stands('WAIT'), watch)
        .when(stands('HIGHER'), weigh)
        .when(stands('LOST'), takeStep)
        .otherwise(close),
    ),
    watch.over(measure).interrupted(measure),
    close.next(closed),
    takeOver
      .decided(ask('Run it again?').when(when("$case.way = 'RETRY'"), failedStep).otherwise(close))
      .interrupted(takeOver)
      .exhausted(nobody),
  );
}
