/** Who holds a task: one of the bank's staff, or the customer of the case. */
import type { OutboxMail, TaskRow } from '../../../shared/contracts/items.ts';

/** Whether the customer is asked, and nobody of the bank. */
export const isOfCustomer = ({ holder }: Pick<TaskRow, 'holder'>): boolean => holder === 'customer';

/** Whom mails about a task go to. */
export const holderOf = (task: Pick<TaskRow, 'holder' | 'assigneeId'>): OutboxMail['to'] => ({
  kind: isOfCustomer(task) ? 'customer' : 'staff',
  id: task.assigneeId,
});

/** An id that the story may remember as somebody of the bank; undefined where the customer acted. */
export const staffOnly = (task: Pick<TaskRow, 'holder'>, id: string | undefined): string | undefined =>
  isOfCustomer(task) ? undefined : id;
