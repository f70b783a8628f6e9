/** Command for operations: lists, shows and re-drives quarantined events by invoking the function that does it. */
import { readFileSync } from 'node:fs';
import { command, readOptions, type Values, WrongUse } from '../../shared/platform/command-line.ts';
import { type Answered, askFunction, unreached } from '../../shared/platform/operator.ts';

/** How the command is used. */
export const USAGE = `npm run redrive -- [what] [where]

what:
  --list [--code CODE] [--after INSTANT]
                                 what is held, with reasons (if nothing else is said); what the answer says as
                                 next is where the rest begins
  --show ID                      one event as it came, so that it can be mended
  --id ID [--event FILE]         takes one event in again; with FILE the mended event, JSON
  --all [--code CODE] [--after INSTANT]
                                 takes in again whatever is held, or what is held for one reason

where:
  --endpoint URL                 another endpoint than AWS's, e.g. http://127.0.0.1:4510
  --function NAME                Steward-RedriveQuarantine unless said otherwise

  --help                         print this`;

const OPTIONS = {
  list: { type: 'boolean' },
  show: { type: 'string' },
  id: { type: 'string' },
  event: { type: 'string' },
  all: { type: 'boolean' },
  code: { type: 'string' },
  after: { type: 'string' },
  endpoint: { type: 'string' },
  function: { type: 'string', default: 'Steward-RedriveQuarantine' },
} as const;

/** What the command line asks for. */
export interface Asked {
  readonly request: Record<string, unknown>;
  readonly endpoint: string | undefined;
  readonly functionName: string;
}

/** Reads the command line; an error says which part of it is wrong. */
export const askedBy = (words: readonly string[], read: (file: string) => string): Asked =>
  asked(readOptions(words, OPTIONS), read);

function asked(
  { list, show, id, event, all, code, after, endpoint, function: functionName }: Values<typeof OPTIONS>,
  read: (file: string) => string,
): Asked {
  const ways = [list && '--list', show && '--show', id && '--id', all && '--all'].filter(
    (way) => typeof way === 'string',
  );
  if (ways.length > 1) throw new WrongUse(`Only one of ${ways.join(', ')} at a time.`);
  if (event !== undefined && id === undefined)
    throw new WrongUse('--event goes with --id, which names the event it mends.');
  if (code !== undefined && (show ?? id) !== undefined)
    throw new WrongUse('--code goes with --list and --all.');
  if (after !== undefined && (show ?? id) !== undefined)
    throw new WrongUse('--after goes with --list and --all.');
  const request =
    id !== undefined
      ? { id, ...(event === undefined ? {} : { event: mended(event, read) }) }
      : show !== undefined
        ? { show: true, id: show }
        : { ...(all ? { all: true } : { list: true }), ...(code && { code }), ...(after && { after }) };
  return { request, endpoint, functionName };
}

/** The event in a file: itself, or what `--show` printed around it. */
function mended(file: string, read: (file: string) => string): unknown {
  let content: unknown;
  try {
    content = JSON.parse(read(file));
  } catch (error) {
    throw new WrongUse(`--event ${file}: must be a file with JSON in it.`, { cause: error });
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new WrongUse(`--event ${file}: must hold one event, a JSON object.`);
  }
  return 'event' in content && 'state' in content ? content.event : content;
}

/** What is printed, and the exit code: 1 if something failed or is still refused. */
export function outcomeOf({ failed, payload }: Answered): { text: string; code: 0 | 1 } {
  if (failed) {
    const { errorType = 'Failed', errorMessage = '' } = payload as Record<string, string | undefined>;
    return { text: `${errorType}: ${errorMessage}`, code: 1 };
  }
  const text = JSON.stringify(payload, null, 2);
  const { redriven = [], left = 0 } = payload as { redriven?: { way: string }[]; left?: number };
  const refused = redriven.some(({ way }) => way === 'REFUSED');
  return { text, code: refused || left > 0 ? 1 : 0 };
}

await command(import.meta, {
  usage: USAGE,
  options: OPTIONS,
  async run(values) {
    const wish = asked(values, (file) => readFileSync(file, 'utf8'));
    try {
      const { text, code } = outcomeOf(await askFunction(wish.functionName, wish.request, wish.endpoint));
      process.exitCode = code;
      console.log(text);
    } catch (fault) {
      const why = unreached(fault, wish.endpoint);
      if (why instanceof WrongUse) throw why;
      console.error(why.message);
      process.exitCode = 1;
    }
  },
});
