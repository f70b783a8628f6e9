/** The planner of visits: how many a day bears, and how fast they are started. */
import * as z from 'zod';

/** How visits are placed on days and started. */
export const Planner = z.strictObject({
  /** Visits by a person that a relationship manager is given for a day, at most. */
  visitsPerDay: z.number().int().min(1).max(100),
  /** Working days around a full day that are looked at for one with room. */
  daysAround: z.number().int().min(0).max(30),
  /** Rows that one batch of the nightly plan works through. */
  rowsPerBatch: z.number().int().min(1).max(5_000),
  /** Starts of executions: how many at once, and how many a second after that. */
  starts: z.strictObject({
    burst: z.number().int().min(1).max(100_000),
    perSecond: z.number().int().min(1).max(100_000),
  }),
  /** Days after a complaint was closed on which its customer is called. */
  followUpAfterComplaintDays: z.number().int().min(1).max(366),
  /** Days after a visit by which what was promised in it must be settled. */
  mostPromiseDays: z.number().int().min(1).max(366),
  /** Days after which a signal of a visit is forgotten. */
  signalDays: z.number().int().min(1).max(3_660),
  sources: z.record(z.string(), z.string()),
});
export type Planner = z.infer<typeof Planner>;

/** Version 1. */
export const planner1: Planner = {
  visitsPerDay: 6,
  daysAround: 5,
  rowsPerBatch: 500,
  starts: { burst: 1_300, perSecond: 300 },
  followUpAfterComplaintDays: 14,
  mostPromiseDays: 30,
  signalDays: 180,
  sources: {
    visitsPerDay: 'handbook R003, R038: capacity by value; the number is [D]',
    daysAround: '[D]',
    rowsPerBatch: '[D]',
    starts:
      'https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html: StartExecution, standard workflows, bucket 1,300 and refill 300 a second in the larger regions',
    followUpAfterComplaintDays: '[D]',
    mostPromiseDays: '[D]',
    signalDays: '[D]',
  },
};
