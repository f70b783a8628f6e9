/** `npm run bench:scoring`: how long a night takes in which everybody is scored, and one in which nothing is new. */
import { command, wholeNumber } from '../../shared/platform/command-line.ts';
import { measured, type Night, type ScoredBank } from './scoring-store.ts';

const grouped = (value: number, digits = 0): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const line = (name: string, { scored, raised, held, parts, readUnits, writeUnits, ms }: Night): string => {
  const each = (units: number) => (scored === 0 ? '' : grouped(units / scored, 2));
  return row(
    name,
    grouped(scored),
    grouped(raised),
    grouped(held),
    grouped(ms / 1_000, 1),
    scored === 0 ? '' : grouped((scored * 1_000) / ms),
    each(readUnits),
    each(writeUnits),
    grouped(parts),
  );
};

/** The figures as the README has them. */
export const printed = ({ customers, rows, fillMs, night, quiet }: ScoredBank): string =>
  [
    `${grouped(customers)} customers with ${grouped(rows)} rows of what they did, written in ${grouped(fillMs / 1_000)} s.`,
    '',
    row(
      'night',
      'scored',
      'raised',
      'held',
      'seconds',
      'a second',
      'read units each',
      'write units each',
      'parts',
    ),
    row('---', '--:', '--:', '--:', '--:', '--:', '--:', '--:', '--:'),
    line('everybody is new', night),
    line('nothing is new', quiet),
  ].join('\n');

await command(import.meta, {
  usage: `npm run bench:scoring -- [--customers N] [--json]
  --customers N  customers of the bank; 100,000 unless said otherwise
  --json         print one line of JSON
  --help         print this
A hundred thousand customers take some 2 GB in the folder of temporary files.`,
  options: { customers: { type: 'string', default: '100000' }, json: { type: 'boolean', default: false } },
  async run({ customers, json }) {
    const found = await measured(wholeNumber('--customers', customers, 10, 2_000_000));
    console.log(json ? JSON.stringify(found) : printed(found));
  },
});
