/** How an alert is held for a complaint of its customer, and who is told. */
import * as z from 'zod';
import type { AlertHead } from '../../shared/contracts/churn.ts';
import { ChurnLabel } from '../../shared/contracts/churn.ts';
import { Id, Instant } from '../../shared/contracts/codes.ts';
import { eventOf } from '../../shared/platform/advance.ts';
import { outboxMail } from '../../shared/platform/outbox.ts';
import type { Playbooks } from '../../shared/policy/playbooks.ts';
import type { AlertAdvance, AlertBook, CustomerFile } from './ports.ts';
import { endOf, heldUntil, within } from './rules/waits.ts';

/** Whether an alert goes on, waits for a complaint, or ends; and where it goes on. */
export const Weighed = z.strictObject({
  ruling: z.enum(['GO', 'HOLD', 'END']),
  /** Of HOLD: until when at most. */
  until: Instant.optional(),
  /** Of GO: whether a playbook is under way. */
  stage: z.enum(['START', 'PLAYBOOK']),
  /** Of END: its label, and why. */
  ending: ChurnLabel.optional(),
  reason: z.string().optional(),
  complaintId: Id.optional(),
});
export type Weighed = z.infer<typeof Weighed>;

/** Where an alert goes on that may go on. */
export const stageOf = ({ playbook }: Pick<AlertHead, 'playbook'>): Weighed['stage'] =>
  playbook === undefined ? 'START' : 'PLAYBOOK';

/** The complaint for which an alert has to wait: one that is open, and for which it has not waited in vain. */
export const openComplaintOf = (
  { holds }: Pick<CustomerFile, 'holds'>,
  { heldOut }: Pick<AlertHead, 'heldOut'>,
): string | undefined =>
  holds.find(
    ({ caseId, closedAt, liftedAt }) =>
      closedAt === undefined && liftedAt === undefined && caseId !== heldOut,
  )?.caseId;

/** Holds an alert for a complaint, as long as there is time to wait; undefined where there is none left. */
export async function heldFor(
  cases: Pick<AlertBook, 'anyCase'>,
  head: AlertHead,
  complaintId: string,
  at: string,
  playbooks: Playbooks,
): Promise<{ readonly until: string; readonly advance: Omit<AlertAdvance, 'deed' | 'steps'> } | undefined> {
  const complaint = await cases.anyCase(complaintId);
  const until = within(heldUntil(at, complaint?.dueAt, playbooks), endOf(head.openedAt, playbooks));
  if (until <= at) return undefined;
  const { band, caseId } = head;
  return {
    until,
    advance: {
      status: 'HELD',
      set: { heldFor: complaintId, heldUntil: until },
      also: {
        entityId: complaintId,
        actor: 'hold-alert',
        act: 'case.retention-risk',
        facts: { alert: caseId, band },
      },
      outbox: [
        eventOf(undefined, head, at, 'churn.held', { complaintId, until, band }, [complaintId, at]),
        // Whoever handles the complaint knows of it, as a hint and not as a jump of the queue (R149).
        ...(complaint?.ownerId === undefined
          ? []
          : [
              outboxMail({
                cause: [caseId, complaintId, at],
                at,
                template: 'retention-risk',
                to: { kind: 'staff', id: complaint.ownerId },
                caseId: complaintId,
              }),
            ]),
      ],
    },
  };
}
