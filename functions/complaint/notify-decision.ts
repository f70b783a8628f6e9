/** Handler of `Notify decision`: the letter is sealed, and the customer is told. */
import * as z from 'zod';
import { Instant } from '../../shared/contracts/codes.ts';
import type { CaseHead } from '../../shared/contracts/items.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { DecisionUnfinished } from '../../shared/faults/faults.ts';
import { advanceOnce, customerOf, eventOf, eventsOf } from '../../shared/platform/advance.ts';
import { tasksOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import { sealedLetter } from './letters.ts';
import type { AnsweredDesk } from './ports.ts';
import { decisionParts, lacksOf } from './rules/letter.ts';
import { unsignedOf } from './rules/signatures.ts';
import { proposalOf, signersOf, weighed } from './signed.ts';
import { mailToCustomer, reachedBy, toldBy } from './telling.ts';
import { lawOf, noteOf, recusedIn, sheetOf } from './terms.ts';
import { answeredWiring } from './wiring.ts';

/** When and how the customer was told. */
export const Notified = z.strictObject({ decidedAt: Instant, reachedBy: z.enum(['mail', 'nobody']) });
export type Notified = z.infer<typeof Notified>;

/**
 * Tells the decision, once. Neither a letter that lacks something nor a proposal that somebody has yet to sign leaves
 * here, whatever way the story took.
 */
export const notifyDecision = (desk: AnsweredDesk) =>
  step(
    StepInput,
    Notified,
    async (input): Promise<Notified> => {
      const { caseId } = input.case;
      const head = await advanceOnce(
        desk,
        caseId,
        { from: ['PROPOSED'], past: ['NOTIFIED', 'CLOSED'] },
        async (head, at) => {
          const tasks = await tasksOf(desk, input);
          const proposal = proposalOf(head, tasks);
          const { outcome, amount } = proposal.answer;
          const [{ pack }, customer, needed, note] = await Promise.all([
            lawOf(desk, head.policies),
            customerOf(desk, head),
            weighed(desk, head, input, proposal, tasks),
            noteOf(desk, caseId),
          ]);
          const sheet = await sheetOf(desk, head, customer, pack, at);
          const parts = decisionParts(proposal.answer, sheet);
          const recused = await recusedIn(desk, head, note);
          const lacks = [
            ...lacksOf(parts, outcome, pack),
            ...unsignedOf(proposal.task, needed, tasks, recused, await signersOf(desk, head, tasks)),
          ];
          if (lacks.length > 0) throw new DecisionUnfinished(caseId, lacks);
          const letter = await sealedLetter(desk, 'decision', parts, sheet);
          const clock = (await desk.cases.clock(caseId))?.number ?? 0;
          const onTime = head.dueAt === undefined || at <= head.dueAt;
          const breached = !onTime && head.breach?.clock !== clock;
          const by = toldBy(customer);
          const facts = { outcome, amount, onTime, by, letter: letter.number };
          return {
            status: 'NOTIFIED',
            set: { decidedAt: at, reachedBy: by, ...(breached && { breach: { clock, at } }) },
            letter,
            deed: { actor: 'notify-decision', act: 'case.decided', facts },
            outbox: [
              ...mailToCustomer(
                by,
                head,
                at,
                { template: 'decision', facts: { letter: letter.number, outcome } },
                [letter.number],
              ),
              ...eventsOf(input, head, at, facts, [letter.number]),
              ...(breached ? [breachOf(input, head, at, clock)] : []),
            ],
          };
        },
      );
      return {
        decidedAt: head.decidedAt ?? input.entered,
        reachedBy: await reachedBy(desk, head),
      };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** The term passed before the decision was told, and no look of the watch has said so yet. */
const breachOf = ({ execution }: StepInput, head: CaseHead, at: string, clock: number) =>
  eventOf(execution, head, at, 'complaint.breached', { clock, dueAt: head.dueAt ?? at }, [clock]);

export const handler = notifyDecision(answeredWiring());
