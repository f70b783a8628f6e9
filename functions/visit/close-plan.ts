/** Handler of `Close the plan`: how many visits the night started. */
import * as z from 'zod';
import { StepInput } from '../../shared/contracts/steps.ts';
import { storyOf } from '../../shared/platform/answers.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { step } from '../../shared/platform/step.ts';
import type { PlanDesk } from './plan-ports.ts';
import { planWiring } from './plan-wiring.ts';

/** It answers nothing: the run stays in the register. */
export const Closed = z.strictObject({});
export type Closed = z.infer<typeof Closed>;

const Found = z.object({
  day: z.iso.date(),
  started: z.number().int().min(0),
  stopped: z.enum(['YES', 'NO']),
});

/** Closes the run, or leaves it open where operations stopped it, so that it can be taken up again. */
export const closePlan = ({ clock, runs }: PlanDesk) =>
  step(StepInput, Closed, async (input): Promise<Closed> => {
    const { day, started, stopped } = storyOf(input, Found);
    const run = await runs.find(day);
    const at = instantOf(clock.now());
    const round = input.case.round;
    const before = run !== undefined && run.round === round ? (run.started ?? 0) : 0;
    await runs.write({
      entry: `plan#${day}`,
      v: 1,
      state: stopped === 'YES' ? 'OPEN' : 'CLOSED',
      openedAt: run?.openedAt ?? at,
      day,
      round,
      // Of all rounds of the day; a retry of this step has counted its own already.
      started: run?.closedRound === round ? (run.started ?? 0) : before + started,
      closedRound: round,
      ...(stopped === 'YES' ? { stoppedAt: at } : { closedAt: at }),
    });
    return {};
  });

/** What Lambda runs. */
export const handler = closePlan(planWiring());
