/** `npm run churn:truth`: whether the product measures of acting on alerts what is true, in banks of which it is declared. */
import { CannotBeDone, command, WrongUse, wholeNumber } from '../../shared/platform/command-line.ts';
import { measuredEffect, upliftOf } from './churn-truth-bank.ts';

/** Share of banks whose interval must hold the truth. */
const COVERED = 0.95;

/** One bank: what was measured of it. */
export interface Trial {
  readonly seed: number;
  readonly treated: number;
  readonly control: number;
  readonly uplift: number;
  readonly low: number;
  readonly high: number;
  readonly covers: boolean;
}

/** All banks of one truth. */
export interface TruthFound {
  readonly effect: number;
  readonly alerts: number;
  /** The true uplift: the share of the control that leaves less that of the treated. */
  readonly truth: number;
  readonly trials: readonly Trial[];
  readonly covered: number;
  /** Banks that have to be covered. */
  readonly least: number;
}

/** Measures so many banks; seeds count from 1. */
export function truthFound(its: { seeds: number; effect: number; alerts: number }): TruthFound {
  const { seeds, effect, alerts } = its;
  const truth = upliftOf('all', effect);
  const trials = Array.from({ length: seeds }, (_, at): Trial => {
    const seed = at + 1;
    const all = measuredEffect({ seed, effect, alerts }).find(({ band }) => band === 'all');
    if (all === undefined || all.uplift.few)
      throw new CannotBeDone(
        `Of ${alerts} alerts too few were left to chance (${all?.control.of ?? 0}); --alerts must be more.`,
      );
    const { value: uplift, low, high } = all.uplift.value;
    const arms = { treated: all.treated.of, control: all.control.of };
    return { seed, ...arms, uplift, low, high, covers: low <= truth && truth <= high };
  });
  const covered = trials.filter(({ covers }) => covers).length;
  return { effect, alerts, truth, trials, covered, least: Math.floor(seeds * COVERED) };
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`.padStart(7);

/** The banks in lines. */
export const printedTruth = ({ effect, alerts, truth, trials, covered, least }: TruthFound): string =>
  [
    `Acting keeps ${percent(effect).trim()} of those who would leave, more or less of them by band: true uplift ${percent(truth).trim()}; ${alerts} alerts a bank.`,
    '',
    'bank  treated  control   uplift   interval of 95 %    true uplift inside',
    ...trials.map(
      ({ seed, treated, control, uplift, low, high, covers }) =>
        `${String(seed).padStart(4)}  ${String(treated).padStart(7)}  ${String(control).padStart(7)}  ${percent(uplift)}  ${percent(low)} to ${percent(high)}  ${covers ? 'yes' : 'no'}`,
    ),
    '',
    `${covered} of ${trials.length} intervals hold the truth; at least ${least} must.`,
  ].join('\n');

const USAGE = `npm run churn:truth -- [--seeds N] [--effect E] [--alerts N] [--json]

  --seeds N    banks that are measured, by the seeds 1 to N (20)
  --effect E   share of those who would leave whom acting keeps, 0 to 0.9 (0.25); each band has a factor of its own on it
  --alerts N   alerts of a bank whose watch is over (4000)
  --json       one line of JSON
  --help       print this

Ends with 1 where fewer than 19 of 20 intervals hold the truth.`;

await command(import.meta, {
  usage: USAGE,
  options: {
    seeds: { type: 'string', default: '20' },
    effect: { type: 'string', default: '0.25' },
    alerts: { type: 'string', default: '4000' },
    json: { type: 'boolean', default: false },
  },
  run({ seeds, effect: text, alerts, json }) {
    const effect = Number(text);
    if (!/^\d*\.?\d+$/.test(text) || effect > 0.9)
      throw new WrongUse(`--effect is '${text}'; it must be a share from 0 to 0.9.`);
    const found = truthFound({
      seeds: wholeNumber('--seeds', seeds, 1, 1_000),
      effect,
      alerts: wholeNumber('--alerts', alerts, 100, 100_000),
    });
    console.log(json ? JSON.stringify(found) : printedTruth(found));
    if (found.covered < found.least) process.exitCode = 1;
  },
});
