/** The history of a case on the page of a task, and the reasons of its dates. */
import { letterParts } from '../../../shared/contracts/complaint.ts';
import { type Html, harmless, html, isolated } from '../../../shared/platform/html.ts';
import type { DateShown, FileView } from '../case-file.ts';
import { headings } from '../mails/headings.ts';
import { momentOf } from '../words.ts';
import { fileWords } from './file-words.ts';
import type { Reader } from './pages.ts';

/** Bytes of what people wrote that a page repeats beside the complaint: the newest come first to their room. */
const ROOM = 9_000;

/** What has happened so far, oldest first; where there is too much of it, the oldest texts are left out. */
export function fileSection({ language, zone }: Reader, { entries }: FileView): Html {
  const say = fileWords[language];
  let room = ROOM;
  const shown = entries.toReversed().map(({ at, what, by, said }) => ({
    at,
    what,
    by,
    said: said.map(({ label, words }) => {
      room -= Buffer.byteLength(words) + Buffer.byteLength(label) + 40;
      return { label, words: room < 0 ? say.shortened : words };
    }),
  }));
  return html`<section>
<h2>${say.title}</h2>
<ol class="file">
${shown.toReversed().map(
  ({
    at,
    what,
    by,
    said,
  }) => html`<li><time datetime="${at}">${momentOf(at, language, zone)}</time> <strong>${what}</strong>${
    by !== undefined && html` · ${isolated(by)}`
  }${
    said.length > 0 &&
    html`
<dl>${said.map(({ label, words }) => html`<dt>${label}</dt><dd dir="auto">${harmless(words)}</dd>`)}</dl>`
  }</li>
`,
)}</ol>
</section>`;
}

/** A date, and behind it why it is this one. */
export function dateShown({ language, zone }: Reader, { at, why }: DateShown): Html {
  return html`<time datetime="${at}">${momentOf(at, language, zone)}</time>${
    why.length > 0 &&
    html`<details><summary>${fileWords[language].whyThisDate}</summary><ol>${why.map((line) => html`<li>${line}</li>`)}</ol></details>`
  }`;
}

/** A letter as the customer has it. */
export function letterSection(
  { language }: Reader,
  parts: Readonly<Partial<Record<(typeof letterParts)[number], string>>>,
): Html {
  return html`<section>
<h2>${fileWords[language].ourLetter}</h2>
${letterParts.map((part) => {
  const words = parts[part];
  return (
    words !== undefined &&
    html`${headings[language][part] !== undefined && html`<h3>${headings[language][part]}</h3>`}
<blockquote dir="auto">${harmless(words)}</blockquote>
`
  );
})}</section>`;
}
