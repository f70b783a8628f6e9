/** Asking the contact arbiter whether a customer may be asked now, or reminded. */
import type { ContactRequest } from '../../shared/contracts/contact.ts';
import type { InvitationHead } from '../../shared/contracts/survey.ts';
import { contactIdOf } from '../../shared/platform/contact-ledger.ts';
import { arbitrate, type Ruling } from '../../shared/policy/arbitrate.ts';
import { mailAddressOf } from '../../shared/policy/mail-address.ts';
import type { ContactDesk, Standing } from './ports.ts';

/** The word on a mail: it goes with a contact that is reserved, later, or not at all. */
export type Word =
  | { readonly word: 'NOW'; readonly contactId: string; readonly standing: Standing }
  | { readonly word: 'LATER'; readonly until: string }
  | { readonly word: 'NOT'; readonly reason: string };

/**
 * Reserves the contact of a mail. What keeps it back is read before and weighed again afterwards, without what is reserved:
 * the same mail reserves the same contact, so a complaint that came since it was reserved would not be asked for any more.
 * What comes after that, the transaction finds that depends on this standing.
 */
export async function askFor(
  desk: ContactDesk,
  head: InvitationHead,
  asked: Pick<ContactRequest, 'topic' | 'mustBy'>,
  at: string,
): Promise<Word> {
  const { customerId, caseId } = head;
  const standing = await desk.customers.standing(customerId);
  if (mailAddressOf(standing.profile) === undefined) return { word: 'NOT', reason: 'no-address' };
  const request = { customerId, class: 'survey', purpose: 'survey', channel: 'mail', ...asked } as const;
  const reserved = await desk.ledger.reserve({ ...request, caseId, cause: causeOf(head) });
  if (reserved.answer !== 'SEND_NOW' || reserved.contactId === undefined) return wordOf(reserved);
  const [rules, calendar] = await Promise.all([
    desk.policies.read('contact-rules'),
    desk.policies.read('working-time'),
  ]);
  const again = arbitrate(request, { ...standing.book, contacts: [] }, rules.pack, at, calendar.pack);
  if (again.answer === 'SEND_NOW') return { word: 'NOW', contactId: reserved.contactId, standing };
  await desk.ledger.release(customerId, reserved.contactId, 'weighed-again');
  return wordOf(again);
}

/** Gives back what an earlier look, or an earlier attempt, has reserved for the mail that is not written after all. */
export const giveBack = (
  { ledger }: Pick<ContactDesk, 'ledger'>,
  head: InvitationHead,
  reason: string,
): Promise<void> => ledger.release(head.customerId, contactIdOf(head.customerId, causeOf(head)), reason);

/** Each weighing reserves a contact of its own. */
const causeOf = ({ caseId, weighings = 0 }: InvitationHead): string => `${caseId}#${weighings + 1}#mail`;

const wordOf = ({ answer, until, reason = 'never-allowed' }: Ruling): Word =>
  answer === 'DEFER' && until !== undefined ? { word: 'LATER', until } : { word: 'NOT', reason };
