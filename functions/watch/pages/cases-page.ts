/** The case list as a page without script, in both languages. */
import { NOBODY } from '../../../shared/contracts/churn-evaluation.ts';
import type { Language } from '../../../shared/contracts/codes.ts';
import { type Framing, frame } from '../../../shared/platform/frame.ts';
import { type Html, html } from '../../../shared/platform/html.ts';
import { tierName } from '../../../shared/policy/names.ts';
import type { CaseLine, TaskLine } from '../rules/case-lines.ts';
import { type CaseQuery, kinds, statuses } from '../rules/filter.ts';
import { codeName, kindName } from './code-words.ts';
import { opsWords } from './ops-words.ts';
import { heldBy, lasted, momentOf, OPS_STYLE, type Reader, roomOf, table, when, whyOf } from './parts.ts';
import { sceneName } from './scene-words.ts';

/** What the page shows. */
export interface CasesView {
  readonly cases: readonly CaseLine[];
  /** When the list was made. */
  readonly at: string;
  readonly next?: string;
  readonly query: CaseQuery;
}

/** Hours of waiting that the form offers. */
const WAITING = [4, 24, 72, 168, 336] as const;

/** The page, with dates in the bank's zone. */
export function casesPage(
  { zone, ...framing }: Framing & { readonly zone: string },
  { cases, at, next, query }: CasesView,
): string {
  const { language } = framing;
  const say = opsWords[language];
  const reader = { language, zone };
  return frame(
    { ...framing, style: OPS_STYLE },
    say.cases,
    html`<section>
<h2>${say.filter.title}</h2>
${formOf(query, language)}
</section>
${
  cases.length === 0
    ? html`<p>${say.none}</p>`
    : table(
        say.cases,
        say.columns,
        cases.map((line) => rowOf(line, at, reader)),
      )
}
${next !== undefined && html`<p><a href="cases?${furtherThan(query, next)}">${say.further}</a></p>`}`,
  );
}

/** The same question for what comes after. */
function furtherThan({ after: _, until: __, ...query }: CaseQuery, next: string): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, after: next }))
    if (value !== undefined) asked.set(name, String(value));
  return asked.toString();
}

interface Choice {
  readonly value: string;
  readonly words: string;
}

function formOf(query: CaseQuery, language: Language): Html {
  const { filter: say } = opsWords[language];
  const any = { value: '', words: say.any };
  const field = (name: string, label: string, input: Html): Html =>
    html`<p class="field"><label class="label" for="${name}">${label}</label>${input}</p>\n`;
  const select = (name: keyof CaseQuery, label: string, choices: readonly Choice[]): Html =>
    field(
      name,
      label,
      html`<select id="${name}" name="${name}">${[any, ...choices].map(
        ({ value, words }) =>
          html`<option value="${value}"${String(query[name] ?? '') === value ? html` selected` : ''}>${words}</option>`,
      )}</select>`,
    );
  return html`<form class="filter" method="get" action="cases">
${select(
  'kind',
  say.kind,
  kinds.map((kind) => ({ value: kind, words: kindName(kind, language) })),
)}${select('status', say.status, [
  { value: 'OPEN', words: say.open },
  { value: 'CLOSED', words: say.closed },
  ...statuses
    .filter((status) => status !== 'CLOSED')
    .map((status) => ({ value: status, words: codeName(status, language) })),
])}${select('flag', say.flag, [
  { value: 'LATE', words: say.isLate },
  { value: 'STILL', words: say.isStill },
])}${select(
  'waiting',
  say.waiting,
  WAITING.map((hours) => ({ value: String(hours), words: say.hours(hours) })),
)}${field(
  'holder',
  say.holder,
  html`<input type="text" id="holder" name="holder" value="${query.holder ?? ''}" maxlength="64" autocomplete="off">`,
)}<p class="buttons"><button>${say.show}</button></p>
</form>`;
}

function rowOf(line: CaseLine, now: string, reader: Reader): Html[] {
  const { language } = reader;
  const say = opsWords[language];
  const status = [line.status, line.outcome]
    .filter((code) => code !== undefined)
    .map((code) => codeName(code, language))
    .join(' · ');
  const flags = [
    ...(line.overdue ? [say.overdue] : line.late ? [say.late] : []),
    ...(line.still ? [say.still] : []),
  ].map((flag) => html` <span class="flag">${flag}</span>`);
  const { waitingSince: since, closedAt, customerId, tier } = line;
  return [
    html`<a href="${roomOf(line.caseId)}">${line.caseId}</a>`,
    html`${kindName(line.kind, language)}`,
    customerId === NOBODY
      ? html`–`
      : html`<a href="tier?customer=${encodeURIComponent(customerId)}">${customerId}</a>`,
    html`${tier === undefined ? '–' : tierName(tier, language)}`,
    html`${status}${flags}`,
    html`${momentOf(line.openedAt, reader)}${closedAt !== undefined && html`<div class="soft">${say.closedAt(momentOf(closedAt, reader))}</div>`}`,
    html`${when(line.dueAt, reader)}${whyOf(line.dueTrace, language)}`,
    since === undefined
      ? html`–`
      : html`${momentOf(since, reader)}<div class="soft">${lasted(since, now, reader)}</div>`,
    html`${line.holders.join(', ')}`,
    openTasks(line.tasks, reader),
  ];
}

/** Tasks of a case that are open; the others are on its own page. */
const openTasks = (tasks: readonly TaskLine[], reader: Reader): Html =>
  html`${tasks.filter(({ state }) => state === 'OPEN').map((task) => html`<div>${taskOf(task, reader)}</div>`)}`;

function taskOf(task: TaskLine, reader: Reader): Html {
  const { language } = reader;
  const by = heldBy(task);
  return html`${sceneName(task.step, language)}: ${by !== undefined && `${by}, `}${when(task.dueAt, reader)}${whyOf(task.dueTrace, language)}`;
}
