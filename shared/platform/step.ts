/** The frame of every function that is not a page: parsing, log, metrics, and faults with names. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { mismatchesOf } from '../contracts/mismatch.ts';
import { AnswerRefused, Fault, InputRefused, Unforeseen } from '../faults/faults.ts';
import { functionName } from './env.ts';
import { log, metrics, traceOf } from './telemetry.ts';

/** What a step learns about its own invocation. */
export interface StepContext {
  /** Milliseconds until Lambda ends the function. */
  remaining(): number;
}

const StepOptions = z.strictObject({
  /** What the log and the metrics call this step; the function's own name if absent. */
  name: z.string().min(1).optional(),
  /** Ids of the input that go into each log line of the invocation. */
  ids: z.custom<(input: never) => Record<string, string>>((value) => typeof value === 'function').optional(),
});

/** Options of a step; a wrong one is an error at start. */
export interface StepOptions<Input> {
  readonly name?: string;
  readonly ids?: (input: Input) => Record<string, string>;
}

/** A function that Lambda can run. */
export type StepHandler = (event: unknown, context?: Partial<Context>) => Promise<unknown>;

/**
 * Makes a handler of a piece of work: the event is parsed by `Input`, the answer checked by `Output`, and whatever
 * is thrown leaves as a named fault without any text that came from outside.
 */
export function step<Input extends z.ZodType, Output extends z.ZodType>(
  Input: Input,
  Output: Output,
  work: (input: z.output<Input>, context: StepContext) => Promise<z.input<Output>>,
  options: StepOptions<z.output<Input>> = {},
): StepHandler {
  StepOptions.parse(options);
  const handler = async (event: unknown, context: Partial<Context>): Promise<unknown> => {
    const parsed = Input.safeParse(event);
    if (!parsed.success) throw new InputRefused(mismatchesOf(parsed.error), { cause: parsed.error });
    if (options.ids) log.appendKeys(options.ids(parsed.data));
    const answer = await work(parsed.data, {
      remaining: () => context.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY,
    });
    const checked = Output.safeParse(answer);
    if (!checked.success) throw new AnswerRefused(mismatchesOf(checked.error), { cause: checked.error });
    return checked.data;
  };
  return framed(handler, options.name) as StepHandler;
}

/** What the frames of steps and pages share: keys of the log, and how an error is written down and leaves. */
export function framed(
  handler: (event: unknown, context: Partial<Context>) => Promise<unknown>,
  name = functionName() ?? 'steward',
): unknown {
  return middy(handler)
    .before(({ context }) => {
      log.resetKeys();
      log.appendKeys({ function: name, requestId: context.awsRequestId ?? 'none' });
    })
    .after(() => {
      metrics.addDimension('function', name);
      metrics.addMetric('done', MetricUnit.Count, 1);
      metrics.publishStoredMetrics();
    })
    .onError((request) => {
      const { error } = request;
      const fault =
        error instanceof Fault
          ? error
          : new Unforeseen(error instanceof Error ? error.name : typeof error, { cause: error });
      log[fault.passing ? 'warn' : 'error']('not done', { ...traceOf(fault) });
      metrics.addDimension('function', name);
      metrics.addDimension('fault', fault.name);
      // A metric may not have the name of a dimension.
      metrics.addMetric('faults', MetricUnit.Count, 1);
      metrics.publishStoredMetrics();
      request.error = fault;
    });
}
