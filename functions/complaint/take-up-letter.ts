/** Handler of `Take up letter`: whether a letter that no mail brought is still to be told, and who may tell it. */
import * as z from 'zod';
import { Line, Tier } from '../../shared/contracts/codes.ts';
import { Severity } from '../../shared/contracts/complaint.ts';
import { LetterInput } from '../../shared/contracts/letter-by-hand.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { customerOf, headOf } from '../../shared/platform/advance.ts';
import { storyOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import { lineOf } from '../../shared/policy/service-map.ts';
import type { TakeUpDesk } from './ports.ts';
import { isStillToTell } from './rules/still-to-tell.ts';
import { noteOf, recusedIn } from './terms.ts';
import { takeUpWiring } from './wiring.ts';

/** What the story knows of the letter from here on. */
export const TakenUp = z.strictObject({
  toTell: z.enum(['YES', 'NO']),
  tier: Tier,
  line: Line,
  severity: Severity.optional(),
  /** Staff who must not act on the case. */
  recused: z.array(z.string()),
  policies: z.record(z.string(), z.number().int().min(1)),
  /** The sealed letter, as its task bears it. */
  number: z.number().int().min(1).optional(),
});
export type TakenUp = z.infer<typeof TakenUp>;

const Letter = LetterInput.pick({ template: true, letter: true }).strip();

/** Reads the case as it is now; changes nothing. */
export const takeUpLetter = (desk: TakeUpDesk) =>
  step(
    StepInput,
    TakenUp,
    async (input): Promise<TakenUp> => {
      const { caseId } = input.case;
      const letter = storyOf(input, Letter);
      const head = await headOf(desk, caseId);
      const customer = await customerOf(desk, head);
      const { severity, policies = {}, tier = customer.tier } = head;
      const tasks = await desk.tasks.ofCase(caseId);
      return {
        toTell: isStillToTell(letter, head, tasks) ? 'YES' : 'NO',
        tier,
        line: lineOf({ type: customer.type, tier }),
        ...(severity !== undefined && { severity }),
        recused: await recusedIn(desk, head, await noteOf(desk, caseId)),
        policies,
        ...(letter.letter !== undefined && { number: letter.letter }),
      };
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = takeUpLetter(takeUpWiring());
