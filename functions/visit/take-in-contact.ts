/** Handler of `Take in contact`: repaired contact data is kept, or it is noted that there is none. */
import * as z from 'zod';
import { StepInput } from '../../shared/contracts/steps.ts';
import { Contact } from '../../shared/contracts/visit.ts';
import { advanceOnce } from '../../shared/platform/advance.ts';
import { lastAnswer, tasksOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import { planPolicies } from './planning.ts';
import type { ContactDesk } from './ports.ts';
import { correctedIn } from './rules/follow-ups.ts';
import { underWay } from './statuses.ts';
import { lastVisitOf, tryOf } from './trying.ts';
import { contactWiring } from './wiring.ts';

/** Whether there is contact data to go on with. */
export const TakenIn = z.strictObject({ contact: z.enum(['MENDED', 'NONE']) });
export type TakenIn = z.infer<typeof TakenIn>;

/** Corrects the customer's record, once, with its source in the audit: who found it, and in which task. */
export const takeInContact = (desk: ContactDesk) =>
  step(
    StepInput,
    TakenIn,
    async (input): Promise<TakenIn> => {
      const { caseId } = input.case;
      const tasks = await tasksOf(desk, input);
      const { task, answer } = lastAnswer(tasks, { caseId, form: 'contact' }, Contact);
      const { task: visit } = await lastVisitOf(desk, input);
      const mended = answer.found === 'FOUND';
      await advanceOnce(
        desk,
        caseId,
        { from: underWay, past: ({ actedOn }) => actedOn === task.taskId },
        async (head, at) => {
          const its = await planPolicies(desk, head.policies);
          const corrected = correctedIn(answer);
          if (head.contactId !== undefined)
            await desk.ledger.release(head.customerId, head.contactId, 'wrong-contact');
          return {
            status: 'WAITING',
            set: { actedOn: task.taskId, tries: (head.tries ?? 0) + 1 },
            unset: ['contactId'],
            tried: tryOf(head, visit, 'WRONG_CONTACT', its, at),
            ...(mended && { corrected }),
            deed: {
              actor: 'take-in-contact',
              act: 'customer.contact-repaired',
              facts: {
                found: answer.found,
                fields: Object.keys(mended ? corrected : {}).join(' '),
                taskId: task.taskId,
                by: task.decidedBy ?? task.assigneeId,
              },
            },
            outbox: [],
          };
        },
      );
      return { contact: mended ? 'MENDED' : 'NONE' };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = takeInContact(contactWiring());
