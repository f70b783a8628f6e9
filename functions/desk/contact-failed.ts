/** The event that has a letter told by hand, because no mail could bring it. */
import type { OutboxEvent, OutboxRow } from '../../shared/contracts/items.ts';
import { outboxEvent } from '../../shared/platform/outbox.ts';
import { failedLetterOf, failedSurveyOf } from './rules/failed-letter.ts';

/** What is written beside a row that fails for good: one event where it was to bring a letter of a complaint, or a survey. */
export function contactFailed(row: OutboxRow, fault: string, at: string): OutboxEvent[] {
  const facts = row.kind === 'mail' ? (failedLetterOf(row, fault) ?? failedSurveyOf(row, fault)) : undefined;
  if (row.kind !== 'mail' || facts === undefined) return [];
  const { outboxId, caseId, to } = row;
  return [
    outboxEvent({
      cause: [outboxId],
      at,
      name: 'contact.failed',
      caseId,
      customerId: to.id,
      facts: { ...facts },
    }),
  ];
}
