/** Cleaning: what people and systems write in many ways, written in one; undefined where it cannot be meant. */
import { dayAfter, epochAt } from '../../../shared/policy/days.ts';

/** Whatever looks like nothing: spaces of all widths, marks of direction, characters without a shape. */
const BLANKS = /[\s\u3000\u200b-\u200f\u2028-\u202e\u2060\ufeff]+/gu;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** A text for people: one blank between words, none around it; its letters stay as they are. */
export const plain = (text: string): string => text.replace(CONTROLS, '').replace(BLANKS, ' ').trim();

/** A text for machines: full-width letters and digits become ordinary ones. */
export const narrow = (text: string): string => plain(text.normalize('NFKC'));

/** A word as it is looked up: narrow, small, without what separates its parts. */
export const bare = (text: string): string =>
  narrow(text)
    .toLowerCase()
    .replace(/[\s_\-./]/g, '');

/** A mail address: small letters, for nobody tells two customers apart by capitals. */
export const mailOf = (text: string): string => narrow(text).replaceAll(' ', '').toLowerCase();

/**
 * A telephone number as `+` country and subscriber, ITU-T E.164: `138 0013 8000` and `0086-13800138000` become
 * `+8613800138000`, `010-6655 4433` becomes `+861066554433`. An extension stays behind `;ext=`.
 */
export function phoneOf(text: string): string | undefined {
  const [, number = '', extension] =
    /^(.*?)(?:(?:转|分机|ext\.?|x|#)\s*(\d{1,6}))?$/i.exec(narrow(text).replaceAll('(0)', '')) ?? [];
  const digits = number.replace(/[\s\-.()/]/g, '');
  const given = /^(?:\+|00)([1-9]\d{6,14})$/.exec(digits)?.[1];
  const mobile = /^1[3-9]\d{9}$/.test(digits) ? `86${digits}` : undefined;
  const landline = /^0([1-9]\d{8,10})$/.exec(digits)?.[1];
  const full = given ?? mobile ?? (landline === undefined ? undefined : `86${landline}`);
  if (full === undefined) return undefined;
  return `+${full}${extension === undefined ? '' : `;ext=${extension}`}`;
}

/** A day, YYYY-MM-DD: also 2026/3/2, 20260302, 2026.3.2 and 2026年3月2日. */
export function dayOf(text: string): string | undefined {
  const written = narrow(text).replaceAll(' ', '');
  const [, year, month, day] =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(written) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(written) ??
    [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = Date.parse(`${iso}T00:00:00.000Z`);
  // Date takes 30 February for a day in March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso) ? iso : undefined;
}

/** A point in time: ISO 8601 with its offset, or a day and a time as the clocks of `zone` show it; a day alone begins. */
export function instantOf(text: string, zone: string): string | undefined {
  const written = narrow(text);
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/i.test(written)) {
    const time = Date.parse(written.toUpperCase());
    return Number.isNaN(time) ? undefined : new Date(time).toISOString();
  }
  const [, date = '', hour = '00', minute = '00', second = '00'] =
    /^(.+?)(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?)?$/.exec(written) ?? [];
  const day = dayOf(date);
  if (day === undefined || Number(hour) > 24 || Number(minute) > 59 || Number(second) > 59) return undefined;
  // Midnight at the end of a day is sometimes written 24:00.
  const [on, at] = hour === '24' ? [dayAfter(day, 1), '00'] : [day, hour.padStart(2, '0')];
  if (hour === '24' && (minute !== '00' || second !== '00')) return undefined;
  return new Date(epochAt(on, `${at}:${minute}`, zone) + Number(second) * 1_000).toISOString();
}

/** An amount in hundredths: `1,234.5`, `￥1,234.50`, `1234.50元`, `(12.00)` for what went; at most two decimals. */
export function centsOf(text: string): number | undefined {
  const written = narrow(text)
    .replaceAll(' ', '')
    .replace(/^(CNY|RMB|[¥])|(CNY|RMB|元)$/gi, '');
  const [, open, sign, whole, fraction = '', close] =
    /^(\()?([-+]?)(\d{1,13}|\d{1,3}(?:,\d{3}){1,4})(?:\.(\d{1,2}0*))?(\))?$/.exec(written) ?? [];
  if (whole === undefined || (open === undefined) !== (close === undefined) || (open && sign))
    return undefined;
  const cents = Number(whole.replaceAll(',', '')) * 100 + Number(fraction.slice(0, 2).padEnd(2, '0'));
  return open !== undefined || sign === '-' ? -cents : cents;
}

/** A whole number. */
export function wholeOf(text: string): number | undefined {
  const written = narrow(text).replaceAll(' ', '');
  return /^\d{1,9}$/.test(written) ? Number(written) : undefined;
}
