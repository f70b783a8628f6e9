/** Handler of `Select playbook`: what is done about an alert, by its cause or by the word of whoever looked at it. */
import * as z from 'zod';
import { PlaybookName } from '../../shared/contracts/churn-forms.ts';
import { StepInput } from '../../shared/contracts/steps.ts';
import { storyOf } from '../../shared/platform/answers.ts';
import { step } from '../../shared/platform/step.ts';
import { playbookFor } from '../../shared/policy/playbooks.ts';
import { endedStep, givenBack, isOpen, nextNumber, plannedStep } from './playing.ts';
import { termsOf } from './policies.ts';
import type { AlertDesk } from './ports.ts';
import { answerOnce, underWay } from './statuses.ts';
import { playingWiring } from './wiring.ts';

/** It answers nothing that the story has to know: the steps are in the records. */
export const Selected = z.strictObject({});
export type Selected = z.infer<typeof Selected>;

/** What the assessment says of it. */
const Chosen = z.object({ playbook: z.union([PlaybookName, z.literal('')]).optional() });

/** Writes the steps of the playbook, once; what was left of one before it is done no more. */
export const selectPlaybook = (desk: AlertDesk) =>
  step(
    StepInput,
    Selected,
    async (input): Promise<Selected> => {
      const { playbook: chosen = '' } = storyOf(input, Chosen);
      const { answer } = await answerOnce<Selected>(desk, input, { from: underWay }, async (head, at) => {
        const { playbooks } = await termsOf(desk, head);
        const { caseId, cause = 'UNKNOWN', tier = 'mass', actedOn } = head;
        const playbook = chosen === '' ? playbookFor(playbooks, { cause, tier }) : chosen;
        const before = await desk.cases.steps(caseId);
        const skipped = before.filter(isOpen).map((one) => endedStep(one, 'SKIPPED', at));
        const first = nextNumber(before);
        const kinds = playbooks.playbooks[playbook];
        const tasks = await desk.tasks.ofCase(caseId);
        const by = tasks.find(({ taskId }) => taskId === actedOn)?.decidedBy;
        return {
          answer: {},
          advance: {
            status: 'TREATED',
            set: { playbook, ...(chosen !== '' && by !== undefined && { chosenBy: by }) },
            unset: chosen === '' ? ['chosenBy'] : [],
            steps: [...skipped, ...kinds.map((what, at_) => plannedStep(caseId, first + at_, what, at))],
            budget: givenBack(before, skipped, playbooks.budget.perMonth),
            deed: {
              actor: 'select-playbook',
              act: 'alert.playbook-selected',
              facts: {
                playbook,
                cause,
                tier,
                by: chosen === '' ? 'policy' : (by ?? 'policy'),
                steps: kinds.join(' '),
              },
            },
            outbox: [],
          },
        };
      });
      return answer;
    },
    { ids: ({ case: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = selectPlaybook(playingWiring());
