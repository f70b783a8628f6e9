/** Handler of `Acknowledge`: the customer learns that the complaint arrived, its number, and until when there is an answer. */
import * as z from 'zod';
import { StepInput } from '../../shared/contracts/steps.ts';
import { advanceOnce, customerOf, eventsOf } from '../../shared/platform/advance.ts';
import { step } from '../../shared/platform/step.ts';
import type { ComplaintDesk } from './ports.ts';
import { openStatuses } from './statuses.ts';
import { mailToCustomer, reachedBy, toldBy } from './telling.ts';
import { complaintWiring } from './wiring.ts';

/** How the customer was told; `nobody` where the bank has no address. */
export const Acknowledged = z.strictObject({ reachedBy: z.enum(['mail', 'nobody']) });
export type Acknowledged = z.infer<typeof Acknowledged>;

/** Has the acknowledgement mailed, once. */
export const acknowledge = (desk: ComplaintDesk) =>
  step(
    StepInput,
    Acknowledged,
    async (input): Promise<Acknowledged> => {
      const head = await advanceOnce(
        desk,
        input.case.caseId,
        { from: ['REGISTERED'], past: [...openStatuses.slice(2), 'CLOSED'] },
        async (head, at) => {
          const customer = await customerOf(desk, head);
          const by = toldBy(customer);
          const promise: Record<string, string> = head.dueAt === undefined ? {} : { promisedAt: head.dueAt };
          return {
            status: 'ACKNOWLEDGED',
            set: { reachedBy: by },
            deed: { actor: 'acknowledge', act: 'case.acknowledged', facts: { by } },
            outbox: [
              ...mailToCustomer(by, head, at, { template: 'acknowledgement', facts: promise }),
              ...eventsOf(input, head, at, { by }),
            ],
          };
        },
      );
      return { reachedBy: await reachedBy(desk, head) };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

export const handler = acknowledge(complaintWiring());
