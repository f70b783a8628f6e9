/** The functions of improvements; stack `care` makes them beside those of surveys, which open many of them. */
import type { BankFunction, BankFunctionProps } from '../constructs/bank-function.ts';
import type { BankTable } from '../constructs/bank-table.ts';
import type { WorkflowRef } from '../constructs/bank-workflow.ts';
import type { TableName } from './tables.ts';

/** What they are made with. */
export interface ImprovementProps {
  readonly make: (entry: string, its: Omit<BankFunctionProps, 'workshop'>) => BankFunction;
  readonly tables: Readonly<Record<TableName, BankTable>>;
  /** Who sends events, and who brings signals. */
  readonly deliver: BankFunction;
  readonly signalCase: BankFunction;
  readonly improvement: WorkflowRef;
}

/** The functions that play in an improvement, the one that opens it, and the one that tells it of a new report. */
export function improvementFunctions({ make, tables, deliver, signalCase, improvement }: ImprovementProps) {
  const step = (entry: string, description: string, ...indexes: string[]): BankFunction =>
    make(`improvement/${entry}`, { description, timeout: 60 })
      .writes(tables.Cases, ...indexes)
      .writes(tables.Tasks, 'byCase')
      .writes(tables.Register)
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .reads(tables.Policies)
      .invokes(deliver);
  return {
    openImprovement: make('improvement/open-improvement', {
      description: 'Has something improved, or adds what shows it again to who improves it already',
      async: true,
      timeout: 30,
    })
      .writes(tables.Cases)
      .writes(tables.Register)
      .writesOnly(tables.Outbox)
      .appends(tables.Audit)
      .invokes(deliver)
      .starts(improvement),
    takeUpImprovement: step(
      'take-up-improvement',
      'Says how things stand before anything is improved',
      'byKind',
    ).reads(tables.Customers),
    planImprovement: step('plan-improvement', 'Keeps what is to be done for an improvement, and until when'),
    recordImprovement: step('record-improvement', 'Keeps whether an improvement was carried out'),
    measureImprovement: step(
      'measure-improvement',
      'Says by data whether an improvement has worked',
      'byKind',
    ).reads(tables.Customers),
    closeImprovement: step('close-improvement', 'Closes an improvement with its outcome'),
    tellImprovements: make('improvement/tell-improvements', {
      description: 'Tells improvements of drivers that a campaign has measured them anew',
      async: true,
      timeout: 60,
    })
      .reads(tables.Cases)
      .reads(tables.Register)
      .writesOnly(tables.Outbox)
      .invokes(signalCase),
  };
}
