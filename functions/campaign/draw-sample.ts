/** Handler of `Draw sample`: so many of each tier as the margin wants, by lots that nobody can choose (R247). */
import * as z from 'zod';
import { StepInput } from '../../shared/contracts/steps.ts';
import { step } from '../../shared/platform/step.ts';
import { figureOf, membersOf, rowsOf, sampleOf, strataFacts, walk } from './drawing.ts';
import { termsOf } from './policies.ts';
import type { DrawDesk } from './ports.ts';
import { strataOf } from './rules/sample-size.ts';
import { answerOnce } from './statuses.ts';
import { drawWiring } from './wiring.ts';

/** How many were drawn. */
export const Drawn = z.strictObject({ members: z.number().int().min(0) });
export type Drawn = z.infer<typeof Drawn>;

/** Draws once: what the seed, the policy and the customers of this moment make, whoever runs it. */
export const drawSample = (desk: DrawDesk) =>
  step(
    StepInput,
    Drawn,
    async (input): Promise<Drawn> => {
      const { answer } = await answerOnce<Drawn>(desk, input, { from: ['OPENED'] }, async (head) => {
        const { caseId, seed } = head;
        if (seed === undefined) throw new TypeError(`Campaign ${caseId} has no seed to draw by.`);
        const { surveying } = await termsOf(desk, head);
        // How many customers there are is known at the end of the walk; of a tier without end none more would be drawn.
        const most = strataOf(
          figureOf(() => Number.MAX_SAFE_INTEGER),
          surveying.sample,
        );
        const walked = await walk(
          desk.frame,
          seed,
          figureOf((tier) => most[tier].drawn),
        );
        const strata = strataOf(
          figureOf((tier) => walked[tier].population),
          surveying.sample,
        );
        const drawn = membersOf(
          walked,
          figureOf((tier) => strata[tier].drawn),
        );
        const sample = sampleOf(drawn);
        // First the members: they count only once the head says how many of them there are.
        await desk.cases.writeMembers(rowsOf(caseId, drawn, 0));
        const members = drawn.length;
        return {
          answer: { members },
          advance: {
            status: 'DRAWN',
            set: { strata, members, sample, launched: 0 },
            deeds: [
              {
                actor: 'draw-sample',
                act: 'campaign.drawn',
                facts: { members, seed, sample, ...strataFacts(strata) },
              },
            ],
            outbox: [],
          },
        };
      });
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = drawSample(drawWiring());
