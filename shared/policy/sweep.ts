/** What the sweep looks for, and when it steps in. */
import * as z from 'zod';

/** Limits of the sweep. */
export const Sweep = z.strictObject({
  /** Seconds that a row of the outbox may be unsent before the sweep sends it. */
  unsentAfterSeconds: z.number().int().min(1),
  /** Seconds past a checkpoint after which a task counts as forgotten by its execution. */
  orphanAfterSeconds: z.number().int().min(1),
  /** Seconds after receipt after which a case counts as never started. */
  unstartedAfterSeconds: z.number().int().min(1).default(300),
  /** Attempts after which a row is given up as FAILED. */
  mostAttempts: z.number().int().min(1),
  /** Rows of each kind that one sweep takes. */
  mostRows: z.number().int().min(1).max(1_000),
  sources: z.record(z.string(), z.string()),
});
export type Sweep = z.infer<typeof Sweep>;

/** Version 1. */
export const sweep1: Sweep = {
  unsentAfterSeconds: 60,
  orphanAfterSeconds: 900,
  unstartedAfterSeconds: 300,
  mostAttempts: 200,
  mostRows: 200,
  sources: {
    unsentAfterSeconds: '[D]',
    orphanAfterSeconds: '[D]',
    unstartedAfterSeconds: '[D]',
    mostAttempts: '[D]',
    mostRows: '[D]',
  },
};
