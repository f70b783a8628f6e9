/** Which groups of a report may be shown, so that no figure of a smaller one can be reckoned out of them (R025, R028). */

/** To which group an answer belongs, by property; absent where it belongs to none. */
export type Belongs<Property extends string> = Readonly<Partial<Record<Property, string>>>;

interface Group {
  readonly key: string;
  readonly property: string;
  /** Of each cell 1 where it is in the group, 0 where it is not. */
  readonly cells: Float64Array;
  readonly of: number;
}

/** Rounding of sums of ones. */
const NOTHING = 1e-9;

/** What may be shown. */
export interface Showable<Property extends string> {
  /** Whether the group of this property and key is shown. */
  has(property: Property, key: string): boolean;
}

/**
 * Groups that may be shown beside the figure of all, by property. Hidden are those of fewer than `least`, and as many others as
 * it takes that neither such a group, nor what is left of a property, nor any few people of up to four kinds, where people of a
 * kind have all properties alike, is a sum or difference of what is shown.
 */
export function showable<Property extends string>(
  rows: readonly Belongs<Property>[],
  properties: readonly Property[],
  least: number,
): Showable<Property> {
  const cells = cellsOf(rows, properties);
  const sizes = Float64Array.from(cells, (cell) => cell.length);
  const groups = properties.flatMap((property) => groupsOf(property, cells, sizes));
  let shown = groups.filter(({ of }) => of >= least);
  for (;;) {
    const betrayed = betrayedBy(shown, groups, sizes, least);
    if (betrayed === undefined) break;
    shown = shown.filter((group) => group !== betrayed);
  }
  const keys = Map.groupBy(shown, ({ property }) => property);
  return {
    has: (property, key) => keys.get(property)?.some((group) => group.key === key) === true,
  };
}

/** Rows that have all properties alike. */
function cellsOf<Property extends string>(
  rows: readonly Belongs<Property>[],
  properties: readonly Property[],
): (readonly Belongs<Property>[])[] {
  return [...Map.groupBy(rows, (row) => JSON.stringify(properties.map((one) => row[one] ?? null))).values()];
}

function groupsOf<Property extends string>(
  property: Property,
  cells: readonly (readonly Belongs<Property>[])[],
  sizes: Float64Array,
): Group[] {
  const keyOf = (at: number) => cells[at]?.[0]?.[property];
  const keys = new Set(cells.flatMap((_, at) => keyOf(at) ?? []));
  return [...keys].map((key) => {
    const inside = sizes.map((_, at) => (keyOf(at) === key ? 1 : 0));
    return { key, property, cells: inside, of: sizeOf(inside, sizes) };
  });
}

/** Answers that a sum of cells holds. */
const sizeOf = (cells: Float64Array, sizes: Float64Array): number =>
  cells.reduce((all, holds, at) => all + holds * (sizes[at] ?? 0), 0);

/** A group that has to be hidden because together with the others it gives away fewer than `least`. */
function betrayedBy(
  shown: readonly Group[],
  groups: readonly Group[],
  sizes: Float64Array,
  least: number,
): Group | undefined {
  const all = sizes.map(() => 1);
  for (const property of new Set(groups.map((group) => group.property))) {
    const own = shown.filter((group) => group.property === property);
    const rest = own.reduce((left, { cells }) => left.map((holds, at) => holds - (cells[at] ?? 0)), all);
    if (isFew(sizeOf(rest, sizes), least) && own.length > 0) return smallest(own);
  }
  const basis = basisOf([all, ...shown.map(({ cells }) => cells)]);
  const small = groups.filter(({ of }) => of < least).map(({ cells }) => cells);
  const given = small.find((vector) => isSpanned(vector, basis)) ?? fewSpanned(sizes, basis, least);
  if (given === undefined) return undefined;
  const { parts } = reduced(given, basis);
  return smallest(shown.filter((_, at) => Math.abs(parts[at + 1] ?? 0) > NOTHING));
}

const smallest = (some: readonly Group[]): Group | undefined => some.toSorted((a, b) => a.of - b.of)[0];

/** One or two cells that hold few answers, and what of them no combination of what is shown says, as one number. */
interface Few {
  readonly cells: readonly number[];
  readonly of: number;
  readonly unsaid: number;
}

/**
 * Up to four cells that together hold few answers, and that what is shown says all the same: what is unsaid of them cancels out.
 * Found like the two halves of a sum, since to look at every four of some hundred cells takes too long.
 */
function fewSpanned(sizes: Float64Array, basis: Basis, least: number): Float64Array | undefined {
  const single: Few[] = [...sizes.keys()]
    .filter((at) => isFew(sizes[at] ?? 0, least))
    .map((at) => ({
      cells: [at],
      of: sizes[at] ?? 0,
      unsaid: reduced(vectorOf([at], sizes), basis).left.reduce(
        (sum, value, place) => sum + value * mixer(place),
        0,
      ),
    }));
  const double = single.flatMap((one, at) =>
    single.slice(at + 1).flatMap((other) => {
      const of = one.of + other.of;
      if (!isFew(of, least)) return [];
      return [{ cells: [...one.cells, ...other.cells], of, unsaid: one.unsaid + other.unsaid }];
    }),
  );
  const halves = [{ cells: [], of: 0, unsaid: 0 }, ...single, ...double].toSorted(
    (a, b) => a.unsaid - b.unsaid,
  );
  let until = halves.length - 1;
  for (const half of halves) {
    while (until >= 0 && half.unsaid + (halves[until]?.unsaid ?? 0) > NOTHING) until--;
    for (let at = until; at >= 0; at--) {
      const other = halves[at];
      if (other === undefined || half.unsaid + other.unsaid < -NOTHING) break;
      const both = new Set([...half.cells, ...other.cells]);
      if (both.size < half.cells.length + other.cells.length || !isFew(half.of + other.of, least)) continue;
      const vector = vectorOf([...both], sizes);
      if (isSpanned(vector, basis)) return vector;
    }
  }
  return undefined;
}

const vectorOf = (cells: readonly number[], sizes: Float64Array): Float64Array =>
  sizes.map((_, at) => (cells.includes(at) ? 1 : 0));

/** A factor for each place, 1 to 2, so that what is not nothing hardly ever sums up to nothing. */
const mixer = (place: number): number => {
  const mixed = Math.sin((place + 1) * 12.9898) * 43_758.5453;
  return 1 + mixed - Math.floor(mixed);
};

const isFew = (of: number, least: number): boolean => of > 0 && of < least;

/** What is left of a vector, and how much of each published one was taken from it. */
interface Reduced {
  readonly left: Float64Array;
  readonly parts: Float64Array;
}

/** Rows of an echelon form, with the place where each begins, out of so many published vectors. */
interface Basis {
  readonly of: number;
  readonly rows: readonly (Reduced & { readonly at: number })[];
}

function basisOf(vectors: readonly Float64Array[]): Basis {
  const rows: (Reduced & { at: number })[] = [];
  for (const [its, vector] of vectors.entries()) {
    const { left, parts } = reduced(vector, { of: vectors.length, rows });
    const at = left.findIndex((value) => Math.abs(value) > NOTHING);
    const lead = left[at];
    if (lead === undefined) continue;
    const own = parts.map((part, place) => (place === its ? 1 : 0) - part);
    rows.push({ at, left: left.map((value) => value / lead), parts: own.map((part) => part / lead) });
  }
  return { of: vectors.length, rows };
}

function reduced(vector: Float64Array, { of, rows }: Basis): Reduced {
  const left = Float64Array.from(vector);
  const parts = new Float64Array(of);
  for (const row of rows) {
    const by = left[row.at] ?? 0;
    if (Math.abs(by) <= NOTHING) continue;
    for (const [place, value] of row.left.entries()) left[place] = (left[place] ?? 0) - by * value;
    for (const [place, part] of row.parts.entries()) parts[place] = (parts[place] ?? 0) + by * part;
  }
  return { left, parts };
}

const isSpanned = (vector: Float64Array, basis: Basis): boolean =>
  reduced(vector, basis).left.every((value) => Math.abs(value) <= NOTHING);
