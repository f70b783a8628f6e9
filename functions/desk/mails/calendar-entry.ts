/** A calendar entry by RFC 5545: what is put into the calendars of those who meet. */

/** What is entered. */
export interface Entry {
  /** The same for every version of an entry, so that a new date takes the place of the old one. */
  readonly uid: string;
  /** Rises with every version. */
  readonly sequence: number;
  /** When this version was made. */
  readonly stampedAt: string;
  readonly startsAt: string;
  readonly minutes: number;
  readonly summary: string;
  readonly description: string;
  readonly organizer: { readonly name: string; readonly address: string };
}

/** Octets of a line, its break left out: https://www.rfc-editor.org/rfc/rfc5545#section-3.1 */
const LONGEST_LINE = 75;

/** The entry as a calendar file, to be published: nobody is asked to answer (RFC 5546, PUBLISH). */
export function calendarEntry(entry: Entry): string {
  const { uid, sequence, stampedAt, startsAt, minutes, summary, description, organizer } = entry;
  const ends = new Date(Date.parse(startsAt) + minutes * 60_000).toISOString();
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Steward//Follow-up visits//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${text(uid)}`,
    `SEQUENCE:${sequence}`,
    `DTSTAMP:${utc(stampedAt)}`,
    `DTSTART:${utc(startsAt)}`,
    `DTEND:${utc(ends)}`,
    `SUMMARY:${text(summary)}`,
    `DESCRIPTION:${text(description)}`,
    `ORGANIZER;CN=${parameter(organizer.name)}:mailto:${organizer.address}`,
    'STATUS:CONFIRMED',
    'TRANSP:OPAQUE',
    'CLASS:CONFIDENTIAL',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

/** A moment in UTC, e.g. `20260309T023000Z`. */
const utc = (instant: string): string => instant.replace(/\.\d{3}Z$/, 'Z').replaceAll(/[-:]/g, '');

/** TEXT: https://www.rfc-editor.org/rfc/rfc5545#section-3.3.11 */
const text = (value: string): string =>
  value
    .replaceAll(/[\\;,]/g, (special) => `\\${special}`)
    .replaceAll(/\r\n?|\n/g, '\\n')
    .replaceAll(/\p{Cc}/gu, '');

/** A parameter value in quotes, in which a quote and a control character cannot stand. */
const parameter = (value: string): string => `"${value.replaceAll(/["\p{Cc}]/gu, '')}"`;

/** A line of more than 75 octets goes on in the next one, which begins with a space; no character is torn apart. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  const parts: string[] = [];
  let [part, octets] = ['', 0];
  for (const character of line) {
    const more = encoder.encode(character).length;
    if (octets + more > LONGEST_LINE) {
      parts.push(part);
      // The space counts as well.
      [part, octets] = ['', 1];
    }
    part += character;
    octets += more;
  }
  return [...parts, part].join('\r\n ');
}
