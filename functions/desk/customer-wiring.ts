/** Who provides what the customer's pages need. */
import * as z from 'zod';
import { CaseLetter } from '../../shared/contracts/complaint.ts';
import { AnyHead, CustomerProfile } from '../../shared/contracts/items.ts';
import { clock } from '../../shared/platform/clock.ts';
import { environment, Setting } from '../../shared/platform/env.ts';
import { invokeAsync } from '../../shared/platform/invoke.ts';
import { Policies } from '../../shared/platform/policies.ts';
import { Keys } from '../../shared/platform/secrets.ts';
import { Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import {
  complaintPackPolicy,
  linksPolicy,
  surveyingPolicy,
  workingTimePolicy,
} from '../../shared/policy/packs.ts';
import type { CustomerDoorPorts } from './customer-door.ts';
import { type DoorBook, doorBook } from './door-book.ts';
import type { ShowLetterPorts } from './show-letter.ts';

const shape = {
  CASES_TABLE: Setting,
  POLICIES_TABLE: Setting,
  LINK_KEY_SECRET: Setting,
  BASE_URL: z.url({ protocol: /^https?$/, error: 'an address such as https://care.bank.example' }),
  BANK_NAME_ZH: Setting,
  BANK_NAME_EN: Setting,
};

function worldOf(env: { readonly [Name in keyof typeof shape]: string }, doors: DoorBook): CustomerDoorPorts {
  return {
    doors,
    policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, {
      links: linksPolicy,
      'complaint-pack': complaintPackPolicy,
      surveying: surveyingPolicy,
      'working-time': workingTimePolicy,
    }),
    linkKeys: new Keys(env.LINK_KEY_SECRET, clock),
    clock,
    house: { base: env.BASE_URL, bank: { 'zh-CN': env.BANK_NAME_ZH, en: env.BANK_NAME_EN } },
  };
}

/** What `show-case` needs: nothing with which a row could be changed. */
export function showCaseWorld(): CustomerDoorPorts {
  const env = environment(shape);
  return worldOf(env, doorBook({ cases: new Table(env.CASES_TABLE, 'caseId', 'sk') }, clock));
}

/** What `customer-message` needs. */
export function customerMessageWorld() {
  const env = environment({ ...shape, AUDIT_TABLE: Setting, ACCEPT_EVENT_FUNCTION: Setting });
  const cases = new Table(env.CASES_TABLE, 'caseId', 'sk');
  const audit = new Table(env.AUDIT_TABLE, 'entityId', 'sk');
  return {
    ...worldOf(env, doorBook({ cases, audit }, clock)),
    handOver: (event: Record<string, unknown>) => invokeAsync(env.ACCEPT_EVENT_FUNCTION, event),
  };
}

/** What `show-letter` needs: nothing with which a row could be changed; the audit for who saw which letter. */
export function showLetterWorld(): ShowLetterPorts {
  const env = environment({
    CASES_TABLE: Setting,
    CUSTOMERS_TABLE: Setting,
    AUDIT_TABLE: Setting,
    POLICIES_TABLE: Setting,
    BANK_NAME_ZH: Setting,
    BANK_NAME_EN: Setting,
  });
  const cases = new Table(env.CASES_TABLE, 'caseId', 'sk');
  const customers = new Table(env.CUSTOMERS_TABLE, 'customerId', 'sk');
  const audit = new Table(env.AUDIT_TABLE, 'entityId', 'sk');
  return {
    letters: {
      head: (caseId) => cases.get(AnyHead, { caseId, sk: 'HEAD' }),
      customer: (customerId) => customers.get(CustomerProfile, { customerId, sk: 'PROFILE' }),
      letter: (caseId, number) =>
        cases.get(CaseLetter, { caseId, sk: `LETTER#${String(number).padStart(4, '0')}` }),
      shown: async (deed) => {
        await new Transaction(clock).audit(audit, deed).commit();
      },
    },
    policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, {
      'complaint-pack': complaintPackPolicy,
      'working-time': workingTimePolicy,
    }),
    house: { bank: { 'zh-CN': env.BANK_NAME_ZH, en: env.BANK_NAME_EN } },
  };
}
