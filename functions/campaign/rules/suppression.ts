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

/**
 * Groups that may be shown beside the figure of all, by property. Hidden are those of fewer than `least`, and as many others as
 * it takes that neither such a group, nor what is left of a property, nor what one group has and another has not, nor whoever has
 * all properties alike, is a sum or difference of what is shown.
 */
export function showable<Property extends string>(
  rows: readonly Belongs<Property>[],
  properties: readonly Property[],
  least: number,
): Record<Property, ReadonlySet<string>> {
  const cells = cellsOf(rows, properties);
  const sizes = Float64Array.from(cells, (cell) => cell.length);
  const groups = properties.flatMap((property) => groupsOf(property, cells, sizes));
  let shown = groups.filter(({ of }) => of >= least);
  for (;;) {
    const betrayed = betrayedBy(shown, groups, sizes, least);
    if (betrayed === undefined) break;
    shown = shown.filter((group) => group !== betrayed);
  }
  const of = (property: Property) =>
    new Set(shown.filter((group) => group.property === property).map(({ key }) => key));
  return Object.fromEntries(properties.map((property) => [property, of(property)])) as Record<
    Property,
    ReadonlySet<string>
  >;
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

/** A group that has to be hidden because together with the others it gives away fewer than `least`; the smallest that does. */
function betrayedBy(
  shown: readonly Group[],
  groups: readonly Group[],
  sizes: Float64Array,
  least: number,
): Group | undefined {
  const all = sizes.map(() => 1);
  const smallest = (some: readonly Group[]) => some.toSorted((a, b) => a.of - b.of)[0];
  for (const property of new Set(groups.map((group) => group.property))) {
    const own = shown.filter((group) => group.property === property);
    const rest = own.reduce((left, { cells }) => left.map((holds, at) => holds - (cells[at] ?? 0)), all);
    if (isFew(sizeOf(rest, sizes), least) && own.length > 0) return smallest(own);
  }
  for (const outer of shown)
    for (const inner of shown) if (isFew(outer.of - inner.of, least) && isInside(inner, outer)) return inner;
  const basis = basisOf([all, ...shown.map(({ cells }) => cells)]);
  const small = groups.filter(({ of }) => of < least).map(({ cells }) => cells);
  const alike = [...sizes.keys()]
    .filter((at) => (sizes[at] ?? 0) < least)
    .map((at) => all.map((_, other) => (other === at ? 1 : 0)));
  const given = [...small, ...alike].find((vector) => isSpanned(vector, basis));
  if (given === undefined) return undefined;
  const touching = shown.filter(({ cells }) => cells.some((holds, at) => holds > 0 && (given[at] ?? 0) > 0));
  // What nothing shown touches is what is left of everything: then any of them gives it away.
  return smallest(touching) ?? smallest(shown);
}

const isFew = (of: number, least: number): boolean => of > 0 && of < least;

const isInside = (inner: Group, outer: Group): boolean =>
  inner !== outer && inner.cells.every((holds, at) => holds === 0 || (outer.cells[at] ?? 0) > 0);

/** Rows of an echelon form, with the place where each begins. */
type Basis = readonly { readonly at: number; readonly row: Float64Array }[];

function basisOf(vectors: readonly Float64Array[]): Basis {
  const basis: { at: number; row: Float64Array }[] = [];
  for (const vector of vectors) {
    const left = reduced(vector, basis);
    const at = left.findIndex((value) => Math.abs(value) > NOTHING);
    const lead = left[at];
    if (lead !== undefined) basis.push({ at, row: left.map((value) => value / lead) });
  }
  return basis;
}

function reduced(vector: Float64Array, basis: Basis): Float64Array {
  const left = Float64Array.from(vector);
  for (const { at, row } of basis) {
    const by = left[at] ?? 0;
    if (Math.abs(by) > NOTHING)
      for (const [place, value] of row.entries()) left[place] = (left[place] ?? 0) - by * value;
  }
  return left;
}

const isSpanned = (vector: Float64Array, basis: Basis): boolean =>
  reduced(vector, basis).every((value) => Math.abs(value) <= NOTHING);
