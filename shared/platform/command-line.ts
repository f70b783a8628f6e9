/** Command lines of the product's own commands: read strictly, refused in one line, explained by `--help`. */
import { realpathSync } from 'node:fs';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** The command was called wrongly; the message says in one line what is wrong and what would be right. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}

/** The command was called rightly and could not do its work; the message says in one line what to do about it. */
export class CannotBeDone extends Error {
  override readonly name = 'CannotBeDone';
}

/** Values of the switches that a command takes. */
export type Values<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options }>
>['values'];

/** Reads words into switches; whatever is not one of them is refused by name. */
export const readOptions = <const Options extends ParseArgsOptionsConfig>(
  words: readonly string[],
  options: Options,
): Values<Options> => readWords(words, options, 0).values;

/** Reads words into switches and at most so many words beside them, such as the name of a file. */
export function readWords<const Options extends ParseArgsOptionsConfig>(
  words: readonly string[],
  options: Options,
  most: number,
): { values: Values<Options>; others: string[] } {
  try {
    const read = parseArgs({ args: [...words], strict: true, allowPositionals: most > 0, options });
    if (read.positionals.length > most) {
      throw new WrongUse(`Unexpected '${read.positionals[most]}'; only ${most} goes without a switch.`);
    }
    return { values: read.values as Values<Options>, others: read.positionals };
  } catch (cause) {
    const { code, message } = cause as Error & { code?: string };
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw cause;
    const known = Object.keys(options).filter((name) => name !== 'help');
    const right = [...known, 'help'].map((name) => `--${name}`).join(', ');
    // Node goes on with advice on positional arguments, which hardly any command takes.
    const [what] = message.split(/\. |\n/);
    throw new WrongUse(
      `${what?.replace(/\.$/, '')}; ${known.length === 0 ? 'the only switch is' : 'the switches are'} ${right}.`,
      { cause },
    );
  }
}

/** The whole number that was given for a switch. */
export function wholeNumber(flag: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new WrongUse(`${flag} is '${text}'; it must be a whole number from ${least} to ${most}.`);
}

/** Whether a module is what Node was started with. `import.meta.main` would need Node 24.2. */
export function isMain({ filename }: Pick<ImportMeta, 'filename'>): boolean {
  const [, script] = process.argv;
  try {
    return script !== undefined && realpathSync(script) === realpathSync(filename);
  } catch {
    // Node also starts what it resolves itself, e.g. a script without its ending; none of ours is started so.
    return false;
  }
}

/** A command as it is called from a shell. */
export interface Command<Options extends ParseArgsOptionsConfig> {
  /** How it is called and what its switches do, as `--help` and every refusal print it. */
  readonly usage: string;
  readonly options: Options;
  /** Most words that may stand beside the switches; none if absent. */
  readonly others?: number;
  /** Does the work; a WrongUse that it throws is told like any other wrong switch, and CannotBeDone in its one line. */
  run(values: Values<Options>, others: readonly string[]): Promise<void> | void;
}

/** Runs a command if its module is what Node was started with: 0 after `--help`, 2 after wrong use, 1 where it cannot be done. */
export async function command<const Options extends ParseArgsOptionsConfig>(
  meta: Pick<ImportMeta, 'filename'>,
  { usage, options, others: most = 0, run }: Command<Options>,
): Promise<void> {
  if (!isMain(meta)) return;
  const words = process.argv.slice(2);
  if (words.includes('--help')) {
    console.log(usage);
    return;
  }
  try {
    const { values, others } = readWords(words, options, most);
    await run(values, others);
  } catch (fault) {
    if (fault instanceof CannotBeDone) {
      console.error(fault.message);
      process.exitCode = 1;
      return;
    }
    if (!(fault instanceof WrongUse)) throw fault;
    console.error(`${fault.message}\n\n${usage}`);
    process.exitCode = 2;
  }
}
