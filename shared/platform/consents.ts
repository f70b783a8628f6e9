/** Consents and wishes of a customer: how they change, whoever brings the word. */
import type { ConsentWord } from '../contracts/contact.ts';
import { CustomerConsent, type CustomerProfile, type OutboxRow } from '../contracts/items.ts';
import { ConditionFailed, PassingContention } from '../faults/faults.ts';
import { type Clock, instantOf } from './clock.ts';
import { outboxEvent } from './outbox.ts';
import { equals, holds, type Table } from './table.ts';
import { Transaction } from './transaction.ts';

/** The tables that a change of consents writes. */
export interface ConsentTables {
  readonly customers: Table;
  readonly audit: Table;
  readonly outbox: Table;
}

/** What is to change. */
export interface ConsentChange {
  readonly customerId: string;
  readonly words: readonly Pick<ConsentWord, 'purpose' | 'channel' | 'state'>[];
  /** How and when the customer likes to be reached; null takes a wish back, what is absent stays. */
  readonly wishes?: {
    readonly [Wish in 'preferredChannel' | 'preferredDaypart']?: CustomerProfile[Wish] | null;
  };
  readonly from: CustomerConsent['from'];
  /** Who writes it, and by which way it came, for the record. */
  readonly actor: string;
  readonly way: string;
}

/** Times a change is made anew because another one came in between. */
const MOST_LOOKS = 5;

/** Condition that nobody else changed a consent since it was read. */
export const CONSENT_UNMOVED = 'nobody changed the consent in between';

/** Purposes and channels of a customer about which there is a word, with the last one. */
export const consentsOf = (customers: Table, customerId: string): Promise<CustomerConsent[]> =>
  customers.query(CustomerConsent, {
    of: ['customerId', customerId],
    sort: { attribute: 'sk', startsWith: 'CONSENT#' },
  });

/**
 * Writes what is new of the words and wishes, with a record and an event for each; the same words again change nothing, and
 * keep the moment at which they were said first. Gives the rows of the outbox that were written.
 */
export async function changeConsents(
  tables: ConsentTables,
  clock: Clock,
  change: ConsentChange,
): Promise<readonly OutboxRow[]> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    const before = await consentsOf(tables.customers, change.customerId);
    const transaction = new Transaction(clock);
    if (!addChanges(transaction, tables, before, change, instantOf(clock.now()))) return [];
    try {
      return await transaction.commit();
    } catch (error) {
      if (!(error instanceof ConditionFailed && error.includes(CONSENT_UNMOVED))) throw error;
    }
  }
  throw new PassingContention(`Consents of a customer kept changing in ${MOST_LOOKS} looks.`);
}

/**
 * Adds what is new of the words and wishes to a transaction; false where nothing is. A word that is older than the one
 * before it is not new, save where the customer says it here and now: then it stands, whatever moment a system of the bank
 * gave to the word before.
 */
export function addChanges(
  transaction: Transaction,
  { customers, audit, outbox }: ConsentTables,
  kept: readonly CustomerConsent[],
  { customerId, words, wishes = {}, from, actor, way }: ConsentChange,
  at: string,
): boolean {
  const before = new Map(kept.map((row) => [row.sk, row]));
  const changed = words.flatMap((word): { row: CustomerConsent; was: CustomerConsent | undefined }[] => {
    const sk = `CONSENT#${word.purpose}#${word.channel}`;
    const was = before.get(sk);
    if (was?.state === word.state) return [];
    const isLater = was === undefined || was.at <= at;
    if (!isLater && from !== 'customer') return [];
    const saidAt = isLater ? at : justAfter(was.at);
    return [{ row: { customerId, sk, v: 1, ...word, at: saidAt, from }, was }];
  });
  const wished = Object.entries(wishes);
  for (const { row, was } of changed) {
    transaction.put(
      customers,
      CustomerConsent.parse(row),
      was === undefined
        ? holds(CONSENT_UNMOVED, 'attribute_not_exists(#sk)')
        : equals(CONSENT_UNMOVED, { at: was.at, state: was.state }),
    );
    const { purpose, channel, state, at } = row;
    const facts = { purpose, channel, state, from, way };
    transaction.audit(audit, { entityId: customerId, actor, act: 'consent.changed', facts });
    transaction.outbox(
      outbox,
      outboxEvent({
        cause: [customerId, purpose, channel, state, at],
        at,
        name: 'consent.changed',
        customerId,
        facts,
      }),
    );
  }
  if (wished.length > 0) {
    const set = Object.fromEntries(wished.filter(([, value]) => value !== null));
    const remove = wished.filter(([, value]) => value === null).map(([name]) => name);
    transaction.update(customers, { customerId, sk: 'PROFILE' }, { set, remove });
    const facts = Object.fromEntries(wished.map(([name, value]) => [name, value ?? '']));
    transaction.audit(audit, { entityId: customerId, actor, act: 'customer.wishes-changed', facts });
  }
  return changed.length > 0 || wished.length > 0;
}

const justAfter = (at: string): string => instantOf(new Date(Date.parse(at) + 1));
