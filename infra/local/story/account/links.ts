/** How often each way from one workflow to another was gone, by what is in the records and in the archive. */
import type { Row } from './reading.ts';
import { headsOf, type Seen, text } from './seen.ts';

const DAY = 86_400_000;

/** Every way there is, in the order of the design's table; each gives the cases, customers or tasks that went it. */
const WAYS: Readonly<Record<string, (seen: Seen) => readonly unknown[]>> = {
  complaintToSurvey: (seen) => invitationsFor(seen, 'COMPLAINT'),
  lowToReopen: (seen) => told(seen, 'complaint.reopened', ({ why }) => why === 'SURVEY'),
  lowToRecovery: (seen) => tasksIn(seen, 'survey', 'survey-recovery'),
  recoveryToComplaint: (seen) => intakeOf(seen, 'complaint#survey#'),
  surveyToSignal: (seen) => signals(seen, ({ from }) => from === 'survey'),
  complaintToSignal: (seen) => signals(seen, ({ from }) => from === 'complaint'),
  complaintHoldsContacts: ({ customers }) =>
    customers.filter(({ sk }) => text(sk).startsWith('HOLD#complaint#')),
  complaintHoldsAlert: (seen) => told(seen, 'churn.held'),
  complaintReleasesAlert: (seen) => told(seen, 'churn.released'),
  alertToCaseOwner: ({ outbox }) => outbox.filter(({ template }) => template === 'retention-risk'),
  visitToComplaint: (seen) => intakeOf(seen, 'complaint#visit#'),
  visitToRecovery: (seen) => tasksIn(seen, 'visit', 'recovery'),
  visitToSignal: (seen) => signals(seen, ({ from, what }) => from === 'visit' && what !== 'UNREACHABLE'),
  unreachableToSignal: (seen) =>
    signals(seen, ({ from, what }) => from === 'visit' && what === 'UNREACHABLE'),
  visitToSurvey: (seen) => invitationsFor(seen, 'VISIT'),
  lossToExitSurvey: (seen) => invitationsFor(seen, 'LOSS'),
  exitToImprovement: (seen) => improvementsFrom(seen, 'EXIT'),
  tierChangeToPlan: (seen) => replanned(seen),
  leaverToTasks: ({ tasks }) =>
    tasks.filter(({ passed = [] }) => (passed as Row[]).some(({ way }) => way === 'LEFT')),
  clusterToImprovement: (seen) => improvementsFrom(seen, 'CLUSTER'),
  complaintToFollowUpVisit: (seen) =>
    headsOf(seen, 'visit').filter(({ visitKind }) => visitKind === 'COMPLAINT_FOLLOWUP'),
  textToFeedback: (seen) => feedbackFrom(seen, 'SURVEY'),
  triageToFeedback: (seen) => feedbackFrom(seen, 'TRIAGE'),
  visitToFeedback: (seen) => feedbackFrom(seen, 'VISIT'),
  campaignToSurvey: (seen) => invitationsFor(seen, 'CAMPAIGN'),
  weakDriverToImprovement: (seen) => improvementsFrom(seen, 'DRIVER'),
  fixedToRemeasure: (seen) => invitationsFor(seen, 'REMEASURE'),
};

/** How often each of them was gone; 0 where it was not. */
export const linksOf = (seen: Seen): Record<string, number> =>
  Object.fromEntries(Object.entries(WAYS).map(([name, gone]) => [name, gone(seen).length]));

const told = (seen: Seen, name: string, fits: (facts: Row) => boolean = () => true): readonly unknown[] =>
  seen.told.filter((event) => event.name === name && fits(event.facts));

const signals = (seen: Seen, fits: (row: Row) => boolean): readonly Row[] =>
  seen.signals.filter((row) => text(row.sk).startsWith('SIGNAL#') && fits(row));

const intakeOf = (seen: Seen, prefix: string): readonly Row[] =>
  seen.intake.filter(
    ({ businessKey, state }) => state === 'ACCEPTED' && text(businessKey).startsWith(prefix),
  );

const invitationsFor = (seen: Seen, why: string): readonly Row[] =>
  headsOf(seen, 'survey').filter(({ cause }) => cause === why);

const improvementsFrom = (seen: Seen, why: string): readonly Row[] =>
  headsOf(seen, 'improvement').filter(({ source }) => source === why);

/** What was said where, in the register: of anonymous answers it has no case of its own. */
const feedbackFrom = (seen: Seen, where: string): readonly Row[] =>
  seen.register.filter(({ entry, from }) => text(entry).startsWith('feedback#') && from === where);

function tasksIn(seen: Seen, kind: string, wanted: string): readonly Row[] {
  const cases = new Set(headsOf(seen, kind).map(({ caseId }) => caseId));
  return seen.tasks.filter(({ caseId, form }) => form === wanted && cases.has(caseId));
}

/** Changes of tier after which the customer was planned anew within a day. */
function replanned({ told: events, audit }: Seen): readonly unknown[] {
  const plans = Map.groupBy(
    audit.filter(({ act }) => act === 'customer.planned' || act === 'customer.replanned'),
    ({ entityId }) => text(entityId),
  );
  return events.filter(
    ({ name, customerId, at }) =>
      name === 'customer.tier-changed' &&
      (plans.get(customerId) ?? []).some((plan) => {
        const after = Date.parse(text(plan.at)) - at;
        return after >= 0 && after <= DAY;
      }),
  );
}
