/** A complaint that was found behind an alert: it goes to intake, and the alert waits for it. */
import type { AlertHead } from '../../shared/contracts/churn.ts';
import type { TaskRow } from '../../shared/contracts/items.ts';
import { foundComplaintId } from '../../shared/platform/ids.ts';
import type { HandOverDesk } from './ports.ts';

/** The number that the receipt has named: that of a complaint which was found in a task. */
export const complaintIn = (task: TaskRow, zone: string): string =>
  foundComplaintId(task.taskId, task.decidedAt ?? task.createdAt, zone);

/** Hands a complaint to intake under the task's own id, so that it is one complaint however often this runs. */
export async function handOver(
  { intake, zone }: Pick<HandOverDesk, 'intake' | 'zone'>,
  { customerId, caseId }: Pick<AlertHead, 'customerId' | 'caseId'>,
  task: TaskRow,
  text: string,
): Promise<void> {
  await intake.submit(complaintIn(task, zone), {
    v: 1,
    channel: 'visit',
    externalId: task.taskId,
    customerId,
    submittedAt: task.decidedAt ?? task.createdAt,
    text,
    facts: { alert: caseId },
  });
}
