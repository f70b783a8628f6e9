/** Contacts that were reserved for a mail which does not leave. */
import type { OutboxMail } from '../../shared/contracts/items.ts';
import { contactIdOf, type ReservedContacts } from '../../shared/platform/contact-ledger.ts';

/** Gives back what an earlier attempt, or the step that demands the mail, had reserved for it, so that the cap is free again. */
export async function releaseContact(
  ledger: Pick<ReservedContacts, 'release'>,
  { to, outboxId, contactId }: OutboxMail,
  reason: 'superseded' | 'undeliverable' | 'given-up' | 'too-late',
): Promise<void> {
  if (to.kind !== 'customer') return;
  await ledger.release(to.id, contactId ?? contactIdOf(to.id, outboxId), reason);
}
