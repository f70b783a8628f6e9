/** The functions of invitations to surveys; stack `care` makes them beside those of complaints, visits and alerts. */
import type { BankFunction, BankFunctionProps } from '../constructs/bank-function.ts';
import type { BankTable } from '../constructs/bank-table.ts';
import type { WorkflowRef } from '../constructs/bank-workflow.ts';
import type { TableName } from './tables.ts';

/** What they are made with. */
export interface SurveyProps {
  readonly make: (entry: string, its: Omit<BankFunctionProps, 'workshop'>) => BankFunction;
  readonly tables: Readonly<Record<TableName, BankTable>>;
  /** Who sends mails and events, who brings signals, and who takes in a complaint that was found. */
  readonly sendMail: BankFunction;
  readonly deliver: BankFunction;
  readonly signalCase: BankFunction;
  readonly acceptEvent: BankFunction;
  readonly survey: WorkflowRef;
}

/** What a step of an invitation may do beside what all of them may. */
interface May {
  /** Marks customers whose score is due; or only makes a mail depend on what is kept of them. */
  readonly customers?: 'writes' | 'checks';
  /** Asks the contact arbiter. */
  readonly contacts?: true;
}

/** The functions that open invitations: for whoever wants one, and when something was heard. */
export function surveyOpening({ make, tables, signalCase, survey }: SurveyProps) {
  const opening = (made: BankFunction): BankFunction =>
    made.reads(tables.Customers).reads(tables.Policies).appends(tables.Audit).starts(survey);
  return {
    openInvitation: opening(
      make('survey/open-invitation', {
        description: 'Has a customer asked by a survey, once for one cause',
        async: true,
        timeout: 30,
      }).writes(tables.Cases),
    ),
    hearForSurveys: opening(
      make('survey/hear-for-surveys', {
        description: 'Has customers asked after a complaint, a visit or a loss, and ends what is open',
        async: true,
        timeout: 60,
      })
        .writes(tables.Cases, 'byCustomer')
        .reads(tables.Tasks, 'byCase')
        .writesOnly(tables.Outbox)
        .invokes(signalCase),
    ),
  };
}

/** What the answers of customers lead to elsewhere. */
export interface Follows {
  readonly openInvitation: BankFunction;
  readonly openFeedback: BankFunction;
  readonly openImprovement: BankFunction;
}

/** The functions that play in an invitation. */
export function surveySteps(
  { make, tables, sendMail, deliver, acceptEvent }: SurveyProps,
  { openInvitation, openFeedback, openImprovement }: Follows,
) {
  const step = (entry: string, description: string, { customers, contacts }: May = {}): BankFunction => {
    const made = make(`survey/${entry}`, { description, timeout: 30 })
      .writes(tables.Cases)
      .writes(tables.Tasks, 'byCase')
      .reads(tables.Staff)
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .reads(tables.Policies)
      .invokes(sendMail, deliver);
    if (customers === 'writes') made.writes(tables.Customers);
    else made.reads(tables.Customers);
    if (customers === 'checks') made.checks(tables.Customers);
    if (contacts) made.writes(tables.Contacts);
    return made;
  };
  return {
    takeUpInvitation: step('take-up-invitation', 'Says who is asked, by which policies, and from when on'),
    sendInvitation: step('send-invitation', 'Asks the contact arbiter, and has a customer asked', {
      customers: 'checks',
      contacts: true,
    }),
    lookAtInvitation: step(
      'look-at-invitation',
      'Says whether an invitation was answered, stopped, or is over',
    ),
    remindCustomer: step(
      'remind-customer',
      'Reminds a customer of a survey, unless something speaks against it',
      {
        customers: 'checks',
        contacts: true,
      },
    ),
    weighCall: step('weigh-call', 'Asks the contact arbiter for a call about a survey', { contacts: true }),
    takeInInterview: step('take-in-interview', 'Keeps what was said on the telephone as an answer', {
      contacts: true,
    }).writesOnly(tables.Answers),
    scoreAnswer: step('score-answer', 'Scores an answer, and has what was written taken up', {
      customers: 'writes',
    })
      .reads(tables.Answers)
      .writesOnly(tables.Signals)
      .invokes(openFeedback, openImprovement),
    takeInRecovery: step('take-in-recovery', 'Keeps what became of a customer who was not satisfied', {
      customers: 'writes',
      contacts: true,
    })
      .writesOnly(tables.Signals)
      .invokes(acceptEvent, openInvitation),
    settleRequest: step('settle-request', 'Seals the answer to what a customer asked for'),
    closeInvitation: step('close-invitation', 'Closes an invitation with its outcome', { contacts: true }),
  };
}
