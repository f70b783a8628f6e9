/** The history of a case on the page of a task, what the customer said, and the reasons of dates; each in the room it has. */
import { letterParts } from '../../../shared/contracts/complaint.ts';
import { type Html, harmless, html, isolated } from '../../../shared/platform/html.ts';
import type { DateShown, FileView } from '../case-file.ts';
import { headings } from '../mails/headings.ts';
import { cutFor, type FileEntry, type Said, shared, weightOf } from '../rules/parts.ts';
import { momentOf } from '../words.ts';
import { fileWords } from './file-words.ts';
import { holderWords } from './holder-words.ts';
import type { Reader } from './pages.ts';
import { words } from './words.ts';

/** What the customer said, as the page of a task shows it. */
export interface ComplaintShown {
  readonly subject?: string | undefined;
  readonly text: string;
  /** What came with the words. */
  readonly beside?: readonly Said[];
}

const bytesOf = ({ text }: Html): number => Buffer.byteLength(text);

/** What the customer said, and what came with it; what has no room is cut off, and the page says so. */
export function complaintShown(
  reader: Reader,
  { beside = [], ...complaint }: ComplaintShown,
  whole: string,
  room: number,
): Html {
  const quoted = (limit: number) => quotation(reader, complaint, whole, limit);
  if (beside.length === 0) return quoted(room);
  const rows = (limit: number) => besideShown(reader, beside, whole, limit);
  const [forQuoted, forRows] = shared(
    room,
    bytesOf(quoted(Number.POSITIVE_INFINITY)),
    bytesOf(rows(Number.POSITIVE_INFINITY)),
  );
  return html`${quoted(forQuoted)}${rows(forRows)}`;
}

/** What came with the words of a complaint, row by row; of those without room the long ones are left out, and then all. */
function besideShown(reader: Reader, beside: readonly Said[], whole: string, room: number): Html {
  const { shortened: instead, someShortened, cameWith } = fileWords[reader.language];
  const made = (rows: readonly Said[], note: Html | false) => html`
<h3>${cameWith}</h3>
${rows.length > 0 && saidShown(rows, 'masked')}${note}`;
  const all = made(beside, false);
  if (bytesOf(all) <= room) return all;
  const note = cutNote(reader, someShortened, whole);
  const shown: Said[] = [];
  for (const row of beside) {
    const fitting = [row, shortenedSaid(row, instead)].find(
      (one) => bytesOf(made([...shown, one], note)) <= room,
    );
    if (fitting !== undefined) shown.push(fitting);
  }
  return made(shown, note);
}

/** The customer's own words. */
function quotation(
  reader: Reader,
  { subject, text }: Pick<ComplaintShown, 'subject' | 'text'>,
  whole: string,
  room: number,
): Html {
  const made = (shown: Html) => html`<h2>${words[reader.language].whatTheCustomerSaid}</h2>
<blockquote dir="auto">${subject !== undefined && html`<strong>${isolated(subject)}</strong>\n`}${shown}`;
  const said = harmless(text);
  const all = html`${made(html`${said}`)}</blockquote>`;
  if (bytesOf(all) <= room) return all;
  return made(cutText(reader, said, whole, room - bytesOf(made(html``))));
}

/** The beginning of a text within a quotation, the end of the quotation, and a word on what was cut off. */
function cutText(reader: Reader, text: string, whole: string, room: number): Html {
  const note = (shown: number) =>
    cutNote(reader, holderWords[reader.language].cutShort(shown, [...text].length), whole);
  const made = (head: string) => html`${head}</blockquote>
${note([...head].length)}`;
  // The note is as long as it can be where it names all of the text.
  const around = bytesOf(made('')) + String([...text].length).length;
  return made(text.slice(0, cutFor(text, Math.max(0, room - around))));
}

const cutNote = ({ language }: Reader, said: string, whole: string): Html =>
  html`<p class="cut">${said} <a href="${whole}">${holderWords[language].readAll}</a></p>`;

/** One entry of a history, with its words masked or as they are. */
export function entryShown(
  { language, zone }: Reader,
  { at, what, by, said, continued }: FileEntry,
  kind: 'words' | 'masked',
): Html {
  return html`<li>${at !== undefined && html`<time datetime="${at}">${momentOf(at, language, zone)}</time> `}<strong>${what}</strong>${
    continued && html` ${holderWords[language].continued}`
  }${by !== undefined && html` · ${isolated(by)}`}${said.length > 0 && html`\n${saidShown(said, kind)}`}</li>
`;
}

/** Words with their labels; the parts of a letter have none, for their headings say it. */
const saidShown = (said: readonly Said[], kind: 'words' | 'masked'): Html =>
  said.every(({ label }) => label === '')
    ? html`${said.map((one) => html`<p class="said" dir="auto">${harmless(one[kind])}</p>`)}`
    : html`<dl>${said.map((one) => html`<dt>${one.label}</dt><dd class="said" dir="auto">${harmless(one[kind])}</dd>`)}</dl>`;

/** Longest text of an entry that is shortened, in bytes; a code or a date never is. */
const SHORT = 200;

/**
 * What has happened so far, oldest first. Where there is too much of it the newest have the room: of the older ones long
 * texts are left out, and then the entries themselves; the page says so, and where all of it is.
 */
export function fileSection(reader: Reader, { entries }: FileView, whole: string, room: number): Html {
  const say = fileWords[reader.language];
  const holder = holderWords[reader.language];
  const around = (inside: Html, note: Html | false) => html`<section>
<h2>${say.title}</h2>
${note}<ol class="file">
${inside}</ol>
</section>`;
  const all = around(html`${entries.map((entry) => entryShown(reader, entry, 'masked'))}`, false);
  if (bytesOf(all) <= room) return all;
  const note = (left: number) => cutNote(reader, left > 0 ? holder.notShown(left) : say.someShortened, whole);
  let left = room - bytesOf(around(html``, note(entries.length)));
  const shown: Html[] = [];
  for (const entry of entries.toReversed()) {
    const made = [entry, shortened(entry, say.shortened)]
      .map((one) => entryShown(reader, one, 'masked'))
      .find((one) => bytesOf(one) <= left);
    if (made === undefined) break;
    left -= bytesOf(made);
    shown.unshift(made);
  }
  return around(html`${shown}`, note(entries.length - shown.length));
}

const shortened = ({ said, ...entry }: FileEntry, instead: string): FileEntry => ({
  ...entry,
  said: said.map((one) => shortenedSaid(one, instead)),
});

const shortenedSaid = (said: Said, instead: string): Said =>
  weightOf(said.masked) > SHORT ? { ...said, masked: instead } : said;

/** A date, and behind it why it is this one. */
export function dateShown({ language, zone }: Reader, { at, why }: DateShown): Html {
  return html`<time datetime="${at}">${momentOf(at, language, zone)}</time>${
    why.length > 0 &&
    html`<details><summary>${fileWords[language].whyThisDate}</summary><ol>${why.map((line) => html`<li>${line}</li>`)}</ol></details>`
  }`;
}

/** A letter as the customer has it; what has no room is cut off, and the page says so. */
export function letterSection(
  reader: Reader,
  parts: Readonly<Partial<Record<(typeof letterParts)[number], string>>>,
  whole: string,
  room: number,
  print?: string,
): Html {
  const { language } = reader;
  const say = fileWords[language];
  const around = (inside: Html) => html`<section>
<h2>${print === undefined ? say.ourLetter : say.toTell}</h2>
${inside}${print !== undefined && html`<p><a href="${print}">${say.printIt}</a></p>`}</section>`;
  const began = (part: (typeof letterParts)[number]) => html`${
    headings[language][part] !== undefined && html`<h3>${headings[language][part]}</h3>`
  }
<blockquote dir="auto">`;
  const shown: Html[] = [];
  let left = room - bytesOf(around(html``));
  for (const part of letterParts) {
    const text = parts[part];
    if (text === undefined) continue;
    const said = harmless(text);
    const all = html`${began(part)}${said}</blockquote>
`;
    if (bytesOf(all) <= left - ROOM_FOR_NOTE || isLast(parts, part, left - bytesOf(all))) {
      shown.push(all);
      left -= bytesOf(all);
      continue;
    }
    shown.push(html`${began(part)}${cutText(reader, said, whole, left - bytesOf(began(part)))}`);
    break;
  }
  return around(html`${shown}`);
}

/** Bytes that are kept back until it is known whether something must be cut off. */
const ROOM_FOR_NOTE = 400;

const isLast = (
  parts: Readonly<Partial<Record<(typeof letterParts)[number], string>>>,
  part: (typeof letterParts)[number],
  left: number,
): boolean => left >= 0 && letterParts.findLast((one) => parts[one] !== undefined) === part;
