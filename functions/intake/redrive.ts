/** Command for operations: lists, shows and re-drives quarantined events by invoking the function that does it. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

/** How the command is used. */
export const USAGE = `npm run redrive -- [what] [where]

what:
  --list [--code CODE]           what is held, with reasons (if nothing else is said)
  --show ID                      one event as it came, so that it can be mended
  --id ID [--event FILE]         takes one event in again; with FILE the mended event, JSON
  --all [--code CODE]            takes in again whatever is held, or what is held for one reason

where:
  --endpoint URL                 another endpoint than AWS's, e.g. http://127.0.0.1:4510
  --function NAME                Steward-RedriveQuarantine unless said otherwise
`;

/** A mistake in the command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What the command line asks for. */
export interface Asked {
  readonly request: Record<string, unknown>;
  readonly endpoint: string | undefined;
  readonly functionName: string;
}

/** Reads the command line; an error says which part of it is wrong. */
export function askedBy(words: readonly string[], read: (file: string) => string): Asked {
  const { list, show, id, event, all, code, endpoint, function: functionName } = optionsIn(words);
  const ways = [list && '--list', show && '--show', id && '--id', all && '--all'].filter(
    (way) => typeof way === 'string',
  );
  if (ways.length > 1) throw new UsageError(`Only one of ${ways.join(', ')} at a time.`);
  if (event !== undefined && id === undefined)
    throw new UsageError('--event goes with --id, which names the event it mends.');
  if (code !== undefined && (show ?? id) !== undefined)
    throw new UsageError('--code goes with --list and --all.');
  const request =
    id !== undefined
      ? { id, ...(event === undefined ? {} : { event: mended(event, read) }) }
      : show !== undefined
        ? { show: true, id: show }
        : { ...(all ? { all: true } : { list: true }), ...(code === undefined ? {} : { code }) };
  return { request, endpoint, functionName };
}

function optionsIn(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        list: { type: 'boolean' },
        show: { type: 'string' },
        id: { type: 'string' },
        event: { type: 'string' },
        all: { type: 'boolean' },
        code: { type: 'string' },
        endpoint: { type: 'string' },
        function: { type: 'string', default: 'Steward-RedriveQuarantine' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The event in a file: itself, or what `--show` printed around it. */
function mended(file: string, read: (file: string) => string): unknown {
  let content: unknown;
  try {
    content = JSON.parse(read(file));
  } catch (error) {
    throw new UsageError(`--event ${file}: must be a file with JSON in it.`, { cause: error });
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new UsageError(`--event ${file}: must hold one event, a JSON object.`);
  }
  return 'event' in content && 'state' in content ? content.event : content;
}

/** What the function answered. */
export interface Answered {
  readonly failed: boolean;
  readonly payload: unknown;
}

/** What is printed, and the exit code: 1 if something failed or is still refused. */
export function outcomeOf({ failed, payload }: Answered): { text: string; code: 0 | 1 } {
  const text = JSON.stringify(payload, null, 2);
  if (failed) return { text, code: 1 };
  const { redriven = [], left = 0 } = payload as { redriven?: { way: string }[]; left?: number };
  const refused = redriven.some(({ way }) => way === 'REFUSED');
  return { text, code: refused || left > 0 ? 1 : 0 };
}

async function ask({ request, endpoint, functionName }: Asked): Promise<Answered> {
  const signsItself = process.env.AWS_ACCESS_KEY_ID !== undefined || process.env.AWS_PROFILE !== undefined;
  const lambda = new LambdaClient({
    ...(endpoint === undefined ? {} : { endpoint, region: process.env.AWS_REGION ?? 'us-east-1' }),
    // An endpoint that was named by hand need not know AWS's credentials.
    ...(endpoint === undefined || signsItself
      ? {}
      : { credentials: { accessKeyId: 'none', secretAccessKey: 'none' } }),
  });
  const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(request) });
  const { FunctionError, Payload } = await lambda.send(command);
  return { failed: FunctionError !== undefined, payload: JSON.parse(new TextDecoder().decode(Payload)) };
}

if (import.meta.main) {
  try {
    const { text, code } = outcomeOf(
      await ask(askedBy(process.argv.slice(2), (file) => readFileSync(file, 'utf8'))),
    );
    console.log(text);
    process.exitCode = code;
  } catch (error) {
    const usage = error instanceof UsageError;
    console.error(
      `${error instanceof Error ? error.message || error.name : error}${usage ? `\n\n${USAGE}` : ''}`,
    );
    process.exitCode = usage ? 2 : 1;
  }
}
