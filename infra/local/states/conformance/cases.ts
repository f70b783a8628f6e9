/** Cases of what AWS was recorded to do, as the shared conformance folder keeps them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const lambda = z.object({
  kind: z.literal('lambda'),
  name: z.string(),
  arn: z.string(),
  returns: z
    .union([
      z.literal('echo-event'),
      z.strictObject({ value: z.json() }),
      z.strictObject({ rawJson: z.string() }),
      z.strictObject({ repeat: z.string(), count: z.number() }),
    ])
    .optional(),
  throws: z
    .strictObject({
      errorType: z.string(),
      errorMessage: z.string(),
      stackTrace: z.array(z.string()).default([]),
    })
    .optional(),
  delaySeconds: z.number().default(0),
});
const queue = z.object({ kind: z.literal('sqs-queue'), name: z.string(), url: z.string() });
const queueWorker = z.object({
  kind: z.literal('sqs-callback'),
  queueUrl: z.string(),
  action: z.enum(['success', 'failure', 'heartbeat-then-success']),
  pollEverySeconds: z.number().default(1),
  heartbeatAfterSeconds: z.number().default(0),
  error: z.string().optional(),
  cause: z.string().optional(),
});
const tokenClient = z.object({
  kind: z.literal('task-token-client'),
  perToken: z.array(
    z.object({
      op: z.enum(['heartbeat', 'success', 'failure']),
      times: z.number().default(1),
      output: z.string().optional(),
      error: z.string().optional(),
      cause: z.string().optional(),
    }),
  ),
});
const machine = z.object({
  kind: z.literal('state-machine'),
  arn: z.string(),
  type: z.string().optional(),
  definition: z.json(),
});
const table = z.object({ kind: z.literal('dynamodb-table'), name: z.string(), partitionKey: z.string() });
const stop = z.object({
  kind: z.literal('stop-execution'),
  error: z.string().optional(),
  cause: z.string().optional(),
});

/** What a case needs around it, where the replay knows how to play it. */
export const Resource = z.discriminatedUnion('kind', [
  lambda,
  queue,
  queueWorker,
  tokenClient,
  machine,
  table,
  stop,
]);
export type Resource = z.infer<typeof Resource>;

const event = z.looseObject({ id: z.number(), prev: z.number(), type: z.string() });

const Case = z.looseObject({
  id: z.string(),
  area: z.string(),
  kind: z.string().default('execution'),
  queryLanguage: z.string().optional(),
  type: z.string().default('STANDARD'),
  definition: z.json(),
  input: z.json().optional(),
  resources: z.array(z.looseObject({ kind: z.string() })).default([]),
  execution: z
    .looseObject({
      stateMachineName: z.string().optional(),
      name: z.string().optional(),
      roleArn: z.string().optional(),
    })
    .default({}),
  placeholders: z.array(z.string()).default([]),
  eventOrder: z.string().optional(),
  expected: z.looseObject({
    status: z.string(),
    output: z.json().optional(),
    outputRecorded: z.boolean().default(true),
    error: z.string().optional(),
    cause: z.json().optional(),
    events: z.array(z.string()).optional(),
    eventDetails: z.array(event).optional(),
  }),
});

/** One recorded case. */
export type Case = z.infer<typeof Case>;

/** Reads every case of a folder; throws a plain explanation when it holds none or one that cannot be read. */
export function readCases(folder: string): Case[] {
  const inside = join(folder, 'cases');
  const place = existsSync(inside) ? inside : folder;
  if (!existsSync(place)) throw new Error(`There is no folder ${folder} with recorded cases.`);
  const files = readdirSync(place)
    .filter((file) => file.endsWith('.json'))
    .sort();
  if (files.length === 0) throw new Error(`The folder ${place} holds no .json file with cases.`);
  return files.flatMap((file) => {
    const parsed = z.array(Case).safeParse(JSON.parse(readFileSync(join(place, file), 'utf8')));
    if (parsed.success) return parsed.data;
    throw new Error(`${join(place, file)} does not hold cases: ${z.prettifyError(parsed.error)}`);
  });
}
