/** A mail as bytes for SES: headers that thread it, and none that a person could have written. */
import MailComposer from 'nodemailer/lib/mail-composer';
import { digestOf } from '../../../shared/platform/ids.ts';
import type { Letter } from './letter.ts';

/** What stands around a letter. */
export interface Envelope {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly outboxId: string;
  /** What the mail belongs to: one holder's task, or a customer's case. */
  readonly thread: string;
  readonly date: Date;
  /** A calendar file by RFC 5545 that comes with it. */
  readonly calendar?: string;
  /** Address that ends mails of this kind at one click, by RFC 8058. */
  readonly unsubscribe?: string;
}

/**
 * The message as it is sent. Its id follows from the outbox row, so that a mail which had to be sent twice is one
 * mail to whoever compares ids. SES puts an id of its own in front (docs: "Amazon SES header fields"), therefore every mail
 * of a thread, the first too, refers to one id that all of them share and that is never sent itself.
 */
export async function messageOf(
  letter: Letter,
  { from, to, outboxId, thread, date, calendar, unsubscribe }: Envelope,
): Promise<Buffer> {
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  const root = `<${thread}@${domain}>`;
  // Boundaries follow from the id as well: nothing in a message is left to chance.
  const composer = new MailComposer({
    baseBoundary: digestOf(outboxId).toString('hex').slice(0, 24),
    from,
    to: { name: '', address: to },
    subject: letter.subject,
    text: letter.text,
    html: letter.html,
    // Nobody is asked to answer: it is published, so that no calendar mails the bank an acceptance.
    ...(calendar !== undefined && {
      icalEvent: { method: 'PUBLISH', filename: 'appointment.ics', content: calendar },
    }),
    date,
    messageId: `<${outboxId}@${domain}>`,
    inReplyTo: root,
    references: root,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      // Whole, for an address that is folded is another one to some mail programs.
      ...(unsubscribe !== undefined && {
        'List-Unsubscribe': { prepared: true, value: `<${unsubscribe}>` },
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
