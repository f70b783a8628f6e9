/** The page of preferences, as both its GET and its POST show it. */
import type { ConsentWord } from '../../shared/contracts/contact.ts';
import type { CustomerConsent, CustomerProfile } from '../../shared/contracts/items.ts';
import { cookieOf } from '../../shared/platform/browser.ts';
import type { PageReply, PageRequest } from '../../shared/platform/page.ts';
import type { OwnCustomers } from './own-book.ts';
import type { LinkTo, OwnDoorPorts, OwnVisit } from './own-door.ts';
import { type Mending, preferencesPage } from './pages/own-page.ts';
import type { Preferences } from './rules/preferences.ts';
import { csrfOf } from './seals.ts';

/** What the pages of preferences need of the world. */
export interface PreferencesPorts extends OwnDoorPorts {
  readonly customers: OwnCustomers;
  /** What the customer has said, by purpose and channel. */
  readonly consents: (customerId: string) => Promise<CustomerConsent[]>;
}

/** Whether the customer's last word on a purpose by a channel is a yes. */
export const givenIn =
  (consents: readonly ConsentWord[]) =>
  (purpose: ConsentWord['purpose'], channel: ConsentWord['channel']): boolean =>
    consents.some((word) => word.purpose === purpose && word.channel === channel && word.state === 'GIVEN');

/** The form with the present state, or with what was typed. */
export async function preferencesReply(
  ports: PreferencesPorts,
  request: PageRequest,
  { segment, key, fields, reader }: OwnVisit<LinkTo<'preferences'>>,
  customer: CustomerProfile,
  status: number,
  its: { readonly mending?: Mending; readonly typed?: Preferences; readonly saved?: boolean } = {},
): Promise<PageReply> {
  const cookie = cookieOf(request, ports.house.base, `/p/${segment}`);
  const given = givenIn(await ports.consents(customer.customerId));
  const { typed, mending = {}, saved = false } = its;
  return {
    status,
    html: preferencesPage(reader, {
      csrf: csrfOf(key, cookie.value, fields),
      isTicked: (purpose, channel) => {
        const word = typed?.words.find((its) => its.purpose === purpose && its.channel === channel);
        return word === undefined ? given(purpose, channel) : word.state === 'GIVEN';
      },
      preferredChannel: (typed ?? customer).preferredChannel,
      preferredDaypart: (typed ?? customer).preferredDaypart,
      mending,
      saved,
    }),
    cookies: cookie.set,
  };
}
