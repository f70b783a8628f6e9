/** Shows customers what they have agreed to hear about, behind the link of a mail; changes nothing, whoever asks. */
import { PageRefused } from '../../shared/faults/faults.ts';
import { page } from '../../shared/platform/page.ts';
import { enterOwn } from './own-door.ts';
import { type PreferencesPorts, preferencesReply } from './own-preferences.ts';
import { showPreferencesWorld } from './own-wiring.ts';
import { unsubscribePage } from './pages/own-page.ts';

/**
 * GET and HEAD of the link of preferences, and of the link that ends one purpose: a mail program that knows no button of its
 * own opens that one in a browser.
 */
export const showPreferences = (ports: PreferencesPorts) =>
  page(
    async (request) => {
      const visit = await enterOwn(ports, request, ['preferences', 'unsubscribe']);
      if (visit.shut !== undefined) return visit.shut;
      const { link, reader } = visit;
      if (link.to === 'unsubscribe') return { status: 200, html: unsubscribePage(reader, link) };
      const customer = await ports.customers.find(visit.door.ownerId);
      if (customer === undefined) throw new PageRefused(404, 'NOT_FOUND');
      return preferencesReply(ports, request, { ...visit, link }, customer, 200);
    },
    { name: 'show-preferences' },
  );

/** What Lambda runs. */
export const handler = showPreferences(showPreferencesWorld());
