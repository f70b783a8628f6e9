/** `npm run bench:planner`: what it costs to plan a day, by the index beside a table scan, and how fast visits start. */
import { command, wholeNumber } from '../../shared/platform/command-line.ts';
import { planner1 } from '../../shared/policy/planner.ts';
import { type Delays, PUBLISHED, type Shaped, started } from './planner-starts.ts';
import { DUE_PERCENT, measured, type Size } from './planner-store.ts';

/** Customers of the three banks that the figures in the README are of. */
const SIZES = [10_000, 100_000, 1_000_000];

/** A call of StartExecution, and the way from one batch to the next [D]. */
const DELAYS: Delays = { startMs: 25, batchMs: 100 };

/** A way of starting visits, and what came of it. */
export interface Way extends Shaped {
  readonly name: string;
}

/** What a run found. */
export interface Found {
  readonly sizes: readonly Size[];
  readonly published: typeof PUBLISHED;
  readonly delays: Delays;
  readonly ways: readonly Way[];
  readonly peakMegabytes: number;
  readonly seconds: number;
}

/** Starts that are shaped: what is due of a million customers. */
const STARTS = (1_000_000 * DUE_PERCENT) / 100;

/** Plans a day for banks of these sizes, and shapes the starts of a night. */
export async function bench(customers: readonly number[]): Promise<Found> {
  const began = performance.now();
  const sizes = await measured(customers);
  const unbounded = { burst: 100_000, perSecond: 100_000 };
  const ways: Way[] = [
    { name: 'shaped, calls that take no time', ...(await started(STARTS, { startMs: 0, batchMs: 0 })) },
    {
      name: `shaped, ${DELAYS.startMs} ms a call, ${DELAYS.batchMs} ms between batches`,
      ...(await started(STARTS, DELAYS)),
    },
    { name: 'not shaped, calls likewise', ...(await started(STARTS, DELAYS, unbounded)) },
  ];
  return {
    sizes,
    published: PUBLISHED,
    delays: DELAYS,
    ways,
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1_024),
    seconds: Math.round((performance.now() - began) / 1_000),
  };
}

const grouped = (value: number, digits = 0): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

const times = (more: number, less: number): string => `${grouped(more / less)} times`;

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** The figures as the README has them. */
export function printed({ sizes, ways, published, peakMegabytes, seconds }: Found): string {
  const ideal = `${grouped(published.burst)} at once and ${published.perSecond} a second`;
  return [
    row(
      'customers',
      'due',
      'stored',
      'read units by index',
      'by scan',
      'scan / index',
      'ms by index',
      'by scan',
      'scan / index',
    ),
    row('--:', '--:', '--:', '--:', '--:', '--:', '--:', '--:', '--:'),
    ...sizes.map(({ customers, bytes, index, scan }) =>
      row(
        grouped(customers),
        grouped(index.due),
        `${grouped(bytes / 1e6, 1)} MB`,
        grouped(index.readUnits, 1),
        grouped(scan.readUnits, 1),
        times(scan.readUnits, index.readUnits),
        grouped(index.ms),
        grouped(scan.ms),
        times(scan.ms, index.ms),
      ),
    ),
    '',
    row('customers', 'visits started', 'read units each', 'write units each', 'ms each'),
    row('--:', '--:', '--:', '--:', '--:'),
    ...sizes.map(({ customers, starting: { visits, readUnits, writeUnits, ms } }) =>
      row(
        grouped(customers),
        grouped(visits),
        grouped(readUnits / visits, 2),
        grouped(writeUnits / visits, 2),
        grouped(ms / visits, 2),
      ),
    ),
    '',
    row('starts', `against ${ideal}`, 'seconds', 'ideal', 'ratio', 'refused'),
    row('--:', '---', '--:', '--:', '--:', '--:'),
    ...ways.map(({ starts, name, seconds: took, idealSeconds, ratio, refused }) =>
      row(
        grouped(starts),
        name,
        grouped(took, 2),
        grouped(idealSeconds, 2),
        refused > 0 ? '' : grouped(ratio, 3),
        grouped(refused),
      ),
    ),
    '',
    `Limits: ${published.page}. ${DUE_PERCENT} % due. Policy: ${planner1.starts.burst}, ${planner1.starts.perSecond} a second. ${seconds} s, at most ${grouped(peakMegabytes)} MB.`,
  ].join('\n');
}

await command(import.meta, {
  usage: `npm run bench:planner -- [--customers N] [--json]
  --customers N  customers of one bank; ${SIZES.map((size) => grouped(size)).join(', ')} one after the other unless said otherwise
  --json         print one line of JSON
  --help         print this
A million customers take some 2 GB in the folder of temporary files.`,
  options: { customers: { type: 'string' }, json: { type: 'boolean', default: false } },
  async run({ customers, json }) {
    // No visit is due in a bank of a few dozen.
    const sizes = customers === undefined ? SIZES : [wholeNumber('--customers', customers, 1_000, 2_000_000)];
    const found = await bench(sizes);
    console.log(json ? JSON.stringify(found) : printed(found));
  },
});
