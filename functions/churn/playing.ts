/** The steps of a playbook as its functions change them. */
import * as z from 'zod';
import type { AlertStep, StepKind } from '../../shared/contracts/alert-rows.ts';
import type { AlertHead } from '../../shared/contracts/churn.ts';
import type { ImprovementRow } from '../../shared/contracts/improvement.ts';
import type { TaskRow } from '../../shared/contracts/items.ts';
import type { StepInput } from '../../shared/contracts/steps.ts';
import { storyOf } from '../../shared/platform/answers.ts';
import { derivedId } from '../../shared/platform/ids.ts';
import type { BudgetChange } from './ports.ts';

/** The step that the story is at. */
export const AtStep = z.object({ number: z.number().int().min(1) });

/** A step that is to be done, with its number among those of the alert. */
export const plannedStep = (caseId: string, number: number, what: StepKind, at: string): AlertStep => ({
  caseId,
  sk: `STEP#${String(number).padStart(4, '0')}`,
  v: 1,
  number,
  what,
  state: 'PLANNED',
  plannedAt: at,
});

/** The number of the next step. */
export const nextNumber = (steps: readonly AlertStep[]): number => (steps.at(-1)?.number ?? 0) + 1;

/** Whether a step is still to be done. */
export const isOpen = ({ state }: AlertStep): boolean => state !== 'ENDED';

/** A step that has ended: what it had taken of a budget and did not use, it gives back. */
export const endedStep = (step: AlertStep, outcome: string, at: string, taskId?: string): AlertStep => ({
  ...withoutBudget(step, outcome),
  state: 'ENDED',
  endedAt: at,
  outcome,
  ...(taskId !== undefined && { taskId }),
});

/** Only an offer that the customer takes costs anything. */
function withoutBudget(step: AlertStep, outcome: string): AlertStep {
  if (outcome === 'ACCEPTED') return step;
  const { budget: _, ...rest } = step;
  return rest;
}

/** What the budget gets back where steps end unused. */
export const givenBack = (
  before: readonly AlertStep[],
  after: readonly AlertStep[],
  most: number,
): BudgetChange[] =>
  before.flatMap(({ number, budget: month, cost = 0 }) => {
    const kept = after.find((step) => step.number === number);
    return month === undefined || kept === undefined || kept.budget !== undefined
      ? []
      : [{ month, amount: -cost, most }];
  });

/** The step that the story is at; fails where the records have none of that number. */
export function stepAt(input: StepInput, steps: readonly AlertStep[]): AlertStep {
  const { number } = storyOf(input, AtStep);
  const step = steps.find((one) => one.number === number);
  if (step === undefined)
    throw new RangeError(`Alert ${input.case.caseId} has no step ${number}; it has ${steps.length}.`);
  return step;
}

/** An offer that cannot be made is no reason to leave a customer alone: somebody speaks with them all the same. */
export const talkInstead = (
  { caseId }: Pick<AlertHead, 'caseId'>,
  steps: readonly AlertStep[],
  at: string,
): AlertStep[] =>
  steps.some((step) => isOpen(step) && step.what === 'CONTACT')
    ? []
    : [plannedStep(caseId, nextNumber(steps), 'CONTACT', at)];

/** One entry in the register of improvements for a step or an answer; its words stay with the case. */
export const improvementOf = (
  { caseId }: Pick<AlertHead, 'caseId'>,
  cause: string | number,
  at: string,
): ImprovementRow => ({
  entry: `improvement#${derivedId('I', caseId, cause)}`,
  v: 1,
  state: 'OPEN',
  openedAt: at,
  caseId,
});

/** The last answer to a form about one step, if somebody has given it. */
export const answeredAt = (tasks: readonly TaskRow[], form: string, number: number): TaskRow | undefined =>
  tasks
    .filter((task) => task.form === form && task.state === 'DECIDED' && task.item === number)
    .toSorted((a, b) => ((a.decidedAt ?? '') < (b.decidedAt ?? '') ? -1 : 1))
    .at(-1);
