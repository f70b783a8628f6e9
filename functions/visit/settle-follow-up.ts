/** Handler of `Settle follow-up`: what came of a request, a promise, or a customer who was not satisfied. */
import * as z from 'zod';
import type { CaseLetter } from '../../shared/contracts/complaint.ts';
import type { FormName } from '../../shared/contracts/forms.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { FollowUp, PromiseKept, Recovery, Service } from '../../shared/contracts/visit.ts';
import { advanceOnce, customerOf, headOf, mailTo } from '../../shared/platform/advance.ts';
import { type Answered, lastAnswer, tasksOf } from '../../shared/platform/answers.ts';
import { foundComplaintId } from '../../shared/platform/ids.ts';
import { step } from '../../shared/platform/step.ts';
import { mailAddressOf } from '../../shared/policy/mail-address.ts';
import { signalOf } from './learnt.ts';
import { planPolicies } from './planning.ts';
import type { Advance, SettleDesk } from './ports.ts';
import { settleWiring } from './wiring.ts';

/** It answers nothing that the story has to know. */
export const Settled = z.strictObject({});
export type Settled = z.infer<typeof Settled>;

const Story = z.object({ what: FollowUp.shape.what, number: FollowUp.shape.number });

/** Settles one follow-up, once: the head of the visit notes its task. */
export const settleFollowUp = (desk: SettleDesk) =>
  step(
    StepInput,
    Settled,
    async (input): Promise<Settled> => {
      const { caseId } = input.case;
      const { what, number } = Story.parse(input.case);
      const tasks = await tasksOf(desk, input);
      const answerOf = <S extends z.ZodType>(form: FormName, Schema: S): Answered<z.output<S>> =>
        lastAnswer(tasks, { caseId, form, item: number }, Schema);
      const settle = (
        taskId: string,
        plan: (
          at: string,
        ) => Promise<Omit<Advance, 'status' | 'set' | 'deed'> & { readonly facts: Advance['deed']['facts'] }>,
      ) =>
        advanceOnce(
          desk,
          caseId,
          { from: ['RECORDED'], past: ({ settled = [] }) => settled.includes(taskId) },
          async (head, at) => {
            const { facts, ...rest } = await plan(at);
            return {
              status: 'RECORDED',
              set: { settled: [...(head.settled ?? []), taskId] },
              ...rest,
              deed: {
                actor: 'settle-follow-up',
                act: 'visit.followed-up',
                facts: { what, number, taskId, ...facts },
              },
            };
          },
        );

      if (what === 'SERVICE') {
        const { task, answer } = answerOf('service', Service);
        await settle(task.taskId, async (at) => {
          const head = await headOf(desk, caseId);
          const customer = await customerOf(desk, head);
          const letter = await replyOf(desk, caseId, customer.language, answer.reply, at);
          const to = { kind: 'customer' as const, id: customer.customerId };
          const facts = { letter: letter.number, done: answer.done };
          const mailed = mailAddressOf(customer) !== undefined;
          return {
            facts: { ...facts, by: mailed ? 'mail' : 'nobody' },
            letter,
            outbox: mailed ? [mailTo(to, head, at, { template: 'service-reply', facts }, [task.taskId])] : [],
          };
        });
      } else if (what === 'PROMISE') {
        const { task, answer } = answerOf('promise', PromiseKept);
        const promise = (await desk.cases.promises(caseId)).find(({ sk }) => Number(sk.slice(-4)) === number);
        await settle(task.taskId, async (at) => ({
          facts: { kept: answer.kept },
          ...(promise !== undefined && {
            settled: { ...promise, taskId: task.taskId, settledAt: at, kept: answer.kept },
          }),
          outbox: [],
        }));
      } else {
        const { task, answer } = answerOf('recovery', Recovery);
        const { taskId, decidedAt, createdAt } = task;
        const submittedAt = decidedAt ?? createdAt;
        const complaintId =
          answer.recovery === 'COMPLAINT' ? foundComplaintId(taskId, submittedAt, desk.zone) : undefined;
        const head = await settle(taskId, async (at) => {
          const head = await headOf(desk, caseId);
          const { planner } = await planPolicies(desk, head.policies);
          const learnt = { what: 'RECOVERY' as const, value: answer.recovery };
          return {
            facts: { recovery: answer.recovery, ...(complaintId !== undefined && { complaintId }) },
            signals: [signalOf(head, learnt, { at, cause: taskId, days: planner.signalDays })],
            outbox: [],
          };
        });
        if (complaintId !== undefined) {
          await desk.intake.submit(complaintId, {
            v: 1,
            channel: 'visit',
            externalId: taskId,
            customerId: head.customerId,
            submittedAt,
            text: answer.reason,
            facts: { visit: caseId },
          });
        }
      }
      return {};
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** The reply of the department, sealed as it goes to the customer. */
async function replyOf(
  { cases }: Pick<SettleDesk, 'cases'>,
  caseId: string,
  language: CaseLetter['language'],
  reply: string,
  at: string,
): Promise<CaseLetter> {
  const number = (await cases.lastLetter(caseId)) + 1;
  const sk = `LETTER#${String(number).padStart(4, '0')}`;
  return { caseId, sk, v: 1, number, kind: 'service', language, parts: { reply }, sealedAt: at };
}

/** What Lambda runs. */
export const handler = settleFollowUp(settleWiring());
