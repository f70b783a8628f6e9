/** What a customer's submission says: a message that can go to the case, or what is to be mended. */
import { Message } from '../../../shared/contracts/complaint.ts';
import type { Flaw } from './answer.ts';

/** Flaws by field. */
export type MessageFlaws = Readonly<Partial<Record<'what' | 'text' | 'code', Flaw>>>;

/** The message in a submission, or the flaws of its fields. */
export function messageIn(
  submitted: Readonly<Record<string, string | undefined>>,
): { readonly message: Message } | { readonly flaws: MessageFlaws } {
  const { what, text = '' } = submitted;
  // Browsers send line breaks of a text area as CRLF; the message is the same.
  const parsed = Message.safeParse({ what, text: text.toWellFormed().replace(/\r\n?/g, '\n') });
  if (parsed.success) return { message: parsed.data };
  const flaws: { what?: Flaw; text?: Flaw } = {};
  for (const { path, code } of parsed.error.issues) {
    if (path[0] === 'what') flaws.what ??= 'choose';
    else flaws.text ??= code === 'too_big' ? 'too-long' : 'too-short';
  }
  return { flaws };
}
