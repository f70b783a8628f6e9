/** What pages and mails of the desk have in common. */
import type { Language } from '../../shared/contracts/codes.ts';

export { momentOf } from '../../shared/platform/moment.ts';

/** The bank's name in each language. */
export type BankNames = Readonly<Record<Language, string>>;
