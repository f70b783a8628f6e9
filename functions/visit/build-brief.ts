/** Handler of `Build brief`: what the visitor is told before the visit, from the least data that serves it. */
import * as z from 'zod';
import type { VisitBrief } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { Visit } from '../../shared/contracts/visit.ts';
import { CustomerUnknown } from '../../shared/faults/faults.ts';
import { advanceOnce, eventsOf } from '../../shared/platform/advance.ts';
import { answerIn } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import { daypartOf } from '../../shared/policy/plan.ts';
import { planPolicies } from './planning.ts';
import type { BriefDesk } from './ports.ts';
import { agreedTo, briefOf, type LastVisit } from './rules/brief.ts';
import { briefWiring } from './wiring.ts';

/** It answers nothing: the brief stays in the records. */
export const Built = z.strictObject({});
export type Built = z.infer<typeof Built>;

/** Cases of a customer that are looked through for open ones and for the last visit. */
const MOST_CASES = 30;

/** Builds the brief, over one that was built before the visit was put off. */
export const buildBrief = (desk: BriefDesk) =>
  step(
    StepInput,
    Built,
    async (input): Promise<Built> => {
      const { caseId } = input.case;
      await advanceOnce(
        desk,
        caseId,
        { from: ['WAITING'], past: ['GIVEN', 'RECORDED', 'FOLLOWED', 'CLOSED'] },
        async (head, at) => {
          const file = await desk.customers.file(head.customerId);
          if (file === undefined) throw new CustomerUnknown(head.customerId);
          const [its, cases, satisfaction, request] = await Promise.all([
            planPolicies(desk, head.policies),
            desk.cases.ofCustomer(head.customerId, MOST_CASES),
            desk.signals.newest(head.customerId, 'SATISFACTION'),
            desk.cases.note(caseId),
          ]);
          const others = cases.filter((one) => one.caseId !== caseId);
          const last = await lastVisit(desk, others);
          const fields = briefOf({
            head,
            at,
            daypart: daypartOf(at, its.cadence, its.calendars.workingTime),
            profile: file.profile,
            grade: file.grade,
            open: others.filter(({ status }) => status !== 'CLOSED'),
            last,
            promises: last === undefined ? [] : await desk.cases.promises(last.caseId),
            satisfaction,
            request,
            agreed: agreedTo(file.consents, head.channel),
          });
          const brief: VisitBrief = { caseId, sk: 'BRIEF#1', v: 1, builtAt: at, fields };
          const { visitKind, channel, weighings = 1 } = head;
          return {
            status: 'GIVEN',
            set: {},
            brief,
            // Which fields, never what stands in them.
            deed: {
              actor: 'build-brief',
              act: 'visit.briefed',
              facts: { fields: fields.map(({ field }) => field).join(' ') },
            },
            outbox: eventsOf(input, head, at, { kind: visitKind, channel }, [weighings]),
          };
        },
      );
      return {};
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** The last visit at which the customer was reached, and what was written down of it. */
async function lastVisit(
  { tasks }: Pick<BriefDesk, 'tasks'>,
  cases: Awaited<ReturnType<BriefDesk['cases']['ofCustomer']>>,
): Promise<LastVisit | undefined> {
  for (const one of cases) {
    if (one.kind !== 'visit' || one.recordId === undefined) continue;
    const task = await tasks.find(one.recordId);
    if (task?.form !== 'visit' || task.state !== 'DECIDED') continue;
    return { caseId: one.caseId, at: task.decidedAt ?? one.openedAt, said: answerIn(task, Visit) };
  }
  return undefined;
}

/** What Lambda runs. */
export const handler = buildBrief(briefWiring());
