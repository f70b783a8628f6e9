/** What the pages of operations have in common: their style, moments, dates with their reasons, and tables that scroll. */
import { Instant, type Language } from '../../../shared/contracts/codes.ts';
import { type Html, html } from '../../../shared/platform/html.ts';
import { type Trace, whyThisDate } from '../../../shared/policy/explain.ts';
import type { TaskLine } from '../rules/case-lines.ts';
import { opsWords } from './ops-words.ts';

/** Wider than pages with a form, for tables and pictures; what is wider still scrolls by itself. */
export const OPS_STYLE = `
main,header{max-width:84rem}
.scrolls{overflow:auto;max-height:90vh;border:1px solid var(--line);border-radius:.375rem;overflow-wrap:normal}
.scrolls svg{display:block;max-width:none}
table{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.4}
th,td{text-align:start;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line)}
th{color:var(--soft);white-space:nowrap}
td{min-width:6rem}
.flag{color:var(--bad);font-weight:700;white-space:nowrap}
.soft{color:var(--soft)}
form.filter{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.5rem 1rem;align-items:end}
form.filter .field{margin:0}
ol.times{margin:0;padding-inline-start:1.25rem}
ol.times li{margin:.25rem 0}
details summary{color:var(--accent)}
@media(max-width:40rem){
.scrolls:has(table){border:0;max-height:none}
table,tbody,tr,td{display:block}
thead{position:absolute;clip-path:inset(50%);height:1px;width:1px;overflow:hidden}
tr{background:var(--card);border:1px solid var(--line);border-radius:.375rem;margin:0 0 .75rem;padding:.4rem}
td{display:grid;grid-template-columns:7rem minmax(0,1fr);gap:.5rem;border:0;padding:.15rem .25rem}
td::before{content:attr(data-label);color:var(--soft)}
td>div.cell{overflow-wrap:anywhere}
td:has(>div.cell:empty){display:none}
}
`;

/** Who reads, and in which zone moments are told. */
export interface Reader {
  readonly language: Language;
  readonly zone: string;
}

/** A moment with its weekday, in the bank's zone: `Tue, 3 Mar 2026, 10:00`. */
export const momentOf = (instant: string, { language, zone }: Reader): string =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  }).format(new Date(instant));

/** A moment, or nothing. */
export const when = (instant: string | undefined, reader: Reader): string =>
  instant === undefined ? '' : momentOf(instant, reader);

/** How long from one moment to another, in whole minutes at least; empty where it was no minute. */
export function lasted(from: string, until: string, { language }: Reader): string {
  const minutes = Math.floor((Date.parse(until) - Date.parse(from)) / 60_000);
  return minutes < 1 ? '' : opsWords[language].duration(minutes);
}

/** How a date came about, shut until somebody wants to know. */
export function whyOf(trace: Trace | undefined, language: Language): Html | undefined {
  if (trace === undefined) return undefined;
  const lines = whyThisDate(trace, language).map((line) => html`<li>${line}</li>`);
  return html`<details><summary>${opsWords[language].why}</summary><ol>${lines}</ol></details>`;
}

/** Who has a task, and on which level; undefined where nobody is to act. */
export const heldBy = ({ holder, assigneeId, level }: TaskLine): string | undefined =>
  holder === 'nobody' ? undefined : holder === 'customer' ? assigneeId : `${assigneeId} (L${level})`;

/** A fact of a record: a moment in the bank's zone, a number without more digits than anybody reads. */
export function factOf(fact: string | number | boolean, reader: Reader): string {
  if (typeof fact === 'number') return String(Math.round(fact * 1_000) / 1_000);
  return typeof fact === 'string' && Instant.safeParse(fact).success ? momentOf(fact, reader) : String(fact);
}

/** A table within a frame that scrolls, also by keyboard; on a phone each row is a card of its own. */
export const table = (title: string, columns: readonly string[], rows: readonly (readonly Html[])[]): Html =>
  html`<div class="scrolls" role="region" tabindex="0" aria-label="${title}"><table>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>
${rows.map((cells) => html`<tr>${cells.map((cell, at) => html`<td data-label="${columns[at]}"><div class="cell">${cell}</div></td>`)}</tr>\n`)}</tbody>
</table></div>
`;

/** Where the page of a case is, beside the list. */
export const roomOf = (caseId: string): string => `case?id=${encodeURIComponent(caseId)}`;
