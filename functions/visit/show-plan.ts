/** Handler of GET /ops/plan: the contacts of one manager in the next months, as the cadence has them, for operations. */
import * as z from 'zod';
import { Id } from '../../shared/contracts/codes.ts';
import { PageRefused } from '../../shared/faults/faults.ts';
import { instantOf } from '../../shared/platform/clock.ts';
import { page } from '../../shared/platform/page.ts';
import { dayAfter, dayIn, monthsAfter } from '../../shared/policy/days.ts';
import { type PlannedContact, planOf } from '../../shared/policy/plan.ts';
import { wordsOfPlan } from '../../shared/policy/plan-words.ts';
import { planPage } from './pages/plan-page.ts';
import type { ShowPlanDesk } from './plan-ports.ts';
import { showPlanWiring } from './plan-wiring.ts';
import { plannedCustomer, planPolicies } from './planning.ts';

/** What may be asked for. */
const Query = z.strictObject({
  manager: Id,
  months: z.coerce.number().int().min(1).max(24).default(12),
});

/** A planned contact, and whose it is. */
export interface ContactLine extends Omit<PlannedContact, 'why'> {
  readonly customerId: string;
  readonly why: readonly string[];
}

/** Customers that are read at the same time. */
const AT_ONCE = 10;

/**
 * Plans the next months of a manager's customers: a pure function of what is known today, so that a change of the cadence can
 * be looked at before anybody is called by it. A page for browsers, JSON for everybody else.
 */
export const showPlan = (desk: ShowPlanDesk) =>
  page(
    async ({ method, query, headers, language, nonce }) => {
      if (method !== 'GET') throw new PageRefused(405, 'ONLY_GET');
      const asked = Query.safeParse({ ...query });
      if (!asked.success) throw new PageRefused(400, 'QUERY_UNCLEAR', { cause: asked.error });
      const { manager, months } = asked.data;
      if ((await desk.staff.find(manager)) === undefined) throw new PageRefused(404, 'MANAGER_UNKNOWN');
      const { cadence, calendars } = await planPolicies(desk);
      const from = dayAfter(dayIn(instantOf(desk.clock.now()), calendars.workingTime.zone), 1);
      const until = dayAfter(monthsAfter(from, months), -1);
      const customers = await desk.customers.ofManager(manager);
      const contacts: ContactLine[] = [];
      for (let at = 0; at < customers.length; at += AT_ONCE) {
        const files = await Promise.all(
          customers.slice(at, at + AT_ONCE).map((customerId) => desk.customers.file(customerId)),
        );
        for (const file of files) {
          if (file === undefined) continue;
          const { customerId } = file.profile;
          for (const { why, ...contact } of planOf(plannedCustomer(file), from, months, cadence, calendars))
            contacts.push({ customerId, ...contact, why: wordsOfPlan(why, language, calendars.dates) });
        }
      }
      contacts.sort((a, b) => order(a, b));
      const plan = { manager, from, until, customers: customers.length, contacts };
      return headers.accept?.includes('text/html') === true
        ? { status: 200, html: planPage({ language, nonce, bank: desk.bank, dates: calendars.dates }, plan) }
        : { status: 200, json: plan };
    },
    { name: 'show-plan' },
  );

const order = (a: ContactLine, b: ContactLine): number =>
  a.day < b.day ? -1 : a.day > b.day ? 1 : a.customerId < b.customerId ? -1 : 1;

/** What Lambda runs. */
export const handler = showPlan(showPlanWiring());
