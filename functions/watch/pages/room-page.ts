/** One case as operations see it: where it is, what comes if nobody acts, and what happened; ids, codes and dates. */
import { NOBODY } from '../../../shared/contracts/churn-evaluation.ts';
import { draw } from '../../../shared/picture/draw.ts';
import { type Framing, frame } from '../../../shared/platform/frame.ts';
import { Html, html } from '../../../shared/platform/html.ts';
import { tierName } from '../../../shared/policy/names.ts';
import type { Room, Told } from '../room.ts';
import { presentOf, type Stay, toldSketch, type View } from '../rules/path.ts';
import type { Event } from '../rules/timeline.ts';
import type { Timer } from '../rules/timers.ts';
import { codeName, kindName } from './code-words.ts';
import { opsWords } from './ops-words.ts';
import {
  factOf,
  heldBy,
  lasted,
  momentOf,
  OPS_STYLE,
  type Reader,
  roomOf,
  table,
  when,
  whyOf,
} from './parts.ts';
import { sceneName } from './scene-words.ts';

/** The page; `view` says how much of the picture is drawn. */
export function roomPage(
  { zone, ...framing }: Framing & { readonly zone: string },
  room: Room,
  view: View,
): string {
  const { language, nonce } = framing;
  const say = opsWords[language];
  const reader = { language, zone };
  const { caseId, kind } = room.line;
  return frame(
    { ...framing, style: OPS_STYLE },
    say.room(kindName(kind, language), caseId),
    html`<p><a href="cases">${say.list}</a></p>
${section('facts', '', factsOf(room, reader))}
${section('timers', say.timers.title, timersPart(room, reader))}
${section('picture', say.picture.title, picturePart(room, reader, { view, nonce }))}
${section('timeline', say.timeline.title, timelinePart(room.timeline, reader))}
${section('tasks', say.tasks, tasksPart(room, reader))}
${section('mails', say.mails, mailsPart(room, reader))}
${section('contacts', say.contacts, contactsPart(room, reader))}
${section('audit', say.audit.title, auditPart(room, reader))}`,
  );
}

const section = (id: string, title: string, body: Html): Html =>
  html`<section id="${id}">${title !== '' && html`<h2>${title}</h2>\n`}${body}</section>`;

function factsOf({ head, line, round, execution, told, at }: Room, reader: Reader): Html {
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
  const rounds = Array.from({ length: head.round }, (_, index) => index + 1).map((one) =>
    one === round
      ? html` <strong>${one}</strong>`
      : html` <a href="${roomOf(line.caseId)}&amp;round=${one}">${one}</a>`,
  );
  const policies = Object.entries(head.policies ?? {}).map(([name, version]) => `${name} ${version}`);
  const rows: readonly (readonly [term: string, says: Html | undefined])[] = [
    [say.facts.status, html`${status}${flags}`],
    [
      say.facts.customer,
      line.customerId === NOBODY
        ? undefined
        : html`<a href="tier?customer=${encodeURIComponent(line.customerId)}">${line.customerId}</a>`,
    ],
    [say.facts.tier, line.tier && html`${tierName(line.tier, language)}`],
    [say.facts.owner, line.ownerId === undefined ? undefined : html`${line.ownerId}`],
    [say.facts.opened, html`${momentOf(line.openedAt, reader)}`],
    [
      say.columns[7],
      line.waitingSince === undefined
        ? undefined
        : html`${momentOf(line.waitingSince, reader)} <span class="soft">${lasted(line.waitingSince, at, reader)}</span> ${line.holders.join(', ')}`,
    ],
    [
      say.facts.due,
      line.dueAt === undefined
        ? undefined
        : html`${momentOf(line.dueAt, reader)}${whyOf(line.dueTrace, language)}`,
    ],
    [say.facts.closed, line.closedAt === undefined ? undefined : html`${momentOf(line.closedAt, reader)}`],
    [say.facts.round, head.round > 1 ? html`${rounds}` : undefined],
    [
      say.facts.execution,
      html`${execution.split(':').slice(-2).join(' ')}${told && html` · ${codeName(told.status, language)}${told.error !== undefined && html` (${told.error})`}`}`,
    ],
    [say.facts.policies, policies.length === 0 ? undefined : html`${policies.join(' · ')}`],
  ];
  return html`<dl>
${rows.map(([term, says]) => says && html`<dt>${term}</dt><dd>${says}</dd>\n`)}</dl>`;
}

function timersPart({ timers, told, at }: Room, reader: Reader): Html {
  const { language } = reader;
  const { timers: say } = opsWords[language];
  if (timers.length === 0) return html`<p>${say.none}</p>`;
  const then = ({ what, step }: Timer): string | undefined => {
    const next = what === 'exhaust' && step !== undefined && told ? silenceLeadsTo(told, step) : undefined;
    return next && sceneName(next, language);
  };
  return html`<ol class="times">
${timers.map(
  (timer) =>
    html`<li><strong>${timer.at <= at ? say.now : momentOf(timer.at, reader)}</strong> ${timer.step !== undefined && html`<span class="soft">${sceneName(timer.step, language)}:</span> `}${say.what(timer, then(timer))}</li>\n`,
)}</ol>
${timers.some(({ what }) => what === 'climb') && html`<p class="hint">${say.if}</p>`}`;
}

/** The scene to which a task leads that nobody answers. */
const silenceLeadsTo = ({ sketch }: Told, step: string): string | undefined =>
  sketch.ways.find(({ from, label }) => from === step.replace(/ #\d+$/, '') && label === 'nobody answers')
    ?.to;

function picturePart(
  { line, round, head, told, at }: Room,
  reader: Reader,
  { view, nonce }: { readonly view: View; readonly nonce: string },
): Html {
  const { language } = reader;
  const { picture: say } = opsWords[language];
  if (told === undefined) return html`<p>${say.gone}</p>`;
  const title = `${kindName(line.kind, language)} ${line.caseId}`;
  const svg = draw(toldSketch(told.sketch, told.path, view), title, false, {
    nonce,
    say: (words) => sceneName(words, language),
  });
  const other = view === 'near' ? 'whole' : 'near';
  const of = round === head.round ? '' : html`&amp;round=${round}`;
  return html`${!told.whole && html`<p>${say.cut}</p>`}
<p>${say[view]} · <a href="${roomOf(line.caseId)}${of}&amp;view=${other}#picture">${say[other]}</a><br><span class="soft">${say.been} · </span><a href="#now">${say.now}</a></p>
<div class="scrolls" role="region" tabindex="0" aria-label="${say.title}">${new Html(svg)}</div>
<h3>${say.way}</h3>
<ol class="times">
${told.path.stays.map((stay) => stayLine(stay, told, at, reader))}</ol>`;
}

function stayLine({ scene, enteredAt, leftAt }: Stay, { path }: Told, at: string, reader: Reader): Html {
  const { language } = reader;
  const { picture: say } = opsWords[language];
  const isHere = leftAt === undefined && presentOf(path).includes(scene);
  return html`<li>${momentOf(enteredAt, reader)} ${sceneName(scene, language)}${
    isHere
      ? html` <strong>► ${say.here}</strong> <span class="soft">${lasted(enteredAt, at, reader)}</span>`
      : leftAt !== undefined && html` <span class="soft">${lasted(enteredAt, leftAt, reader)}</span>`
  }</li>\n`;
}

function timelinePart(events: readonly Event[], reader: Reader): Html {
  const { language } = reader;
  const say = opsWords[language];
  if (events.length === 0) return html`<p>${say.nothing}</p>`;
  const what = (event: Event): Html => {
    switch (event.of) {
      case 'audit': {
        const facts = Object.entries(event.facts).map(([name, fact]) => `${name} ${factOf(fact, reader)}`);
        return html`<code>${event.act}</code> <span class="soft">${say.by} ${event.actor}${facts.length > 0 && html`: ${facts.join(' · ')}`}</span>`;
      }
      case 'mail':
        return html`${say.timeline.mail(codeName(event.template, language), event.to, codeName(event.state, language))}`;
      case 'signal':
        return html`${say.timeline.signal(codeName(event.signal, language))}`;
      case 'contact':
        return html`${say.timeline.contact(
          `${codeName(event.class, language)}, ${codeName(event.channel, language)}`,
          codeName(event.state, language),
        )}`;
    }
  };
  return html`<ol class="times">
${events.map((event) => html`<li>${momentOf(event.at, reader)} ${what(event)}</li>\n`)}</ol>`;
}

function tasksPart({ line: { tasks } }: Room, reader: Reader): Html {
  const { language } = reader;
  const say = opsWords[language];
  if (tasks.length === 0) return html`<p>${say.nothing}</p>`;
  return table(
    say.tasks,
    say.taskColumns,
    tasks.map((task) => [
      html`${sceneName(task.step, language)}<div class="soft">${task.taskId}</div>`,
      html`${codeName(task.state, language)}`,
      html`${heldBy(task)}`,
      html`${momentOf(task.assignedAt, reader)}`,
      html`${momentOf(task.dueAt, reader)}${task.state === 'OPEN' && whyOf(task.dueTrace, language)}`,
      html`${task.remindersSent}`,
      html`${when(task.decidedAt, reader)}`,
    ]),
  );
}

function mailsPart({ mails }: Room, reader: Reader): Html {
  const { language } = reader;
  const say = opsWords[language];
  if (mails.length === 0) return html`<p>${say.nothing}</p>`;
  return table(
    say.mails,
    say.mailColumns,
    mails.map(({ template, to, state, createdAt, sentAt, fault }) => [
      html`${codeName(template, language)}`,
      html`${to.id}`,
      html`${codeName(state, language)}`,
      html`${momentOf(createdAt, reader)}`,
      html`${when(sentAt, reader)}`,
      html`${fault}`,
    ]),
  );
}

function contactsPart({ contacts }: Room, reader: Reader): Html {
  const { language } = reader;
  const say = opsWords[language];
  if (contacts.length === 0) return html`<p>${say.nothing}</p>`;
  return table(
    say.contacts,
    say.contactColumns,
    contacts.map(({ class: its, channel, purpose, state, at, until, reason }) => [
      html`${codeName(its, language)}`,
      html`${codeName(channel, language)}`,
      html`${codeName(purpose, language)}`,
      html`${codeName(state, language)}`,
      html`${momentOf(at, reader)}`,
      html`${when(until, reader)}`,
      html`${reason}`,
    ]),
  );
}

function auditPart({ audit: { records, broken } }: Room, { language }: Reader): Html {
  const { audit: say } = opsWords[language];
  return broken === undefined
    ? html`<p>${say.holds(records)}</p>`
    : html`<p class="error">${say.broken(broken)}</p>`;
}
