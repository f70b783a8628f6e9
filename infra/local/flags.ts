/** The command line of `npm start`. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What can be said after `npm start --`. */
export interface Flags {
  /** Begins anew: erases the data folder first. */
  fresh: boolean;
  /** Plays the first complaint in a new data folder. */
  play: boolean;
  /** Ends after the story instead of staying up. */
  exit: boolean;
  /** Prints one line of JSON at the end. */
  json: boolean;
  /** Seed of everything that is drawn in the story. */
  seed: number;
  data: string;
  /** First of four ports in a row. */
  port?: number;
  assembly: string;
  /** Prints what the switches are, and does nothing else. */
  help: boolean;
}

/** What the switches are, as `--help` and every error of the command line say. */
export const HELP = `Flags of npm start --
  --fresh         begin anew: erase the data folder first
  --no-play       do not play the first complaint
  --exit          end after the story, with code 0
  --json          print one line of JSON at the end
  --seed N        seed of everything that is drawn in the story (1)
  --data DIR      data folder (.steward)
  --port N        first of four ports in a row (4510, or the next that is free)
  --assembly DIR  synthesized assembly (cdk.out)
  --help          print this`;

/** The command line is wrong; the message says what would be right. */
export class WrongFlags extends Error {
  override readonly name = 'WrongFlags';
}

/** Reads the command line; relative folders count from `root`. */
export function readFlags(args: readonly string[], root: string): Flags {
  try {
    const { values } = parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        fresh: { type: 'boolean', default: false },
        'no-play': { type: 'boolean', default: false },
        exit: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        seed: { type: 'string', default: '1' },
        data: { type: 'string', default: '.steward' },
        port: { type: 'string' },
        assembly: { type: 'string', default: 'cdk.out' },
        help: { type: 'boolean', default: false },
      },
    });
    return {
      fresh: values.fresh,
      play: !values['no-play'],
      exit: values.exit,
      json: values.json,
      help: values.help,
      seed: wholeNumber('--seed', values.seed, 0, 2 ** 32 - 1),
      data: resolve(root, values.data),
      assembly: resolve(root, values.assembly),
      ...(values.port === undefined ? {} : { port: wholeNumber('--port', values.port, 1, 65_532) }),
    };
  } catch (cause) {
    const fault = cause as Error & { code?: string };
    if (!fault.code?.startsWith('ERR_PARSE_ARGS') && !(fault instanceof RangeError)) throw cause;
    throw new WrongFlags(`${fault.message}\n${HELP}`, { cause });
  }
}

function wholeNumber(flag: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new RangeError(`${flag} is '${text}'; it must be a whole number from ${least} to ${most}.`);
}
