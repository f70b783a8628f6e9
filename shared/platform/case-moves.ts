/** What every room writes and reads alike when it moves a case on. */
import { CaseSignal, type TaskRow } from '../contracts/items.ts';
import { ConditionFailed } from '../faults/faults.ts';
import { type Senders, sendNow } from './outbox.ts';
import { equals, holds, type Table } from './table.ts';
import { log } from './telemetry.ts';
import type { Transaction } from './transaction.ts';

/** The rows of a case whose sort key begins so. */
export const rowsOf = (caseId: string, startsWith: string) => ({
  of: ['caseId', caseId] as const,
  sort: { attribute: 'sk', startsWith },
});

/** Signals of a case on which no step has acted, oldest first. */
export async function unhandledSignals(cases: Table, caseId: string): Promise<CaseSignal[]> {
  const signals = await cases.query(CaseSignal, rowsOf(caseId, 'SIGNAL#'));
  return signals.filter(({ handledAt }) => handledAt === undefined).sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** Ends the waits that have led to a step, each of which must be open still. */
export function addOver(transaction: Transaction, tasks: Table, over: readonly TaskRow[]): void {
  for (const { taskId } of over)
    transaction.update(
      tasks,
      { taskId },
      { set: { state: 'EXPIRED' } },
      equals(`the wait ${taskId} is open`, { state: 'OPEN' }),
    );
}

/** Marks the signals on which a step acts, none of which another may have acted on. */
export function addHandled(
  transaction: Transaction,
  cases: Table,
  caseId: string,
  handled: readonly CaseSignal[],
  at: string,
): void {
  for (const { sk } of handled)
    transaction.update(
      cases,
      { caseId, sk },
      { set: { handledAt: at } },
      holds(`${sk} is not handled yet`, 'attribute_not_exists(#handledAt)'),
    );
}

/** Commits a move and has sent what was written; false where one of its conditions did not hold, and the step looks again. */
export async function moved(transaction: Transaction, senders: Senders, caseId: string): Promise<boolean> {
  try {
    await sendNow(await transaction.commit(), senders);
    return true;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    // Mostly somebody else was faster; where it was something else, this says what.
    log.warn('not moved on', { caseId, conditions: error.conditions });
    return false;
  }
}
