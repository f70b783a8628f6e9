/** Figures of a trial: what was tried, what came of it, and whether that may be. */

/** One line of the report. */
export interface Figure {
  readonly attack: string;
  /** Who stood it: `Steward` or the name of a baseline. */
  readonly on: string;
  /** How often the attack fired; a run in which it never did is void. */
  readonly fired: number;
  /** How often it got what it may not get. */
  readonly got: number;
  /** What it would have got, e.g. `acted`. */
  readonly what: string;
  /** Set where everything there is was tried, so that nothing is left to be estimated. */
  readonly all?: true;
  readonly note?: string;
}

/** Something that must be true, with what was wrong about it; nothing wrong means it holds. */
export interface Invariant {
  readonly name: string;
  readonly wrong: readonly string[];
}

/** What one part of the trial found. */
export interface Part {
  readonly name: string;
  readonly figures: readonly Figure[];
  readonly invariants: readonly Invariant[];
  /** What was measured and is neither right nor wrong. */
  readonly notes?: readonly string[];
  readonly seconds: number;
}

/** Upper 95 % bound of a rate of which nothing was seen in `n` tries: the rule of three. */
export const boundOfZero = (n: number): number => Math.min(1, 3 / n);

const SHOWN = 3;

/** Runs a part and takes its time; one that cannot be run to its end is broken, for it has shown nothing. */
export async function part(name: string, run: () => Promise<Omit<Part, 'name' | 'seconds'>>): Promise<Part> {
  const began = performance.now();
  const found = await run().catch((fault: Error) => ({
    figures: [],
    invariants: [{ name: 'the part runs to its end', wrong: [fault.message] }],
  }));
  return { name, ...found, seconds: Math.round((performance.now() - began) / 100) / 10 };
}

/** Attacks that never fired; they prove nothing. */
export const voidOf = (parts: readonly Part[]): string[] =>
  parts.flatMap(({ name, figures }) =>
    figures
      .filter(({ fired }) => fired === 0)
      .map(({ attack, on }) => `${name}: ${attack} on ${on} never fired`),
  );

/** Invariants that do not hold, in words. */
export const brokenOf = (parts: readonly Part[]): string[] =>
  parts.flatMap(({ name, figures, invariants }) => [
    ...figures
      .filter(({ on, got }) => on === 'Steward' && got > 0)
      .map(({ attack, got, fired, what }) => `${name}: ${attack}: ${what} ${got} of ${fired}`),
    ...invariants.flatMap(({ name: invariant, wrong }) => [
      ...wrong.slice(0, SHOWN).map((what) => `${name}: ${invariant}: ${what}`),
      ...(wrong.length > SHOWN ? [`${name}: ${invariant}: and ${wrong.length - SHOWN} more`] : []),
    ]),
  ]);

const percent = (share: number): string => `${Number((share * 100).toPrecision(2))} %`;

/** What was got, beside its bound where it is nothing. */
const resultOf = ({ fired, got, what, all }: Figure): string => {
  if (got > 0 || fired === 0) return `${got}/${fired} ${what}`;
  return `0/${fired} ${what}, ${all ? 'all there are' : `95 % < ${percent(boundOfZero(fired))}`}`;
};

/** The report as a table. */
export function tableOf(parts: readonly Part[]): string {
  const rowOf = (figure: Figure): string[] => [
    `  ${figure.attack}`,
    figure.on,
    resultOf(figure),
    figure.note ?? '',
  ];
  const rows = parts.flatMap(({ figures }) => figures.map(rowOf));
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return parts
    .flatMap(({ name, figures, notes = [], seconds }) => [
      `${name} (${seconds} s)`,
      ...figures.map((figure) => line(rowOf(figure))),
      ...notes.map((note) => `  ${note}`),
    ])
    .join('\n');
}

/** The middle one of some numbers, e.g. of times. */
export const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
