/** The command line of `npm start`. */
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readOptions, WrongUse, wholeNumber } from '../../shared/platform/command-line.ts';
import type { Wanted } from './story/chronicle.ts';
import { parts } from './story/event-words.ts';

/** What can be said after `npm start --`. */
export interface Flags {
  /** Begins anew: erases the data folder first. */
  fresh: boolean;
  /** Plays the first complaint, and the months after it, in a new data folder. */
  play: boolean;
  /** Days that the town is played after the first complaint. */
  days: number;
  /** Customers of the town; so many that every circumstance has one where absent. */
  customers?: number;
  /** File of inbound events that is played instead of the first complaint. */
  events?: string;
  /** Ends after the story instead of staying up. */
  exit: boolean;
  /** Prints one line of JSON at the end. */
  json: boolean;
  /** Prints what was declared of those who may leave beside what was measured of them. */
  truth: boolean;
  /** What is told of the months: parts of the story, or numbers of customers and cases. */
  tell: Wanted;
  /** Seed of everything that is drawn in the story. */
  seed: number;
  data: string;
  /** First of four ports in a row. */
  port?: number;
  /** Assembly to run; the app is synthesized into `cdk.out` where none is given. */
  assembly?: string;
  /** Prints what the switches are, and does nothing else. */
  help: boolean;
}

/** What the switches are, as `--help` and every error of the command line say. */
export const HELP = `Flags of npm start --
  --fresh         begin anew: erase the data folder first
  --no-play       play nothing
  --days N        days of a whole town that follow the first complaint (200); 0 plays the complaint alone
  --customers N   customers of that town (60)
  --events FILE   play these inbound events instead: JSON Lines, or a CSV of the CFPB complaint database
  --exit          end after the story, with code 0
  --json          print one line of JSON at the end
  --truth         print what was declared of customers who may leave, and what was measured of them
  --tell WHAT     tell more of the months: complaints, visits, alerts, surveys, improvements, contacts, tasks,
                  everything, or numbers such as C2001; several with commas between them
  --seed N        seed of everything that is drawn in what is played (1)
  --data DIR      data folder (.steward)
  --port N        first of four ports in a row (4510, or the next that is free)
  --assembly DIR  run this synthesized assembly (the app is synthesized into cdk.out)
  --help          print this`;

/** Reads the command line; relative folders count from `root`. */
export function readFlags(args: readonly string[], root: string): Flags {
  const values = readOptions(args, {
    fresh: { type: 'boolean', default: false },
    'no-play': { type: 'boolean', default: false },
    days: { type: 'string', default: '200' },
    customers: { type: 'string' },
    events: { type: 'string' },
    exit: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    truth: { type: 'boolean', default: false },
    tell: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    data: { type: 'string', default: '.steward' },
    port: { type: 'string' },
    assembly: { type: 'string' },
    help: { type: 'boolean', default: false },
  });
  return {
    fresh: values.fresh,
    play: !values['no-play'],
    days: wholeNumber('--days', values.days, 0, 300),
    exit: values.exit,
    json: values.json,
    truth: values.truth,
    help: values.help,
    tell: wanted(values.tell),
    ...(values.customers === undefined
      ? {}
      : { customers: wholeNumber('--customers', values.customers, 60, 5_000) }),
    ...(values.events === undefined ? {} : { events: resolve(values.events) }),
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 32 - 1),
    data: resolve(root, values.data),
    ...(values.port === undefined ? {} : { port: wholeNumber('--port', values.port, 1, 65_532) }),
    ...(values.assembly === undefined ? {} : { assembly: resolve(root, values.assembly) }),
  };
}

/** Reads `--tell`. */
function wanted(text: string): Wanted {
  const known = [...parts, 'everything'] as const;
  const words = text.split(',').filter((word) => word !== '');
  const named = words.filter((word) => !/^[A-Z][A-Za-z0-9]*\d[A-Za-z0-9-]*$/.test(word));
  const unknown = named.find((word) => !(known as readonly string[]).includes(word));
  if (unknown !== undefined)
    throw new WrongUse(
      `--tell is '${unknown}'; it must be ${known.join(', ')}, or a number such as C2001 or K20260302-7Q4F2M9XKD.`,
    );
  return {
    parts: known.filter((part) => named.includes(part)),
    numbers: words.filter((word) => !named.includes(word)),
  };
}

/** Refuses folders that cannot be what they are given as, before anything is done in them. */
export function checkFolders({ data, assembly }: Pick<Flags, 'data' | 'assembly'>): void {
  if (existsSync(data) && !statSync(data).isDirectory()) {
    throw new WrongUse(`--data is '${data}', which is a file; it must be a folder, or a new name for one.`);
  }
  if (assembly === undefined || existsSync(join(assembly, 'manifest.json'))) return;
  throw new WrongUse(
    `--assembly is '${assembly}', which holds no manifest.json; it must be a folder that \`npm run synth\` wrote.`,
  );
}
