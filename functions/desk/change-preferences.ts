/** Takes what a customer wants to hear about, by which way and at what time of day. */
import type { CustomerProfile } from '../../shared/contracts/items.ts';
import { PageRefused } from '../../shared/faults/faults.ts';
import { isFromOurSite } from '../../shared/platform/browser.ts';
import type { ConsentChange } from '../../shared/platform/consents.ts';
import { type PageReply, page } from '../../shared/platform/page.ts';
import type { OwnDoors } from './own-book.ts';
import { enterOwn, isFromOurOwnForm } from './own-door.ts';
import { givenIn, type PreferencesPorts, preferencesReply } from './own-preferences.ts';
import { ownTriesLeft } from './own-tries.ts';
import { changePreferencesWorld } from './own-wiring.ts';
import { ownNoticePage } from './pages/own-page.ts';
import { codeTyped } from './rules/answer.ts';
import { type Preferences, preferencesIn } from './rules/preferences.ts';

/** What this function needs of the world. */
export interface ChangePreferencesPorts extends PreferencesPorts {
  readonly ownDoors: OwnDoors;
  /** Writes words and wishes, once. */
  readonly change: (change: ConsentChange) => Promise<void>;
}

const ACTOR = 'change-preferences';

/** POST of the link of preferences: out of our own form, with the code that only the mail holds. */
export const changePreferences = (ports: ChangePreferencesPorts) =>
  page(
    async (request): Promise<PageReply> => {
      const visit = await enterOwn(ports, request, ['preferences']);
      if (visit.shut !== undefined) return visit.shut;
      const customer = await ports.customers.find(visit.door.ownerId);
      if (customer === undefined) throw new PageRefused(404, 'NOT_FOUND');
      const { customerId } = customer;
      const typed = preferencesIn(request.form, givenIn(await ports.consents(customerId)));
      const again = (
        status: number,
        mending: NonNullable<Parameters<typeof preferencesReply>[5]>['mending'],
      ) =>
        preferencesReply(ports, request, visit, customer, status, {
          ...(mending !== undefined && { mending }),
          ...(typed !== undefined && { typed }),
        });
      if (!isFromOurOwnForm(request, visit)) {
        if (isFromOurSite(request)) return again(403, { submitAgain: true });
        return { status: 403, html: ownNoticePage(visit.reader, 'notFromThisPage', visit.segment) };
      }
      const code = codeTyped(request.form.code);
      if (typed === undefined) return again(422, {});
      if (code === undefined) return again(422, { code: 'form' });
      const left = await ownTriesLeft(ports, visit, code, ACTOR);
      if (left !== 'right') return again(422, { code: left });
      const { words } = typed;
      const wishes = wishesOf(customer, typed);
      await ports.change({ customerId, words, wishes, from: 'customer', actor: ACTOR, way: 'preferences' });
      const after = (await ports.customers.find(customerId)) ?? customer;
      return preferencesReply(ports, request, visit, after, 200, { saved: true });
    },
    { name: ACTOR },
  );

/** What is new of the wishes. */
function wishesOf(
  customer: CustomerProfile,
  typed: Pick<Preferences, 'preferredChannel' | 'preferredDaypart'>,
): NonNullable<ConsentChange['wishes']> {
  return {
    ...(typed.preferredChannel !== customer.preferredChannel && {
      preferredChannel: typed.preferredChannel ?? null,
    }),
    ...(typed.preferredDaypart !== customer.preferredDaypart && {
      preferredDaypart: typed.preferredDaypart ?? null,
    }),
  };
}

/** What Lambda runs. */
export const handler = changePreferences(changePreferencesWorld());
