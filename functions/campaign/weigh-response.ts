/** Handler of `Weigh response`: at half-time more are asked, once, in those tiers that have hardly answered. */
import * as z from 'zod';
import { Instant } from '../../shared/contracts/codes.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { step } from '../../shared/platform/step.ts';
import { figureOf, membersOf, rowsOf, sampleOf, strataFacts, walk } from './drawing.ts';
import { invitationsOf } from './invited.ts';
import { termsOf } from './policies.ts';
import type { ResponseDesk } from './ports.ts';
import { topUpOf } from './rules/sample-size.ts';
import { answerOnce, sampleDrawn } from './statuses.ts';
import { responseWiring } from './wiring.ts';

/** Whether more are asked, and until when the campaign waits then. */
export const Weighed = z.strictObject({ topUp: z.enum(['YES', 'NO']), until: Instant });
export type Weighed = z.infer<typeof Weighed>;

/** Counts who took part, tier by tier, and draws on by the same seed where that is too few. */
export const weighResponse = (desk: ResponseDesk) =>
  step(
    StepInput,
    Weighed,
    async (input): Promise<Weighed> => {
      const { answer } = await answerOnce<Weighed>(desk, input, { from: ['LAUNCHED'] }, async (head, at) => {
        const { caseId, seed = '', strata, endsAt = at } = head;
        const { surveying } = await termsOf(desk, head);
        const members = await sampleDrawn(desk, head);
        const took = await invitationsOf(desk, head, members);
        const answered = figureOf(
          (tier) =>
            members.filter(
              (member) => member.tier === tier && took.get(member.customerId)?.participation === 'SUBMITTED',
            ).length,
        );
        if (strata === undefined) throw new TypeError(`Campaign ${caseId} has no strata.`);
        const more = topUpOf(strata, answered, surveying);
        const walked = await walk(
          desk.frame,
          seed,
          more,
          new Set(members.map(({ customerId }) => customerId)),
        );
        const added = membersOf(walked, more);
        const facts = figureOf((tier) => `${answered[tier]} of ${strata[tier].wanted}`);
        if (added.length === 0)
          return {
            answer: { topUp: 'NO', until: endsAt },
            advance: {
              status: 'LAUNCHED',
              set: {},
              deeds: [{ actor: ACTOR, act: 'campaign.half-time', facts }],
              outbox: [],
            },
          };
        const all = [...members, ...added];
        const drawn = figureOf((tier) => ({
          ...strata[tier],
          drawn: all.filter((member) => member.tier === tier).length,
        }));
        await desk.cases.writeMembers(rowsOf(caseId, added, members.length));
        const sample = sampleOf(all);
        return {
          answer: { topUp: 'YES', until: endsAt },
          advance: {
            status: 'LAUNCHED',
            set: { strata: drawn, members: all.length, toppedUp: added.length, sample },
            deeds: [
              { actor: ACTOR, act: 'campaign.half-time', facts },
              {
                actor: ACTOR,
                act: 'campaign.topped-up',
                facts: { added: added.length, sample, ...strataFacts(drawn) },
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

const ACTOR = 'weigh-response';

/** What Lambda runs. */
export const handler = weighResponse(responseWiring());
