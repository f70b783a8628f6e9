/** Handler of `Weigh proposal`: whether its letter may leave as it stands, and who must sign what was proposed. */
import * as z from 'zod';
import { Proposal, TaxonomyCode } from '../../shared/contracts/complaint.ts';
import type { CaseHead } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { advanceOnce, customerOf, eventsOf } from '../../shared/platform/advance.ts';
import { lastAnswer, tasksOf } from '../../shared/platform/answers.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { step } from '../../shared/platform/step.ts';
import type { AnsweredDesk } from './ports.ts';
import { decisionParts, lacksOf } from './rules/letter.ts';
import { weighed } from './signed.ts';
import { lawOf, sheetOf } from './terms.ts';
import { answeredWiring } from './wiring.ts';

/** What the proposal asks of its signatories. */
export const Weighed = z.strictObject({
  outcome: Proposal.shape.outcome,
  amount: z.number().int().min(0),
  /** Level from which somebody must approve; 0 where nobody must. */
  approvalLevel: z.union([z.literal(0), z.literal(2), z.literal(3), z.literal(4)]),
  coSign: z.enum(['YES', 'NO']),
  /** How often proposals of this case were refused. */
  refusals: z.number().int().min(0),
  /** Whether the letter holds what the law wants in it. */
  letter: z.enum(['SOUND', 'LACKING']),
  /** Codes, each the name of a part, or `plain:` or `number:` and the name of the part that has this flaw. */
  lacks: z.array(z.string()),
});
export type Weighed = z.infer<typeof Weighed>;

/** Weighs the last proposal and its letter, and notes on the case that it is the one that counts. */
export const weighProposal = (desk: AnsweredDesk) =>
  step(
    StepInput,
    Weighed,
    async (input): Promise<Weighed> => {
      const { caseId } = input.case;
      const tasks = await tasksOf(desk, input);
      const proposal = lastAnswer(tasks, { caseId, form: 'proposal' }, Proposal);
      const { taskId } = proposal.task;
      const head = await advanceOnce(
        desk,
        caseId,
        {
          from: ['CLOCKED', 'PROPOSED'],
          past: ({ status, proposalId }) =>
            proposalId === taskId && ['PROPOSED', 'NOTIFIED', 'CLOSED'].includes(status),
        },
        async (head, at) => {
          const { approvalLevel, coSign, why, refusals } = await weighed(desk, head, input, proposal, tasks);
          const { outcome, amount } = proposal.answer;
          const facts = { proposalId: taskId, outcome, amount, approvalLevel, coSign, refusals };
          // The investigation may have found another cause than triage saw.
          const cause = TaxonomyCode.safeParse(input.case.cause).data ?? head.cause;
          return {
            status: 'PROPOSED',
            set: { proposalId: taskId, cause },
            deed: {
              actor: 'weigh-proposal',
              act: 'case.proposed',
              facts: { ...facts, why: why.join(' ') },
            },
            outbox: eventsOf(input, head, at, facts, [taskId]),
          };
        },
      );
      const { approvalLevel, coSign, refusals } = await weighed(desk, head, input, proposal, tasks);
      const { outcome, amount } = proposal.answer;
      const lacks = await lacksIn(desk, head, proposal.answer);
      return {
        outcome,
        amount,
        approvalLevel,
        coSign: coSign ? 'YES' : 'NO',
        refusals,
        letter: lacks.length === 0 ? 'SOUND' : 'LACKING',
        lacks,
      };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** Writes the letter as it would leave now, and says what it lacks; nothing is kept. */
async function lacksIn(desk: AnsweredDesk, head: CaseHead, answer: Proposal): Promise<string[]> {
  const { pack } = await lawOf(desk, head.policies);
  const customer = await customerOf(desk, head);
  const sheet = await sheetOf(desk, head, customer, pack, instantOf(desk.clock.now()));
  return lacksOf(decisionParts(answer, sheet), answer.outcome, pack);
}

export const handler = weighProposal(answeredWiring());
