/** Writes transactions and ratings as the days of customers, one write a customer and day. */
import { createHash } from 'node:crypto';
import { type ImportFlaw, RatingDay, TransactionDay } from '../../../shared/contracts/imports.ts';
import { inParallel } from '../../../shared/platform/parallel.ts';
import { equals, type Item } from '../../../shared/platform/table.ts';
import { dayAfter } from '../../../shared/policy/days.ts';
import type { Imports } from '../../../shared/policy/imports.ts';
import type { Taken } from '../import-ports.ts';
import { MOST_IN_A_DAY, withRatings, withTransactions } from '../rules/days.ts';
import type { Rating, Transaction } from '../rules/rows.ts';
import { type Numbered, type Place, unknown } from './place.ts';

/** Customers that are dealt with at a time. */
const AT_A_TIME = 32;

/** What is counted by days. */
type Row = Transaction | Rating;

/** How one kind of row is added to a day. */
interface Manner<R extends Row> {
  readonly kind: 'transactions' | 'ratings';
  /** Whether grades rest on it. */
  readonly graded: boolean;
  add(
    day: Item | undefined,
    rows: readonly R[],
    empty: EmptyDay,
  ): { day: Item | undefined; fresh: readonly R[] };
}

/** A day before anything was counted. */
type EmptyDay = Parameters<typeof withRatings>[2];

const transactions: Manner<Transaction> = {
  kind: 'transactions',
  graded: true,
  add: (day, rows, empty) => withTransactions(day && TransactionDay.parse(day), rows, empty, printOf),
};

const ratings: Manner<Rating> = {
  kind: 'ratings',
  graded: false,
  add: (day, rows, empty) => withRatings(day && RatingDay.parse(day), rows, empty, printOf),
};

/** Writes transactions, and has the grades of their customers looked at. */
export const takeTransactions = (place: Place, rows: readonly Numbered<Transaction>[], pack: Imports) =>
  takeDays(place, rows, pack, transactions);

/** Writes ratings. */
export const takeRatings = (place: Place, rows: readonly Numbered<Rating>[], pack: Imports) =>
  takeDays(place, rows, pack, ratings);

/** What tells one id from another within a day. */
const printOf = (id: string): Uint8Array => createHash('sha256').update(id).digest();

async function takeDays<R extends Row>(
  place: Place,
  rows: readonly Numbered<R>[],
  pack: Imports,
  manner: Manner<R>,
): Promise<Taken[]> {
  const { customers } = place.of;
  const byCustomer = Map.groupBy(rows, ({ given }) => given.customerId);
  const known = await place.read(
    customers,
    [...byCustomer.keys()].flatMap((customerId) => [
      { customerId, sk: 'PROFILE' },
      ...(manner.graded ? [{ customerId, sk: 'GRADE' }] : []),
    ]),
  );
  const today = place.today();
  const [oldest, latest] = [dayAfter(today, -pack.daysKept), dayAfter(today, 1)];
  const taken = await inParallel([...byCustomer], AT_A_TIME, async ([customerId, all]) => {
    const flawed = (of: readonly Numbered<R>[], flaw: ImportFlaw): Taken[] =>
      of.map(({ line }) => ({ line, flaws: [flaw] }));
    const profile = known.get(`${customerId}/PROFILE`);
    if (profile === undefined) return flawed(all, unknown('customerId', 'customer'));
    const { inside = [], outside = [] } = Object.groupBy(all, ({ given: { day } }) =>
      day < oldest || day > latest ? 'outside' : 'inside',
    );
    const done = flawed(outside, {
      field: 'at',
      expected: `a time in the last ${pack.daysKept} days, and not in the future`,
    });
    const days = Map.groupBy(inside, ({ given }) => given.day);
    const book = await place.read(
      place.of.signals,
      [...days.keys()].map((day) => ({ customerId, sk: skOf(manner, day) })),
    );
    let grade = known.get(`${customerId}/GRADE`);
    let marked = false;
    let due = false;
    for (const [day, group] of days) {
      const key = { customerId, sk: skOf(manner, day) };
      done.push(
        ...(await place.untilTried(async (look) => {
          const present = (look === 1 ? book : await place.read(place.of.signals, [key])).get(
            `${customerId}/${key.sk}`,
          );
          const empty = {
            ...key,
            v: 1 as const,
            day,
            ids: new Uint8Array(),
            expiresAt: expiryOf(day, pack),
            moves: 0,
          };
          const added = manner.add(
            present,
            group.map(({ given }) => given),
            empty,
          );
          if (added.day === undefined) return group.map(({ line }): Taken => ({ line, way: 'UNCHANGED' }));
          if (Number(added.day.count) > MOST_IN_A_DAY) {
            return flawed(group, {
              field: 'at',
              expected: `at most ${MOST_IN_A_DAY} of one customer on a day`,
            });
          }
          if (!due) await place.dueScore(customerId);
          due = true;
          if (manner.graded && !marked) {
            // First the mark: if this run ends in between, a grade is looked at for nothing.
            const until = [...days.keys(), String(grade?.movedUntil ?? '')].sort().at(-1);
            marked = await place.dueGrade(customerId, grade, profile.tier, { movedUntil: until });
            if (!marked) {
              grade = (await place.read(customers, [{ customerId, sk: 'GRADE' }])).get(`${customerId}/GRADE`);
              return undefined;
            }
          }
          if (!(await writeDay(place, added.day, present))) return undefined;
          const fresh = new Set<R>(added.fresh);
          return group.map(
            ({ line, given }): Taken => ({ line, way: fresh.has(given) ? 'ADDED' : 'UNCHANGED' }),
          );
        })),
      );
    }
    return done;
  });
  return taken.flat();
}

const skOf = ({ kind }: { kind: string }, day: string): string => `DAY#${kind}#${day}`;

/** Epoch second after which what is known of a day may be dropped. */
export const expiryOf = (day: string, { daysKept }: Imports): number =>
  Date.parse(dayAfter(day, daysKept)) / 1_000;

/** Writes a day; false if another writer was faster. */
function writeDay(place: Place, day: Item, present: Item | undefined): Promise<boolean> {
  const { signals } = place.of;
  if (present === undefined) return signals.putIfAbsent(day);
  const { customerId, sk, ...fields } = day;
  const key = { customerId: String(customerId), sk: String(sk) };
  return signals.update(key, { set: fields }, equals('the day has not moved', { moves: present.moves }));
}
