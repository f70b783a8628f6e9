/** How the customer of a complaint is told: by mail, or by a person where no mail reaches them. */
import type { CaseHead, CustomerProfile, OutboxMail } from '../../shared/contracts/items.ts';
import { customerOf, mailTo } from '../../shared/platform/advance.ts';
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

type Tail<All extends readonly unknown[]> = All extends [unknown, ...infer Rest] ? Rest : never;

/**
 * How a step had the customer told, by what it wrote: an address that was refused in the meantime changes nothing of it,
 * for whom that mail does not reach is told by a story of its own.
 */
export const reachedBy = async (desk: Pick<ComplaintDesk, 'customers'>, head: CaseHead): Promise<ToldBy> =>
  head.reachedBy ?? toldBy(await customerOf(desk, head));
