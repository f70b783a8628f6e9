/** The functions of answers to what customers said; stack `care` makes them beside those of complaints and visits. */
import type { BankFunction, BankFunctionProps } from '../constructs/bank-function.ts';
import type { BankTable } from '../constructs/bank-table.ts';
import type { WorkflowRef } from '../constructs/bank-workflow.ts';
import type { TableName } from './tables.ts';

/** What they are made with. */
export interface FeedbackProps {
  readonly make: (entry: string, its: Omit<BankFunctionProps, 'workshop'>) => BankFunction;
  readonly tables: Readonly<Record<TableName, BankTable>>;
  readonly sendMail: BankFunction;
  readonly deliver: BankFunction;
  readonly feedback: WorkflowRef;
}

/** The function that takes in what a customer said; whoever hears it invokes this one. */
export const feedbackOpening = ({ make, tables, deliver, feedback }: FeedbackProps): BankFunction =>
  make('feedback/open-feedback', {
    description: 'Enters what a customer said in the register, and has it answered',
    async: true,
    timeout: 30,
  })
    .writes(tables.Cases)
    .writesOnly(tables.Register)
    .writesOnly(tables.Outbox)
    .appends(tables.Audit)
    .starts(feedback)
    .invokes(deliver);

/** The functions that play in an answer; something may be improved for it. */
export function feedbackSteps(
  { make, tables, sendMail, deliver }: FeedbackProps,
  openImprovement: BankFunction,
) {
  const step = (entry: string, description: string): BankFunction =>
    make(`feedback/${entry}`, { description, timeout: 30 })
      .writes(tables.Cases)
      .writesOnly(tables.Register)
      .reads(tables.Customers)
      .reads(tables.Tasks, 'byCase')
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .reads(tables.Policies)
      .invokes(sendMail, deliver);
  return {
    takeUpFeedback: step('take-up-feedback', 'Says whose words they are, and who does not answer them'),
    sendReply: step('send-reply', 'Sends the answer to what a customer said').invokes(openImprovement),
    closeFeedback: step('close-feedback', 'Closes what a customer said and what was answered'),
  };
}
