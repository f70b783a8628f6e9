/** The rows behind a customer's own pages: who a link leads to, and what was asked about them. */
import { randomBytes } from 'node:crypto';
import { ContactRow, CustomerProfile } from '../../shared/contracts/items.ts';
import { OwnDoor, OwnDoorPointer } from '../../shared/contracts/own-door.ts';
import { ConditionFailed } from '../../shared/faults/faults.ts';
import type { Deed } from '../../shared/platform/audit.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { derivedId } from '../../shared/platform/ids.ts';
import { holds, type Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';

/** The ways of customers to their own pages. */
export interface OwnDoors {
  find(doorId: string): Promise<OwnDoor | undefined>;
  /** Counts a wrong code; false where another one was counted first. */
  countWrongCode(door: OwnDoor, wrongCodes: number, at: string, deed: Deed | undefined): Promise<boolean>;
}

/** The same, as the mail sender makes them. */
export interface OwnDoorMaker {
  find(doorId: string): Promise<OwnDoor | undefined>;
  /** Id of the customer's door; a new one is drawn where there is none. */
  idFor(customerId: string): Promise<string>;
  /** Keeps the hashes of what is about to be mailed; false where another sender was first. */
  seal(before: OwnDoor | undefined, door: OwnDoor): Promise<boolean>;
}

/** Contacts of a customer, as the page that says why reads them. */
export interface ContactBook {
  find(customerId: string, contactId: string): Promise<ContactRow | undefined>;
}

/** Customers, as the pages of preferences read them. */
export interface OwnCustomers {
  find(customerId: string): Promise<CustomerProfile | undefined>;
}

const asItWas = ({ nonceHash, codeHash, wrongCodes, wrongAt }: OwnDoor) =>
  holds(
    'the door is as it was read',
    `#nonceHash = :nonceHash AND #codeHash = :codeHash AND #wrongCodes = :wrongCodes AND ${
      wrongAt === undefined ? 'attribute_not_exists(#wrongAt)' : '#wrongAt = :wrongAt'
    }`,
    { nonceHash, codeHash, wrongCodes, wrongAt },
  );

/** Over the table of the contacts, and the audit that a code put to rest is written to. */
export function ownDoors(
  { contacts, audit }: { readonly contacts: Table; readonly audit?: Table },
  clock: Clock,
): OwnDoors & OwnDoorMaker {
  const find = (doorId: string) => contacts.get(OwnDoor, { customerId: doorId, sk: 'OWN' });
  const pointer = (customerId: string) => contacts.get(OwnDoorPointer, { customerId, sk: 'DOOR' });
  return {
    find,

    idFor: async (customerId) => {
      const known = await pointer(customerId);
      if (known !== undefined) return known.doorId;
      // Drawn and not derived: numbers of customers are few enough to try them all.
      const doorId = derivedId('P', randomBytes(16).toString('hex'));
      const row: OwnDoorPointer = { customerId, sk: 'DOOR', v: 1, doorId };
      if (await contacts.putIfAbsent(row)) return doorId;
      return (await pointer(customerId))?.doorId ?? doorId;
    },

    seal: (before, door) => {
      const row = OwnDoor.parse(door);
      if (before === undefined) return contacts.putIfAbsent(row);
      const { customerId, sk, v: _, ...set } = row;
      return contacts.update({ customerId, sk }, { set }, asItWas(before));
    },

    countWrongCode: async (door, wrongCodes, wrongAt, deed) => {
      const { customerId, sk } = door;
      const transaction = new Transaction(clock).update(
        contacts,
        { customerId, sk },
        { set: { wrongCodes, wrongAt } },
        asItWas(door),
      );
      if (deed !== undefined) {
        if (audit === undefined) throw new Error('This function was not given the audit.');
        transaction.audit(audit, deed);
      }
      try {
        await transaction.commit();
        return true;
      } catch (error) {
        if (error instanceof ConditionFailed) return false;
        throw error;
      }
    },
  };
}

/** Contacts over their table. */
export const contactBook = (contacts: Table): ContactBook => ({
  find: async (customerId, contactId) => {
    const rows = await contacts.query(ContactRow, {
      of: ['customerId', customerId],
      sort: { attribute: 'sk', startsWith: 'CONTACT#' },
      newestFirst: true,
    });
    // A contact that was given back may have been asked for again, under the same id and later.
    return rows.find((row) => row.contactId === contactId);
  },
});

/** Customers over their table. */
export const ownCustomers = (customers: Table): OwnCustomers => ({
  find: (customerId) => customers.get(CustomerProfile, { customerId, sk: 'PROFILE' }),
});
