/** Writes what customers had at the end of a day; of several deliveries of a day the last one counts. */
import { HoldingsDay } from '../../../shared/contracts/signals.ts';
import { equals } from '../../../shared/platform/table.ts';
import { dayAfter } from '../../../shared/policy/days.ts';
import type { Imports } from '../../../shared/policy/imports.ts';
import type { Taken } from '../import-ports.ts';
import type { HoldingsGiven } from '../rules/rows.ts';
import { expiryOf } from './days.ts';
import { type Numbered, type Place, unknown } from './place.ts';

/** Writes holdings, and has their customers scored; a field that a row leaves out stays as it was. */
export async function takeHoldings(
  place: Place,
  rows: readonly Numbered<HoldingsGiven>[],
  pack: Imports,
): Promise<Taken[]> {
  const { customers, signals } = place.of;
  const ids = new Set(rows.map(({ given }) => given.customerId));
  const known = await place.read(
    customers,
    [...ids].map((customerId) => ({ customerId, sk: 'PROFILE' })),
  );
  const today = place.today();
  const [oldest, latest] = [dayAfter(today, -pack.daysKept), dayAfter(today, 1)];
  const keyOf = ({ customerId, day }: HoldingsGiven) => ({ customerId, sk: `DAY#holdings#${day}` });
  return place.write(
    signals,
    rows,
    (given) => [keyOf(given)],
    async (given, before) => {
      const { customerId, day, balance, products } = given;
      if (!known.has(`${customerId}/PROFILE`)) return [unknown('customerId', 'customer')];
      if (day < oldest || day > latest)
        return [{ field: 'day', expected: `a day of the last ${pack.daysKept}, and not in the future` }];
      const key = keyOf(given);
      const present = before.get(`${customerId}/${key.sk}`);
      const set = {
        ...(balance !== undefined && { balance }),
        ...(products !== undefined && { products }),
      };
      const same = Object.entries(set).every(([field, value]) => present?.[field] === value);
      if (present !== undefined && same) return 'UNCHANGED';
      // First the mark: if this run ends in between, a customer is scored for nothing.
      await place.dueScore(customerId);
      const at = place.now();
      if (present === undefined) {
        const item = { ...key, v: 1, day, ...set, at, expiresAt: expiryOf(day, pack) };
        return (await signals.putIfAbsent(HoldingsDay.parse(item))) ? 'ADDED' : undefined;
      }
      const asRead = equals('the day is as it was read', { at: present.at });
      return (await signals.update(key, { set: { ...set, at } }, asRead)) ? 'CHANGED' : undefined;
    },
  );
}
