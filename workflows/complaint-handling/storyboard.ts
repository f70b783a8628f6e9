import type { Construct } from 'constructs';
import {
  type Desk,
  failedStep,
  type Performer,
  type Story,
  sameAgain,
  storyboard,
  when,
} from '../kit/kit.ts';

/** The functions that play in it; the desk's two stand behind every task of a person. */
export interface ComplaintCast extends Desk {
  readonly register: Performer;
  readonly acknowledge: Performer;
  readonly answerFeedback: Performer;
  readonly setClocks: Performer;
  readonly extend: Performer;
  readonly weighProposal: Performer;
  readonly notifyDecision: Performer;
  readonly takeInFacts: Performer;
  readonly close: Performer;
}

/** A complaint, from the moment it arrives, or is opened again, until the customer's own word on the bank's decision. */
export function complaintHandling(scope: Construct, cast: ComplaintCast): Story {
  const { opens, work, emit, staffTask, customerTask, ask, ends } = storyboard(scope, cast);
  // Whom the complaint is about, and who stands above them, never act on it.
  const recuse = ['recused'];
  const byHand = { form: 'by-hand', clock: 'notify-by-hand', of: ['agent'], recuse } as const;

  const register = work('Register', cast.register, emit('complaint.received'));
  // To come here: merging with an open matter of the same customer.
  const acknowledge = work('Acknowledge', cast.acknowledge, emit('complaint.acknowledged'));
  const acknowledgeByHand = staffTask('Acknowledge by hand', {
    ...byHand,
    clock: 'acknowledge-by-hand',
  });
  const triage = staffTask('Triage', { form: 'triage', clock: 'triage', of: ['agent'], recuse });
  const answerFeedback = work('Answer feedback', cast.answerFeedback, emit('complaint.triaged'));
  const answerByHand = staffTask('Answer by hand', byHand);
  const setClocks = work('Set clocks', cast.setClocks, emit('complaint.triaged'));
  // To come here: the plan for major complaints, and for many complainants at once.
  const firstContact = staffTask('First contact', { form: 'first-contact', clock: 'first-contact', recuse });
  // To come here: departments beside the owner, and a pause while somebody outside appraises.
  const finding = { form: 'findings', clock: 'investigation', recuse, remember: 'handlerId' } as const;
  const investigate = staffTask('Investigate', finding);
  const approveExtension = staffTask('Approve extension', {
    form: 'approval',
    clock: 'extension',
    level: { field: 'moreTime', levels: { COMPLEX: 3, SPECIAL: 4 } },
    recuse: [...recuse, 'handlerId'],
  });
  const extend = work('Extend', cast.extend, emit('complaint.extended'));
  const extendByHand = staffTask('Extension by hand', byHand);
  const proposal = { form: 'proposal', clock: 'proposal', recuse, remember: 'proposerId' } as const;
  const propose = staffTask('Propose', proposal);
  // Who must sign it; and a letter that lacks what the law wants in it goes back before anybody is asked to.
  const weighProposal = work('Weigh proposal', cast.weighProposal);
  const approve = staffTask('Approve', {
    form: 'approval',
    clock: 'approval',
    level: 'approvalLevel',
    recuse: [...recuse, 'proposerId'],
    remember: 'approverId',
  });
  const coSign = staffTask('Co-sign', {
    form: 'approval',
    clock: 'co-sign',
    of: ['compliance'],
    recuse: [...recuse, 'proposerId', 'approverId'],
  });
  const notifyDecision = work('Notify decision', cast.notifyDecision, emit('complaint.decided'));
  const notifyByHand = staffTask('Notify by hand', byHand);
  // To come here: remedies, each carried out, and proven by somebody else.
  const awaitCustomer = customerTask('Await customer', { form: 'customer-word', clock: 'customer-word' });
  // To come here: review of what is disputed, lessons learnt.
  const close = work('Close', cast.close, emit('complaint.closed'));
  // Whom no mail has reached so far may have to be told how it ended by a person, by the letter that closing seals.
  const closeWithoutMail = work('Close without mail', cast.close, emit('complaint.closed'));
  const endByHand = staffTask('End by hand', byHand);
  const takeInFacts = work('Take in new facts', cast.takeInFacts, emit('complaint.supplemented'));
  const factsByHand = staffTask('Facts by hand', byHand);
  const takeOver = staffTask('Take over by hand', {
    form: 'takeover',
    clock: 'incident',
    of: ['operations'],
    recuse,
  });
  const settled = ends('Settled', { gives: ['caseId', 'outcome', 'way'] });
  const nobody = ends('Nobody took over', { failing: 'NobodyTookOver' });

  const complaint = when("$case.class = 'COMPLAINT'");
  const again = when("$case.again = 'YES'");
  const untold = when("$case.reachedBy = 'nobody'");
  const extendedUntold = when("$case.extended = 'YES' and $case.reachedBy = 'nobody'");
  const settledNow = when("$case.settledNow = 'YES' and $case.severity in ['S3', 'S4']");
  const moreTime = when("$case.moreTime in ['COMPLEX', 'SPECIAL']");
  const refused = when("$case.verdict = 'REFUSE'");
  const lacking = when("$case.letter = 'LACKING'");
  const aboveOwner = when('$case.approvalLevel > 0');
  const twoSigners = when("$case.coSign = 'YES'");
  const withdrawn = when("$case.signal = 'WITHDRAWN'");
  const newFacts = when("$case.signal = 'SUPPLEMENTED'");
  const reached = when("$case.reachedBy = 'mail'");
  const toTell = when("$case.toTell = 'YES'");
  const closed = when('$exists($case.closedAt)');
  const contacted = when('$exists($case.reached)');
  const clocked = when('$exists($case.dueAt)');
  const unacknowledged = when(
    "$case.reachedBy = 'nobody' and $exists($case.told) = false and $exists($case.dueAt) = false",
  );

  const closing = ask('Reached so far?').when(reached, close).otherwise(closeWithoutMail);
  const cameIn = ask('What came in?')
    .when(withdrawn, closing)
    .when(newFacts, takeInFacts)
    .otherwise(sameAgain);
  const usual = { interrupted: cameIn, exhausted: takeOver };

  return opens(register, { onFault: takeOver }).goes(
    register.next(acknowledge),
    // A case that is opened again was acknowledged and triaged before, and its customer was told with that.
    acknowledge.next(
      ask('Reached by mail?').when(again, firstContact).when(untold, acknowledgeByHand).otherwise(triage),
    ),
    acknowledgeByHand.decided(triage).orElse(usual),
    triage.decided(ask('A complaint?').when(complaint, setClocks).otherwise(answerFeedback)).orElse(usual),
    answerFeedback.next(ask('Answered by mail?').when(untold, answerByHand).otherwise(close)),
    answerByHand.decided(close).orElse(usual),
    setClocks.next(firstContact),
    firstContact.decided(ask('Settled?').when(settledNow, closing).otherwise(investigate)).orElse(usual),
    investigate.decided(ask('More time?').when(moreTime, approveExtension).otherwise(propose)).orElse(usual),
    approveExtension.decided(ask('Extend?').when(refused, investigate).otherwise(extend)).orElse(usual),
    // What the law has no further extension for is not extended, and whoever investigates reads why.
    extend.next(ask('Told of it by mail?').when(extendedUntold, extendByHand).otherwise(investigate)),
    extendByHand.decided(investigate).orElse(usual),
    propose.decided(weighProposal).orElse(usual),
    weighProposal.next(
      ask('Whose word is needed?')
        .when(lacking, propose)
        .when(aboveOwner, approve)
        .when(twoSigners, coSign)
        .otherwise(notifyDecision),
    ),
    approve
      .decided(ask('Approved?').when(refused, propose).when(twoSigners, coSign).otherwise(notifyDecision))
      .orElse(usual),
    coSign.decided(ask('Co-signed?').when(refused, propose).otherwise(notifyDecision)).orElse(usual),
    notifyDecision.next(ask('Told by mail?').when(untold, notifyByHand).otherwise(awaitCustomer)),
    notifyByHand.decided(awaitCustomer).orElse(usual),
    awaitCustomer.answered(close).interrupted(cameIn).silent(close),
    takeInFacts.next(
      ask('How far is it?')
        .when(unacknowledged, acknowledgeByHand)
        .when(untold, factsByHand)
        .when(contacted, investigate)
        .when(clocked, firstContact)
        .otherwise(triage),
    ),
    factsByHand
      .decided(
        ask('How far by then?').when(contacted, investigate).when(clocked, firstContact).otherwise(triage),
      )
      .orElse(usual),
    // Facts that came in between the last word and the close are taken in like any others.
    close.interrupted(takeInFacts).next(settled),
    closeWithoutMail
      .interrupted(takeInFacts)
      .next(ask('Told how it ended?').when(toTell, endByHand).otherwise(settled)),
    endByHand.decided(settled).orElse({ interrupted: endByHand, exhausted: takeOver }),
    takeOver
      .decided(
        ask('Try again?')
          .when(when("$case.way = 'RETRY'"), failedStep)
          .when(closed, settled)
          .otherwise(closing),
      )
      .interrupted(ask('Withdrawn?').when(withdrawn, closing).otherwise(takeOver))
      .exhausted(nobody),
  );
}
