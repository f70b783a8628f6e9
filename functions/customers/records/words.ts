/** Writes what customers said of being contacted, and the days that matter to them. */
import type { OutboxRow } from '../../../shared/contracts/items.ts';
import { fingerprintOf } from '../../../shared/platform/delivered.ts';
import { outboxEvent } from '../../../shared/platform/outbox.ts';
import { equals, holds } from '../../../shared/platform/table.ts';
import { Transaction } from '../../../shared/platform/transaction.ts';
import type { Taken } from '../import-ports.ts';
import type { Consent, CustomerDay } from '../rules/rows.ts';
import { ACTOR, type Numbered, type Place, unknown } from './place.ts';

/** Writes consents: the last word counts, so an older one never brings back what was withdrawn since. */
export async function takeConsents(place: Place, rows: readonly Numbered<Consent>[]): Promise<Taken[]> {
  const { customers, outbox, audit, clock } = place.of;
  const keyOf = ({ customerId, purpose, channel }: Consent) => ({
    customerId,
    sk: `CONSENT#${purpose}#${channel}`,
  });
  // Of several words on one thing in the same batch the last comes last: they are written one after the other.
  const written: OutboxRow[] = [];
  const write = (batch: readonly Numbered<Consent>[]) =>
    place.write(
      customers,
      batch,
      (given) => [{ customerId: given.customerId, sk: 'PROFILE' }, keyOf(given)],
      async (given, known) => {
        const { customerId, purpose, channel, state, at } = given;
        if (!known.has(`${customerId}/PROFILE`)) return [unknown('customerId', 'customer')];
        if (at > place.now()) return [{ field: 'at', expected: 'a time that is not in the future' }];
        const key = keyOf(given);
        const present = known.get(`${customerId}/${key.sk}`);
        if (present !== undefined && String(present.at) >= at) return 'UNCHANGED';
        const transaction = new Transaction(clock).audit(audit, {
          entityId: customerId,
          actor: ACTOR,
          act: 'consent.changed',
          facts: { purpose, channel, state, at, from: 'import', way: 'file' },
        });
        if (present?.state !== state) {
          transaction.outbox(
            outbox,
            outboxEvent({
              cause: ['consent', customerId, purpose, channel, at],
              at: place.now(),
              name: 'consent.changed',
              customerId,
              facts: { purpose, channel, state, from: 'import', way: 'file' },
            }),
          );
        }
        if (present === undefined) {
          const item = { ...key, v: 1, purpose, channel, state, at, from: 'import' };
          transaction.putNew(customers, item, 'nothing was said yet');
        } else {
          const asRead = equals('nothing was said since', { at: present.at });
          transaction.update(customers, key, { set: { state, at, from: 'import' } }, asRead);
        }
        const rowsOut = await place.commit(transaction);
        if (rowsOut === undefined) return undefined;
        written.push(...rowsOut);
        return present === undefined ? 'ADDED' : 'CHANGED';
      },
    );
  const taken: Taken[] = [];
  for (const batch of apart(rows, (given) => Object.values(keyOf(given)).join('/')))
    taken.push(...(await write(batch)));
  await place.send(written);
  return taken;
}

/** Batches in which nothing comes twice, in the order of the rows. */
function apart<Given>(rows: readonly Numbered<Given>[], of: (given: Given) => string): Numbered<Given>[][] {
  const batches: { of: Set<string>; rows: Numbered<Given>[] }[] = [];
  for (const row of rows) {
    const key = of(row.given);
    const last = batches.findLastIndex((batch) => batch.of.has(key));
    const batch = batches[last + 1] ?? { of: new Set<string>(), rows: [] };
    if (batches[last + 1] === undefined) batches.push(batch);
    batch.of.add(key);
    batch.rows.push(row);
  }
  return batches.map((batch) => batch.rows);
}

/** Writes important dates; what a customer or a member of staff said stands against a file. */
export function takeDates(place: Place, rows: readonly Numbered<CustomerDay>[]): Promise<Taken[]> {
  const { customers } = place.of;
  const keyOf = ({ customerId, kind, date, dateId }: CustomerDay) => {
    // Things fall due on several days; of all other kinds there is one day.
    const id = dateId ?? (kind === 'maturity' ? fingerprintOf(date) : undefined);
    return { customerId, sk: id === undefined ? `DATE#${kind}` : `DATE#${kind}#${id}` };
  };
  return place.write(
    customers,
    rows,
    (given) => [{ customerId: given.customerId, sk: 'PROFILE' }, keyOf(given)],
    async (given, known) => {
      const { customerId, kind, date } = given;
      if (!known.has(`${customerId}/PROFILE`)) return [unknown('customerId', 'customer')];
      const key = keyOf(given);
      const present = known.get(`${customerId}/${key.sk}`);
      const delivered = fingerprintOf(date);
      if (present === undefined) {
        const item = { ...key, v: 1, kind, date, from: 'import', at: place.now(), delivered };
        return (await customers.putIfAbsent(item)) ? 'ADDED' : undefined;
      }
      const said = present.from === 'customer' || present.from === 'staff';
      if (said || present.delivered === delivered || fingerprintOf(present.date) === delivered)
        return 'UNCHANGED';
      const asRead =
        present.at === undefined
          ? holds('the date has no age', 'attribute_not_exists(#at)')
          : equals('the date is as it was read', { at: present.at });
      const change = { set: { date, from: 'import', at: place.now(), delivered } };
      return (await customers.update(key, change, asRead)) ? 'CHANGED' : undefined;
    },
  );
}
