/** Tells a customer why they were contacted, behind the link at the foot of the mail; changes nothing, whoever asks. */
import { PageRefused } from '../../shared/faults/faults.ts';
import { page } from '../../shared/platform/page.ts';
import type { RuleTrace } from '../../shared/policy/arbitrate.ts';
import { wordsOfRuling } from '../../shared/policy/contact-words.ts';
import type { ContactBook } from './own-book.ts';
import { enterOwn, type OwnDoorPorts, preferencesBeside } from './own-door.ts';
import { showContactWorld } from './own-wiring.ts';
import { contactPage } from './pages/own-page.ts';

/** What this function needs of the world. */
export interface ShowContactPorts extends OwnDoorPorts {
  readonly contacts: ContactBook;
}

/** GET and HEAD of the link of a contact. */
export const showContact = (ports: ShowContactPorts) =>
  page(
    async (request) => {
      const visit = await enterOwn(ports, request, ['contact']);
      if (visit.shut !== undefined) return visit.shut;
      const { link, door, reader } = visit;
      const contact = await ports.contacts.find(door.ownerId, link.contactId);
      if (contact === undefined) throw new PageRefused(404, 'NOT_FOUND');
      const { at, sentAt = at, purpose, channel } = contact;
      const trace = JSON.parse(contact.trace) as RuleTrace[];
      const why = wordsOfRuling(trace, reader.language, 'customer');
      const view = { at: sentAt, purpose, channel, why, preferences: preferencesBeside(visit) };
      return { status: 200, html: contactPage(reader, view) };
    },
    { name: 'show-contact' },
  );

/** What Lambda runs. */
export const handler = showContact(showContactWorld());
