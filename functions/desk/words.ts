/** What pages and mails of the desk have in common. */
import type { Language } from '../../shared/contracts/codes.ts';

export { momentOf } from '../../shared/platform/moment.ts';

/** A value that a person typed or chose, to be read: a local time as a page's field gives it has a `T` in its midst. */
export const typedWords = (value: string | number | boolean): string =>
  String(value).replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)$/, '$1 $2');

/** The bank's name in each language. */
export type BankNames = Readonly<Record<Language, string>>;
