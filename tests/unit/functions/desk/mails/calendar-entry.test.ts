import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { calendarEntry } from '../../../../../functions/desk/mails/calendar-entry.ts';
import { messageOf } from '../../../../../functions/desk/mails/envelope.ts';

const entry = {
  uid: 'V20260302-ABCDEFGHJK@bank.example',
  sequence: 2,
  stampedAt: '2026-03-02T01:30:00.000Z',
  startsAt: '2026-03-09T02:30:00.000Z',
  minutes: 30,
  summary: '回访客户 [V20260302-ABCDEFGHJK]',
  description: 'Number V20260302-ABCDEFGHJK',
  organizer: { name: '示例银行', address: 'care@bank.example' },
};

/** What a calendar program reads: lines unfolded, then name, parameters and value. */
const read = (file: string) =>
  new Map(
    file
      .replaceAll('\r\n ', '')
      .split('\r\n')
      .map((line) => /^([A-Z-]+)((?:;[^:]*?)?):(.*)$/.exec(line))
      .flatMap((parts) => (parts ? [[parts[1] ?? '', parts[3] ?? ''] as const] : [])),
  );
const unescaped = (text = ''): string => text.replaceAll('\\n', '\n').replaceAll(/\\([\\;,])/g, '$1');

describe('R043 the calendar file of an appointment', () => {
  test('says when in UTC, for how long, and which version of which entry it is', () => {
    const lines = read(calendarEntry(entry));
    expect(Object.fromEntries(lines)).toMatchObject({
      METHOD: 'PUBLISH',
      VERSION: '2.0',
      UID: 'V20260302-ABCDEFGHJK@bank.example',
      SEQUENCE: '2',
      DTSTAMP: '20260302T013000Z',
      DTSTART: '20260309T023000Z',
      DTEND: '20260309T030000Z',
      ORGANIZER: 'mailto:care@bank.example',
    });
  });

  test('has lines of at most 75 octets that end in CRLF, and tears no character apart (RFC 5545, 3.1)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (summary) => {
        const file = calendarEntry({ ...entry, summary: summary.toWellFormed() });
        expect(file.endsWith('\r\n')).toBe(true);
        for (const line of file.split('\r\n')) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
          expect(line.isWellFormed()).toBe(true);
          expect(line).not.toMatch(/[\r\n]/);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('says whatever is written into it as it was written, and lets none of it become a line of its own (3.3.11)', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (summary) => {
        const lines = read(calendarEntry({ ...entry, summary, description: 'a\r\nATTENDEE:mailto:evil' }));
        expect(unescaped(lines.get('SUMMARY'))).toBe(
          summary.replaceAll(/\r\n?/g, '\n').replaceAll(/[^\n\P{Cc}]/gu, ''),
        );
        expect(lines.has('ATTENDEE')).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test('comes with the mail as a calendar part and as a file', async () => {
    const raw = await messageOf(
      { subject: 's', text: 't', html: '<p>t</p>' },
      {
        from: { name: 'Example Bank', address: 'care@bank.example' },
        to: 'rm@bank.example',
        outboxId: 'M0123456789ABCDEF',
        thread: 'V20260302-ABCDEFGHJK',
        date: new Date('2026-03-02T01:30:00.000Z'),
        calendar: calendarEntry(entry),
      },
    );
    expect(raw.toString()).toMatch(/Content-Type: text\/calendar; charset=utf-8; method=PUBLISH/i);
    const { attachments } = await PostalMime.parse(raw);
    const [file] = attachments.filter(({ filename }) => filename === 'appointment.ics');
    const content = file?.content as ArrayBuffer | string;
    const text = typeof content === 'string' ? content : new TextDecoder().decode(content);
    expect(text.replaceAll(/\r?\n/g, '\r\n')).toBe(calendarEntry(entry));
  });
});
