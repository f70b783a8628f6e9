/** Handler of `Assign arm`: whether somebody acts on an alert, or it is only watched; and who acts. */
import * as z from 'zod';
import { type AlertHead, Arm } from '../../shared/contracts/churn.ts';
import { Instant } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { armChance } from '../../shared/platform/ids.ts';
import { step } from '../../shared/platform/step.ts';
import { addWorkingTime } from '../../shared/policy/working-time.ts';
import { noticesTo } from './notices.ts';
import { termsOf } from './policies.ts';
import type { AlertDesk, CustomerFile } from './ports.ts';
import { armOf } from './rules/arm-of.ts';
import { daysAfter } from './rules/waits.ts';
import { answerOnce, underWay } from './statuses.ts';
import { alertWiring } from './wiring.ts';

/** Who acts: nobody, automatic care, or a person, by when and from which level on. */
export const Assigned = z.strictObject({
  arm: Arm,
  route: z.enum(['CONTROL', 'AUTO', 'PERSON']),
  assessBy: Instant,
  assessLevel: z.union([z.literal(1), z.literal(2)]),
});
export type Assigned = z.infer<typeof Assigned>;

/** Cases of a customer among which somebody who needs special care is looked for. */
const MOST_CASES = 30;

/** Deals an arm, once an alert: it stays whatever becomes of the alert. Writing it down is what makes it a decision. */
export const assignArm = (desk: AlertDesk) =>
  step(
    StepInput,
    Assigned,
    async (input): Promise<Assigned> => {
      const { answer } = await answerOnce<Assigned>(desk, input, { from: underWay }, async (head, at) => {
        const { playbooks, workingTime } = await termsOf(desk, head);
        const { tier = 'mass', band, heldOut } = head;
        const { arm, why } =
          head.arm === undefined
            ? await dealt(desk, head, at)
            : { arm: head.arm, why: head.armWhy ?? 'dealt-before' };
        // Who is at high risk by now is not left alone any more; the arm stays, so that nothing is counted as it was not.
        const left = arm === 'CONTROL' && playbooks.control.bands.includes(band);
        const route = left
          ? 'CONTROL'
          : heldOut === undefined
            ? playbooks.route[tier][band]
            : ('PERSON' as const);
        const assessBy = addWorkingTime(at, playbooks.assessWithin[tier][band], workingTime);
        // Nobody has spoken with them for as long as the complaint took: that is for somebody with experience.
        const assessLevel = heldOut === undefined ? 1 : 2;
        const facts = { arm, why, route, band, tier };
        return {
          answer: { arm, route, assessBy, assessLevel },
          advance: {
            status: 'LOCKED',
            set: {
              arm,
              armWhy: why,
              actedBand: band,
              ...(route === 'PERSON' && { dueAt: assessBy }),
            },
            deed: { actor: 'assign-arm', act: 'alert.dealt', facts },
            outbox:
              route === 'PERSON' && band !== head.actedBand
                ? await noticesTo(desk, head, playbooks.notify.bands[band], at, { dueAt: assessBy }, band)
                : [],
          },
        };
      });
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** The arm of an alert that has none yet. */
async function dealt(desk: AlertDesk, head: AlertHead, at: string) {
  const { playbooks } = await termsOf(desk, head);
  const { customerId, tier = 'mass', band } = head;
  const { experiment, complaintDays } = playbooks.control;
  const [file, cases] = await Promise.all([
    desk.customers.file(customerId),
    desk.cases.ofCustomer(customerId, MOST_CASES),
  ]);
  const vulnerable =
    file?.profile.minor === true || cases.some((one) => one.kind === 'complaint' && one.vulnerable === 'YES');
  return armOf(
    {
      band,
      tier,
      vulnerable,
      complained: file !== undefined && hasComplained(file, daysAfter(at, -complaintDays)),
      chance: armChance(experiment, customerId),
    },
    playbooks,
  );
}

/** Whether a complaint was open at some moment since then; what turned out to be none is none. */
const hasComplained = ({ holds }: Pick<CustomerFile, 'holds'>, since: string): boolean =>
  holds.some(
    ({ closedAt, liftedAt }) => liftedAt === undefined && (closedAt === undefined || closedAt >= since),
  );

/** What Lambda runs. */
export const handler = assignArm(alertWiring());
