/** The ledger of contacts: what the arbiter ruled on every contact with a customer, and what became of it. */
import type { ContactBook, ContactRequest, RecentContact } from '../contracts/contact.ts';
import {
  ContactCap,
  ContactRow,
  CustomerConsent,
  CustomerHold,
  CustomerPause,
  CustomerProfile,
} from '../contracts/items.ts';
import { ConditionFailed, CustomerUnknown, PassingContention } from '../faults/faults.ts';
import { arbitrate, type Ruling } from '../policy/arbitrate.ts';
import { longestWindowOf } from '../policy/contact-rules.ts';
import { backOff, type Clock, instantOf, clock as processClock } from './clock.ts';
import { environment, Setting } from './env.ts';
import { derivedId } from './ids.ts';
import { outboxEvent } from './outbox.ts';
import type { Policies } from './policies.ts';
import { equals, Table } from './table.ts';
import { Transaction } from './transaction.ts';

/** A request with what it is asked for: the same cause reserves the same contact, however often it is asked. */
export type Reservation = ContactRequest & {
  /** What wants the contact, e.g. the id of a row of the outbox, or a case and its step. */
  readonly cause: string;
  readonly caseId?: string;
  readonly outboxId?: string;
};

/** The word on a request; `contactId` where the contact is reserved. */
export type Reserved = Ruling & { readonly contactId?: string };

/** What becomes of contacts that are reserved. */
export interface ReservedContacts {
  /** The contact was made. */
  sent(customerId: string, contactId: string): Promise<void>;
  /** The contact was not made after all, and counts no longer; the reason is a code. */
  release(customerId: string, contactId: string, reason: string): Promise<void>;
}

/** One ledger for every send to a customer. */
export interface ContactLedger extends ReservedContacts {
  /** Asks the arbiter, writes its word down, and reserves the contact where it says SEND_NOW. */
  reserve(reservation: Reservation): Promise<Reserved>;
  /** What the arbiter would say now; nothing is reserved or written down, so nobody may act on it without asking again. */
  consult(request: ContactRequest): Promise<Ruling>;
}

/** The tables of the ledger; the functions that use it may do no more with them than it does. */
export interface LedgerTables {
  readonly customers: Table;
  readonly contacts: Table;
  readonly outbox: Table;
}

/** Times a reservation is ruled on anew because another one came in between. */
const MOST_LOOKS = 40;

/** Longest pause before the second look is twice this, in milliseconds; it doubles up to the longest. */
const FIRST_PAUSE = 10;
const LONGEST_PAUSE = 500;

const DAY = 86_400_000;

const CAP = 'CAP#recent';

const unmoved = 'nobody reserved in between';

const capOf = (contacts: Table, customerId: string) => contacts.get(ContactCap, { customerId, sk: CAP });

/** Puts the list of what counts in place of the one that was read. */
function counted(
  transaction: Transaction,
  contacts: Table,
  customerId: string,
  cap: ContactCap | undefined,
  list: readonly RecentContact[],
): Transaction {
  if (cap === undefined) {
    const row: ContactCap = { customerId, sk: CAP, v: 1, contacts: [...list], moves: 1 };
    return transaction.putNew(contacts, ContactCap.parse(row), unmoved);
  }
  return transaction.update(
    contacts,
    { customerId, sk: CAP },
    { set: { contacts: list }, add: { moves: 1 } },
    equals(unmoved, { moves: cap.moves }),
  );
}

/** Does something under the condition that nobody wrote in between; looks anew where somebody did. */
async function alone<Result>(clock: Clock, look: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; attempt <= MOST_LOOKS; attempt++) {
    if (attempt > 1) await backOff(clock, attempt, FIRST_PAUSE, LONGEST_PAUSE);
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof ConditionFailed && error.includes(unmoved))) throw error;
    }
  }
  throw new PassingContention(`Not reserved in ${MOST_LOOKS} looks: others kept reserving.`);
}

/** The part of the ledger that asks nobody, for whoever only ends what others reserved. */
export function reservedContacts(contacts: Table, clock: Clock): ReservedContacts {
  /** What becomes of a reserved contact; nothing where it is not reserved any more. */
  const settle = (
    customerId: string,
    contactId: string,
    become: (one: RecentContact, cap: ContactCap, at: string) => Transaction,
  ): Promise<void> =>
    alone(clock, async () => {
      const cap = await capOf(contacts, customerId);
      const one = cap?.contacts.find((contact) => contact.contactId === contactId);
      if (cap === undefined || one === undefined || one.state !== 'RESERVED') return;
      await become(one, cap, instantOf(clock.now())).commit();
    });

  return {
    sent: (customerId, contactId) =>
      settle(customerId, contactId, (one, cap, at) => {
        // A talk is reserved some days before it is held: what the customer bears counts from the talk.
        const list = cap.contacts.map((other) =>
          other === one ? { ...one, state: 'SENT' as const, at } : other,
        );
        return counted(new Transaction(clock), contacts, customerId, cap, list).update(
          contacts,
          { customerId, sk: keyOf(one.at, contactId) },
          { set: { state: 'SENT', sentAt: at } },
        );
      }),

    release: (customerId, contactId, reason) =>
      settle(customerId, contactId, (one, cap) =>
        counted(
          new Transaction(clock),
          contacts,
          customerId,
          cap,
          cap.contacts.filter((other) => other !== one),
        ).update(
          contacts,
          { customerId, sk: keyOf(one.at, contactId) },
          { set: { state: 'RELEASED', reason } },
        ),
      ),
  };
}

/** The ledger over its tables. */
export function contactLedger(
  { customers, contacts, outbox }: LedgerTables,
  policies: Pick<Policies, 'read'>,
  clock: Clock,
): ContactLedger {
  /** The arbiter's word on a request as things are now, and what it was said about. */
  const looked = async (request: ContactRequest) => {
    const { customerId } = request;
    const [book, cap, rules, calendar] = await Promise.all([
      bookOf(customers, customerId),
      capOf(contacts, customerId),
      policies.read('contact-rules'),
      policies.read('working-time'),
    ]);
    const now = clock.now();
    const at = instantOf(now);
    const since = instantOf(new Date(now.getTime() - longestWindowOf(rules.pack) * DAY));
    const recent = (cap?.contacts ?? []).filter((one) => one.state === 'RESERVED' || one.at > since);
    const ruling = arbitrate(request, { ...book, contacts: recent }, rules.pack, at, calendar.pack);
    return { cap, recent, rules, at, ruling };
  };
  return {
    ...reservedContacts(contacts, clock),
    consult: async (request) => (await looked(request)).ruling,
    reserve: ({ cause, caseId, outboxId, ...request }) => {
      const { customerId } = request;
      const contactId = contactIdOf(customerId, cause);
      return alone(clock, async () => {
        const { cap, recent, rules, at, ruling } = await looked(request);
        const known = cap?.contacts.find((one) => one.contactId === contactId);
        if (known !== undefined) return { answer: 'SEND_NOW', trace: [], contactId };
        const { class: kind, channel, purpose, mustBy, topic } = request;
        const row = ContactRow.parse({
          customerId,
          sk: keyOf(at, contactId),
          v: 1,
          contactId,
          at,
          class: kind,
          channel,
          purpose,
          ...(mustBy !== undefined && { mustBy }),
          ...(topic !== undefined && { topic }),
          state: ({ SEND_NOW: 'RESERVED', DEFER: 'DEFERRED', SUPPRESS: 'SUPPRESSED' } as const)[
            ruling.answer
          ],
          ...(ruling.until !== undefined && { until: ruling.until }),
          ...(ruling.reason !== undefined && { reason: ruling.reason }),
          trace: JSON.stringify(ruling.trace),
          policy: rules.version,
          ...(caseId !== undefined && { caseId }),
          ...(outboxId !== undefined && { outboxId }),
        } satisfies ContactRow);
        const transaction = new Transaction(clock).putNew(contacts, row, 'this word is new');
        if (ruling.answer === 'SEND_NOW') {
          const contact: RecentContact = {
            contactId,
            at,
            class: kind,
            channel,
            purpose,
            state: 'RESERVED',
            ...(topic !== undefined && { topic }),
          };
          await counted(transaction, contacts, customerId, cap, [...recent, contact]).commit();
          return { ...ruling, contactId };
        }
        const told = outboxEvent({
          cause: [contactId, at],
          at,
          name: ruling.answer === 'DEFER' ? 'contact.deferred' : 'contact.suppressed',
          customerId,
          ...(caseId !== undefined && { caseId }),
          facts: {
            class: kind,
            channel,
            purpose,
            ...(ruling.until !== undefined && { until: ruling.until }),
            ...(ruling.reason !== undefined && { reason: ruling.reason }),
          },
        });
        try {
          await transaction.outbox(outbox, told).commit();
        } catch (error) {
          // The same word at the same moment: a retry, and it stands already.
          if (!(error instanceof ConditionFailed)) throw error;
        }
        return ruling;
      });
    },
  };
}

/** The ledger as the environment of a function names its tables. */
export function wiredLedger(policies: Pick<Policies, 'read'>): ContactLedger {
  const env = environment({ CUSTOMERS_TABLE: Setting, CONTACTS_TABLE: Setting, OUTBOX_TABLE: Setting });
  return contactLedger(
    {
      customers: new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk'),
      contacts: new Table(env.CONTACTS_TABLE, 'customerId', 'sk'),
      outbox: new Table(env.OUTBOX_TABLE, 'outboxId'),
    },
    policies,
    processClock,
  );
}

/** The contact that a cause reserves. */
export const contactIdOf = (customerId: string, cause: string): string => derivedId('N', customerId, cause);

const keyOf = (at: string, contactId: string): string => `CONTACT#${at}#${contactId}`;

/** What the arbiter must know of a customer, but for the contacts; fails with CustomerUnknown. */
export async function bookOf(customers: Table, customerId: string): Promise<Omit<ContactBook, 'contacts'>> {
  const all = await customers.kindsOf(customerId);
  const [profile] = all(CustomerProfile, 'PROFILE');
  if (profile === undefined) throw new CustomerUnknown(customerId);
  const pauses = all(CustomerPause, 'PAUSE#');
  const { tier, stage, zone, deceased, minor, doNotContact } = profile;
  return {
    profile: {
      tier,
      stage,
      zone,
      ...(deceased !== undefined && { deceased }),
      ...(minor !== undefined && { minor }),
      ...(doNotContact !== undefined && { doNotContact }),
    },
    consents: all(CustomerConsent, 'CONSENT#'),
    holds: all(CustomerHold, 'HOLD#complaint#').filter(({ liftedAt }) => liftedAt === undefined),
    ...(pauses.length > 0 && { pauses }),
  };
}
