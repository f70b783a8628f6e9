/** The shape of a JSONata state machine definition, field by field, as Amazon States Language has it. */
import * as z from 'zod';
import { expressionText } from './expressions.ts';
import type { Json } from './json.ts';

/** Longest time, in seconds, and largest count that a definition may name. */
const LARGEST = 99_999_999;

const json = z.custom<Json>((value) => value !== undefined, 'must be a JSON value');
const assign = z.record(z.string(), json);
const expression = z
  .string()
  .refine((text) => expressionText(text) !== undefined, 'must be a JSONata expression of the form {% … %}');
const seconds = z.int().min(1).max(LARGEST).or(expression);
const count = z.int().min(0).or(expression);

const common = { Comment: z.string().optional(), QueryLanguage: z.literal('JSONata').optional() };
const data = { Assign: assign.optional(), Output: json.optional() };
const transition = { Next: z.string().optional(), End: z.boolean().optional() };

const retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.int().min(1).max(LARGEST).optional(),
  MaxAttempts: z.int().min(0).max(LARGEST).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.int().min(1).max(31_622_400).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});
const catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  Next: z.string(),
  ...data,
});
const handling = { Retry: z.array(retrier).optional(), Catch: z.array(catcher).optional() };

const pass = z.strictObject({ Type: z.literal('Pass'), ...common, ...data, ...transition });
const task = z.strictObject({
  Type: z.literal('Task'),
  ...common,
  ...data,
  ...transition,
  ...handling,
  Resource: z.string(),
  Arguments: json.optional(),
  TimeoutSeconds: seconds.optional(),
  HeartbeatSeconds: seconds.optional(),
  Credentials: z.strictObject({ RoleArn: z.string() }).optional(),
});
const choiceRule = z.strictObject({
  Comment: z.string().optional(),
  Condition: expression.or(z.boolean()),
  Next: z.string(),
  ...data,
});
const choice = z.strictObject({
  Type: z.literal('Choice'),
  ...common,
  ...data,
  Choices: z.array(choiceRule).min(1),
  Default: z.string().optional(),
});
const wait = z.strictObject({
  Type: z.literal('Wait'),
  ...common,
  ...data,
  ...transition,
  Seconds: z.int().min(0).max(LARGEST).or(expression).optional(),
  Timestamp: z.string().optional(),
});
const succeed = z.strictObject({ Type: z.literal('Succeed'), ...common, Output: json.optional() });
const fail = z.strictObject({
  Type: z.literal('Fail'),
  ...common,
  Error: z.string().optional(),
  Cause: z.string().optional(),
});
const parallel = z.strictObject({
  Type: z.literal('Parallel'),
  ...common,
  ...data,
  ...transition,
  ...handling,
  Arguments: json.optional(),
  get Branches() {
    return z.array(container).min(1);
  },
});
const map = z.strictObject({
  Type: z.literal('Map'),
  ...common,
  ...data,
  ...transition,
  ...handling,
  Items: z.array(json).or(expression).optional(),
  ItemSelector: json.optional(),
  MaxConcurrency: count.optional(),
  ToleratedFailureCount: count.optional(),
  ToleratedFailurePercentage: z.number().min(0).max(100).or(expression).optional(),
  get ItemProcessor() {
    return processor.optional();
  },
  /** The older name of ItemProcessor. */
  get Iterator() {
    return processor.optional();
  },
});

const state = z.discriminatedUnion('Type', [pass, task, choice, wait, succeed, fail, parallel, map]);

const container = z.strictObject({
  Comment: z.string().optional(),
  StartAt: z.string(),
  get States(): z.ZodRecord<z.ZodString, typeof state> {
    return z.record(z.string(), state);
  },
});
const processor = container.extend({
  ProcessorConfig: z.strictObject({ Mode: z.literal('INLINE').optional() }).optional(),
});

/** A whole definition. */
export const Definition = container.extend({
  QueryLanguage: z.enum(['JSONata', 'JSONPath']).optional(),
  Version: z.string().optional(),
  TimeoutSeconds: z.int().min(1).max(LARGEST).optional(),
});

/** A whole definition. */
export type Definition = z.infer<typeof Definition>;

/** States that belong together: those of the machine, of a branch, or of an item processor. */
export type ContainerDefinition = z.infer<typeof container>;

/** One state as the definition has it. */
export type StateDefinition = z.infer<typeof state>;

/** One entry of a state's Retry. */
export type RetrierDefinition = z.infer<typeof retrier>;

/** One entry of a state's Catch. */
export type CatcherDefinition = z.infer<typeof catcher>;
