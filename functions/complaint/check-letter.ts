/** Handler of `Check letter`: whether the letter of the decision holds what the law wants in it. */
import * as z from 'zod';
import { StepInput } from '../../shared/contracts/steps.ts';
import { CaseUnknown } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { step } from '../../shared/platform/step.ts';
import { customerOf } from './advance.ts';
import { tasksOf } from './answers.ts';
import type { AnsweredDesk } from './ports.ts';
import { decisionParts, lacksOf } from './rules/letter.ts';
import { proposalOf } from './signed.ts';
import { lawOf, sheetOf } from './terms.ts';
import { answeredWiring } from './wiring.ts';

/** Whether the letter may leave, and what it lacks. */
export const LetterChecked = z.strictObject({
  letter: z.enum(['SOUND', 'LACKING']),
  /** Codes, each the name of a part, or `plain:` or `number:` and the name of the part that has this flaw. */
  lacks: z.array(z.string()),
});
export type LetterChecked = z.infer<typeof LetterChecked>;

/** Writes the letter as it would leave now, and judges it; nothing is kept. */
export const checkLetter = (desk: AnsweredDesk) =>
  step(
    StepInput,
    LetterChecked,
    async (input): Promise<LetterChecked> => {
      const { caseId } = input.case;
      const head = await desk.cases.find(caseId);
      if (head === undefined) throw new CaseUnknown(caseId);
      const { answer } = proposalOf(head, await tasksOf(desk, input));
      const { pack } = await lawOf(desk, head.policies);
      const sheet = await sheetOf(
        desk,
        head,
        await customerOf(desk, head),
        pack,
        instantOf(desk.clock.now()),
      );
      const lacks = lacksOf(decisionParts(answer, sheet), answer.outcome, pack);
      return { letter: lacks.length === 0 ? 'SOUND' : 'LACKING', lacks };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

export const handler = checkLetter(answeredWiring());
