/** Handler of `Settle request`: the customer has the answer to what they asked for, sealed as it goes to them. */
import * as z from 'zod';
import type { CaseLetter } from '../../shared/contracts/complaint.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { Service } from '../../shared/contracts/visit.ts';
import { customerOf, mailTo } from '../../shared/platform/advance.ts';
import { answerOnce } from '../../shared/platform/answer-once.ts';
import { lastAnswer, tasksOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import { mailAddressOf } from '../../shared/policy/mail-address.ts';
import type { InvitationDesk } from './ports.ts';
import type { Found } from './statuses.ts';
import { invitationWiring } from './wiring.ts';

/** Whether a mail brings the answer; where none can, whoever recorded it has told the customer. */
export const Settled = z.strictObject({ by: z.enum(['mail', 'nobody']) });
export type Settled = z.infer<typeof Settled>;

/** Seals the reply and has it mailed, once. */
export const settleRequest = (desk: InvitationDesk) =>
  step(
    StepInput,
    Settled,
    async (input): Promise<Settled> => {
      const { caseId } = input.case;
      const { task, answer: served } = lastAnswer(
        await tasksOf(desk, input),
        { caseId, form: 'service' },
        Service,
      );
      const { answer } = await answerOnce(
        desk,
        input,
        { from: ['RECOVERED'] },
        async (head, at): Promise<Found<Settled>> => {
          const customer = await customerOf(desk, head);
          const number = (await desk.cases.lastLetter(caseId)) + 1;
          const letter: CaseLetter = {
            caseId,
            sk: `LETTER#${String(number).padStart(4, '0')}`,
            v: 1,
            number,
            kind: 'service',
            language: customer.language,
            parts: { reply: served.reply },
            sealedAt: at,
          };
          const by = mailAddressOf(customer) === undefined ? 'nobody' : 'mail';
          const facts = { letter: number, done: served.done };
          const to = { kind: 'customer' as const, id: customer.customerId };
          return {
            answer: { by },
            advance: {
              status: 'RECOVERED',
              set: {},
              letter,
              deed: {
                actor: 'settle-request',
                act: 'survey.request-settled',
                facts: { ...facts, taskId: task.taskId, by },
              },
              outbox:
                by === 'mail'
                  ? [mailTo(to, head, at, { template: 'service-reply', facts }, [task.taskId])]
                  : [],
            },
          };
        },
      );
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = settleRequest(invitationWiring());
