/** Who provides what a customer's own pages need. */
import * as z from 'zod';
import { clock } from '../../shared/platform/clock.ts';
import { changeConsents, consentsOf } from '../../shared/platform/consents.ts';
import { environment, Setting } from '../../shared/platform/env.ts';
import { sendNow } from '../../shared/platform/outbox.ts';
import { Policies } from '../../shared/platform/policies.ts';
import { Keys } from '../../shared/platform/secrets.ts';
import { Table } from '../../shared/platform/table.ts';
import { type Brought, linksPolicy } from '../../shared/policy/packs.ts';
import type { ChangePreferencesPorts } from './change-preferences.ts';
import { contactBook, type OwnDoorMaker, type OwnDoors, ownCustomers, ownDoors } from './own-book.ts';
import type { PreferencesPorts } from './own-preferences.ts';
import type { ShowContactPorts } from './show-contact.ts';
import type { UnsubscribePorts } from './unsubscribe.ts';

/** Settings of every function behind a customer's own link. */
export const ownShape = {
  CONTACTS_TABLE: Setting,
  POLICIES_TABLE: Setting,
  LINK_KEY_SECRET: Setting,
  BASE_URL: z.url({ protocol: /^https?$/, error: 'an address such as https://care.bank.example' }),
  BANK_NAME_ZH: Setting,
  BANK_NAME_EN: Setting,
};

/** The same as they were read. */
export type OwnEnv = { readonly [Name in keyof typeof ownShape]: string };

/** The table in which the doors are. */
export const contactsOf = (env: OwnEnv) => new Table(env.CONTACTS_TABLE, 'customerId', 'sk');
const customersOf = (env: { readonly CUSTOMERS_TABLE: string }) =>
  new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk');

/** What every door to a customer's own pages needs; `more` are policies beside that of links. */
export const doorOf = (env: OwnEnv, doors: OwnDoors & OwnDoorMaker, more: Brought = {}) => ({
  ownDoors: doors,
  policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, { links: linksPolicy, ...more }),
  linkKeys: new Keys(env.LINK_KEY_SECRET, clock),
  clock,
  house: { base: env.BASE_URL, bank: { 'zh-CN': env.BANK_NAME_ZH, en: env.BANK_NAME_EN } },
});

const writing = {
  CUSTOMERS_TABLE: Setting,
  AUDIT_TABLE: Setting,
  OUTBOX_TABLE: Setting,
  DELIVER_FUNCTION: Setting,
};

function changing(env: { readonly [Name in keyof typeof writing]: string }): UnsubscribePorts['change'] {
  const tables = {
    customers: customersOf(env),
    audit: new Table(env.AUDIT_TABLE, 'entityId', 'sk'),
    outbox: new Table(env.OUTBOX_TABLE, 'outboxId'),
  };
  return async (change) =>
    sendNow(await changeConsents(tables, clock, change), { deliver: env.DELIVER_FUNCTION });
}

/** What `show-contact` needs: nothing with which a row could be changed, and no customers. */
export function showContactWorld(): ShowContactPorts {
  const env = environment(ownShape);
  const contacts = contactsOf(env);
  return { ...doorOf(env, ownDoors({ contacts }, clock)), contacts: contactBook(contacts) };
}

/** What `show-preferences` needs: nothing with which a row could be changed. */
export function showPreferencesWorld(): PreferencesPorts {
  const env = environment({ ...ownShape, CUSTOMERS_TABLE: Setting });
  const customers = customersOf(env);
  return {
    ...doorOf(env, ownDoors({ contacts: contactsOf(env) }, clock)),
    customers: ownCustomers(customers),
    consents: (customerId) => consentsOf(customers, customerId),
  };
}

/** What `change-preferences` needs. */
export function changePreferencesWorld(): ChangePreferencesPorts {
  const env = environment({ ...ownShape, ...writing });
  const customers = customersOf(env);
  const audit = new Table(env.AUDIT_TABLE, 'entityId', 'sk');
  return {
    ...doorOf(env, ownDoors({ contacts: contactsOf(env), audit }, clock)),
    customers: ownCustomers(customers),
    consents: (customerId) => consentsOf(customers, customerId),
    change: changing(env),
  };
}

/** What `unsubscribe` needs. */
export function unsubscribeWorld(): UnsubscribePorts {
  const env = environment({ ...ownShape, ...writing });
  return { ...doorOf(env, ownDoors({ contacts: contactsOf(env) }, clock)), change: changing(env) };
}
