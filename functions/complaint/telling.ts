/** How the customer of a complaint is told: by mail, or by a person where no mail reaches them. */
import type { CaseHead, CustomerProfile, OutboxMail, OutboxRow } from '../../shared/contracts/items.ts';
import type { LetterTemplate } from '../../shared/contracts/letter-by-hand.ts';
import { customerOf, eventOf, mailTo } from '../../shared/platform/advance.ts';
import { mailAddressOf } from '../../shared/policy/mail-address.ts';
import type { ComplaintDesk } from './ports.ts';

/** How the customer learns of it. */
export type ToldBy = NonNullable<CaseHead['reachedBy']>;

/** How they can be told. */
export const toldBy = (customer: CustomerProfile): ToldBy =>
  mailAddressOf(customer) === undefined ? 'nobody' : 'mail';

/** The mail to the customer of a case, once a round and turn; none where a person is to tell them. */
export const mailToCustomer = (
  by: ToldBy,
  ...[head, ...mail]: Tail<Parameters<typeof mailTo>>
): OutboxMail[] =>
  by === 'nobody' ? [] : [mailTo({ kind: 'customer', id: head.customerId }, head, ...mail)];

/**
 * A letter to the customer of a case in whose story nobody stands by to tell it: where no mail reaches them, the event says so
 * by which a person tells it.
 */
export function letterToCustomer(
  by: ToldBy,
  head: Pick<CaseHead, 'caseId' | 'customerId' | 'round'>,
  at: string,
  template: LetterTemplate,
  facts: { readonly letter: number; readonly dueAt?: string },
): OutboxRow[] {
  const mail = mailTo({ kind: 'customer', id: head.customerId }, head, at, { template, facts });
  if (by === 'mail') return [mail];
  const { outboxId } = mail;
  const untold = { outboxId, template, letter: facts.letter, fault: 'NoAddress' };
  return [eventOf(undefined, head, at, 'contact.failed', untold, [outboxId])];
}

type Tail<All extends readonly unknown[]> = All extends [unknown, ...infer Rest] ? Rest : never;

/**
 * How a step had the customer told, by what it wrote: an address that was refused in the meantime changes nothing of it,
 * for whom that mail does not reach is told by a story of its own.
 */
export const reachedBy = async (desk: Pick<ComplaintDesk, 'customers'>, head: CaseHead): Promise<ToldBy> =>
  head.reachedBy ?? toldBy(await customerOf(desk, head));
