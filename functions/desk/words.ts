/** What pages and mails have in common: the bank's name, times in the reader's own zone and language. */
import type { Language } from '../../shared/contracts/codes.ts';

/** The bank's name in each language. */
export type BankNames = Readonly<Record<Language, string>>;

/** A moment as a reader writes it, with the name of the zone, e.g. `5 Mar 2026, 17:00 GMT+8`. */
export function momentOf(instant: string, language: Language, zone: string): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: zone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(new Date(instant));
}
