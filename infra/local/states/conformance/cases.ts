/** Cases of what AWS was recorded to do, as the shared conformance folder keeps them. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
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

/** An entry of a file that is no case. */
export interface Unreadable {
  id: string;
  area: string;
  /** What is wrong with it, in one line. */
  unreadable: string;
}

/** There is nothing that could be replayed; the message names the folder or the file, and what is wrong with it. */
export class NoCases extends Error {
  override readonly name = 'NoCases';
}

/** Reads every entry of a folder: cases, and what stands among them that is none. */
export function readCases(folder: string): (Case | Unreadable)[] {
  const inside = join(folder, 'cases');
  const place = existsSync(inside) ? inside : folder;
  if (!existsSync(place)) throw new NoCases(`there is no folder ${folder} with recorded cases.`);
  if (!statSync(place).isDirectory()) {
    throw new NoCases(`${place} is a file; give the folder that holds .json files with cases.`);
  }
  const files = readdirSync(place)
    .filter((file) => file.endsWith('.json'))
    .sort();
  if (files.length === 0) throw new NoCases(`the folder ${place} holds no .json file with cases.`);
  return files.flatMap((file) => entriesOf(join(place, file)).map((entry, at) => caseOf(entry, file, at)));
}

function entriesOf(file: string): unknown[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new NoCases(`${file} is not JSON (${(cause as Error).message}).`, { cause });
  }
  if (Array.isArray(content)) return content;
  throw new NoCases(`${file} holds no list; it must be a JSON array of cases.`);
}

function caseOf(entry: unknown, file: string, at: number): Case | Unreadable {
  const parsed = Case.safeParse(entry);
  if (parsed.success) return parsed.data;
  const { id, area } = (entry ?? {}) as { id?: unknown; area?: unknown };
  const reasons = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`);
  return {
    id: typeof id === 'string' ? id : `${file}[${at}]`,
    area: typeof area === 'string' ? area : 'unreadable',
    unreadable: `${file}[${at}] is no case (${reasons.join('; ')})`,
  };
}
