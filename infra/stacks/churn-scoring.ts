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
  /** Who raises alerts; the room in a manager's week is counted with the staff. */
  const raises = (made: BankFunction, ...indexes: string[]): BankFunction =>
    made
      .writes(tables.Customers, ...indexes)
      .writes(tables.Staff)
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
  )
    .reads(tables.Signals)
    .writes(tables.Register);
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
      // Two mornings at a time would take the same places.
      reserved: 1,
    }),
    'byWaiting',
  )
    .reads(tables.Signals)
    .reads(tables.Register);
  return { scoreCustomers, hearEvent, rankAlerts };
}
