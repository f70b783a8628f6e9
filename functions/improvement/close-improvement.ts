/** Handler of `Close improvement`: how it ended, in the case and in the register. */
import * as z from 'zod';
import { ImprovementOutcome } from '../../shared/contracts/improvement.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { eventsOf } from '../../shared/platform/advance.ts';
import { step } from '../../shared/platform/step.ts';
import type { ImprovementDesk } from './ports.ts';
import { answerOnce, openStatuses } from './statuses.ts';
import { improvementWiring } from './wiring.ts';

/** How it ended. */
export const ClosedImprovement = z.strictObject({ outcome: ImprovementOutcome });
export type ClosedImprovement = z.infer<typeof ClosedImprovement>;

/** Closes an improvement, so that the next find about the same opens another. */
export const closeImprovement = (desk: ImprovementDesk) =>
  step(
    StepInput,
    ClosedImprovement,
    (input): Promise<ClosedImprovement> =>
      answerOnce<ClosedImprovement>(desk, input, { from: openStatuses, hears: true }, async (head, at) => {
        const { ending: outcome = 'MANUAL_TAKEOVER', source, key, attempts = 0 } = head;
        const facts = { outcome, source, key, attempts };
        return {
          answer: { outcome },
          advance: {
            status: 'CLOSED',
            set: { outcome, closedAt: at },
            row: { state: 'CLOSED', outcome, closedAt: at },
            deed: { actor: 'close-improvement', act: 'improvement.closed', facts },
            outbox: eventsOf(input, head, at, facts),
          },
        };
      }),
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = closeImprovement(improvementWiring());
