/** Handler of `Set clocks`: what triage found is kept, and the statutory term is set and watched. */
import * as z from 'zod';
import { Id, Instant } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { advanceOnce, eventsOf } from '../../shared/platform/advance.ts';
import { storyOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import { receiptOf } from '../../shared/policy/term.ts';
import type { ClockDesk } from './ports.ts';
import { holdOf } from './statuses.ts';
import { clockOf, lawOf, noteOf, recusedBy, recusedIn, watchClock } from './terms.ts';
import { Triaged } from './triaged.ts';
import { clockWiring } from './wiring.ts';

/** Until when the case must be decided, who owns it, and who must not act on it. */
export const ClocksSet = z.strictObject({
  dueAt: Instant,
  ownerId: Id.optional(),
  recused: z.array(Id),
});
export type ClocksSet = z.infer<typeof ClocksSet>;

/** Sets the first clock of a complaint, once, and has it watched. */
export const setClocks = (desk: ClockDesk) =>
  step(
    StepInput,
    ClocksSet,
    async (input): Promise<ClocksSet> => {
      const { caseId } = input.case;
      const found = storyOf(input, Triaged);
      const note = await noteOf(desk, caseId);
      const head = await advanceOnce(
        desk,
        caseId,
        { from: ['ACKNOWLEDGED', 'TRIAGED'], past: ['CLOCKED', 'PROPOSED', 'NOTIFIED', 'CLOSED'] },
        async (head, at) => {
          const law = await lawOf(desk, head.policies);
          const receipt = receiptOf({ submittedAt: note.submittedAt, openedAt: head.openedAt });
          const startsAt = head.termFrom ?? receipt;
          const why = startsAt === receipt ? 'receipt' : 'new-facts';
          const clock = clockOf(caseId, { number: 1, startsAt, extensions: [], why, setAt: at }, law);
          const { class: kind, severity, business, cause, respondentId } = found;
          const facts = { class: kind, severity, business, cause, dueAt: clock.dueAt };
          const recused = await recusedBy(desk, note, { respondentId });
          return {
            status: 'CLOCKED',
            set: { ...found, termFrom: startsAt, dueAt: clock.dueAt },
            // Whom triage found it to be about owns it no more, nor does who stands above them.
            ...(head.ownerId !== undefined && recused.includes(head.ownerId) && { unset: ['ownerId'] }),
            clock,
            hold: holdOf(head, { severity }),
            deed: {
              actor: 'set-clocks',
              act: 'case.clocked',
              facts: { ...facts, clock: 1, why, ...(recused.length > 0 && { recused: recused.join(' ') }) },
            },
            // A case whose feedback was answered before it became a complaint was triaged once already.
            outbox: eventsOf(input, head, at, facts, ['clock']),
          };
        },
      );
      const { dueAt } = await watchClock(desk, caseId, await lawOf(desk, head.policies));
      return {
        dueAt,
        ...(head.ownerId === undefined ? {} : { ownerId: head.ownerId }),
        recused: await recusedIn(desk, head, note),
      };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

export const handler = setClocks(clockWiring());
