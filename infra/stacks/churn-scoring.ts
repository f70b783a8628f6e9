/** The functions that score customers, raise alerts and rank those that are held back; stack `care` makes them. */
import { STEWARD } from '../../shared/contracts/events.ts';
import type { BankFunction, BankFunctionProps } from '../constructs/bank-function.ts';
import type { BankTable } from '../constructs/bank-table.ts';
import type { WorkflowRef } from '../constructs/bank-workflow.ts';
import type { TableName } from './tables.ts';

/** What they are made with. */
export interface ScoringProps {
  readonly make: (entry: string, its: Omit<BankFunctionProps, 'workshop'>) => BankFunction;
  readonly tables: Readonly<Record<TableName, BankTable>>;
  /** Who sends events. */
  readonly deliver: BankFunction;
  readonly alert: WorkflowRef;
}

/** Our own events that say something of a customer, for the rule that brings them to `hearEvent`. */
export const heardOfCustomers = {
  source: [STEWARD],
  detailType: [
    'complaint.received',
    'complaint.breached',
    'complaint.closed',
    'visit.completed',
    'visit.unreachable',
    'customer.tier-changed',
    'signal.recorded',
  ],
};

/** The functions of scoring: at night, on an event, and in the morning when what was held back is ranked. */
export function scoringFunctions({ make, tables, deliver, alert }: ScoringProps) {
  /** Who raises alerts; the room in a manager's week is counted in the register. */
  const raises = (made: BankFunction, ...indexes: string[]): BankFunction =>
    made
      .writes(tables.Customers, ...indexes)
      .writes(tables.Register)
      .writes(tables.Cases)
      .reads(tables.Policies)
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .invokes(deliver)
      .starts(alert);
  const scoreCustomers = raises(
    make('churn/score-customers', {
      description:
        'Scores the customers of whom something is new or has been quiet for long; invokes itself for the rest of a long night',
      async: true,
      timeout: 900,
      continues: true,
    }),
    'byScore',
  ).reads(tables.Signals);
  const hearEvent = raises(
    make('churn/hear-event', {
      description: 'Keeps what our own events say of a customer as a signal, and scores the customer at once',
      async: true,
      timeout: 60,
    }),
  ).writes(tables.Signals);
  const rankAlerts = raises(
    make('churn/rank-alerts', {
      description: 'Raises alerts that were held back by what they save, as far as managers have room',
      async: true,
      timeout: 300,
    }),
    'byWaiting',
  ).reads(tables.Signals);
  return { scoreCustomers, hearEvent, rankAlerts };
}

/** The functions of the monthly evaluation, and of the change of thresholds that may come of it. */
export function evaluationFunctions(
  { make, tables, deliver }: Omit<ScoringProps, 'alert'>,
  evaluation: WorkflowRef,
) {
  const step = (entry: string, description: string): BankFunction =>
    make(entry, { description, timeout: 300 })
      .writes(tables.Cases, 'byKind')
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .invokes(deliver)
      // Everybody who was scored in a month is read from the index, which carries what is needed of them.
      .reads(tables.Customers, 'byScore')
      .reads(tables.Staff, 'byRole')
      .reads(tables.Tasks, 'byCase');
  return {
    evaluateWarnings: step(
      'churn/evaluate-warnings',
      'Says what became of the alerts of a month, and whether thresholds ought to change',
    )
      .writes(tables.Register, 'byState')
      .reads(tables.Policies),
    settleThresholds: step('churn/settle-thresholds', 'Puts thresholds in force that two people approved')
      .reads(tables.Register)
      .writes(tables.Policies),
    runEvaluation: make('churn/run-evaluation', {
      description: 'Begins the evaluation of a month, takes proposals of operations, and gives reports',
      async: true,
    })
      .writes(tables.Cases)
      .reads(tables.Register)
      .reads(tables.Policies)
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .invokes(deliver)
      .starts(evaluation),
  };
}
