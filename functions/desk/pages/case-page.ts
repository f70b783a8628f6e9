/** The pages of a customer's own case. */
import type { ComplaintOutcome, Language, Line } from '../../../shared/contracts/codes.ts';
import type { Message, MessageKind } from '../../../shared/contracts/complaint.ts';
import type { CaseHead } from '../../../shared/contracts/items.ts';
import { frame } from '../../../shared/platform/frame.ts';
import { type Html, harmless, html } from '../../../shared/platform/html.ts';
import type { Flaw } from '../rules/answer.ts';
import type { MessageFlaws } from '../rules/message.ts';
import { teams } from '../teams.ts';
import { momentOf } from '../words.ts';
import { caseWords, type DoorNotice } from './case-words.ts';
import type { Reader } from './pages.ts';

/** The form by which a customer sends a message. */
export interface MessageForm {
  readonly csrf: string;
  /** What they can do by it. */
  readonly offers: readonly Message['what'][];
  readonly typed: Readonly<Record<string, string | undefined>>;
  readonly flaws: MessageFlaws;
  /** Tries left after a wrong code; with 0 it rests. */
  readonly triesLeft?: number;
  readonly submitAgain?: boolean;
}

/** What a customer is shown of the case: no words of anybody, only how it stands. */
export interface CaseView {
  readonly caseId: string;
  readonly status: CaseHead['status'];
  readonly outcome: ComplaintOutcome | undefined;
  readonly line: Line;
  readonly receivedAt: string;
  readonly closedAt: string | undefined;
  readonly promised: { readonly dueAt: string; readonly why: readonly string[] } | undefined;
  readonly messages: readonly { readonly brings: MessageKind; readonly receivedAt: string }[];
  /** Of a closed case that can be opened again: until when. */
  readonly reopenableUntil?: string | undefined;
  /** Absent once the case is closed, and cannot be opened again. */
  readonly form: MessageForm | undefined;
}

const TEXT = { least: 10, most: 4_000 };

/** How the case stands, and the form for a message while it is open. */
export function casePage(reader: Reader, view: CaseView): string {
  const { language, zone } = reader;
  const say = caseWords[language];
  const { caseId, status, outcome, line, receivedAt, closedAt, promised, messages, form } = view;
  const moment = (at: string) => html`<time datetime="${at}">${momentOf(at, language, zone)}</time>`;
  return frame(
    reader,
    say.title,
    html`<section>
<dl>
<dt>${say.caseNumber}</dt><dd>${caseId}</dd>
<dt>${say.status}</dt><dd>${say.statuses[status]}${status === 'CLOSED' && outcome !== undefined && html` ${say.outcomes[outcome]}`}</dd>
<dt>${say.team}</dt><dd>${teams[language][line]}</dd>
<dt>${say.receivedAt}</dt><dd>${moment(receivedAt)}</dd>
${promised && html`<dt>${say.promised}</dt><dd>${moment(promised.dueAt)}</dd>`}
${closedAt !== undefined && html`<dt>${say.closedAt}</dt><dd>${moment(closedAt)}</dd>`}
</dl>
${
  promised !== undefined &&
  promised.why.length > 0 &&
  html`<details><summary>${say.why}</summary>
<ol>${promised.why.map((step) => html`<li>${step}</li>`)}</ol>
</details>`
}
${
  messages.length > 0 &&
  html`<h2>${say.messages}</h2>
<ul>${messages.map(({ brings, receivedAt: at }) => html`<li>${say.brought[brings]}, ${moment(at)}</li>`)}</ul>`
}
</section>
<section>
<h2>${say.rights}</h2>
<ul>${rightsIn(view, reader).map((right) => html`<li>${right}</li>`)}</ul>
</section>
${form && messageForm(form, language)}`,
  );
}

/** What the customer can do; what a form on the page is for is said by it, and not as something to telephone about. */
function rightsIn({ status, reopenableUntil }: CaseView, { language, zone }: Reader): readonly string[] {
  const say = caseWords[language];
  if (status !== 'CLOSED') return say.rightsOf.open;
  const [routes = '', ...others] = say.rightsOf.closed;
  if (reopenableUntil === undefined) return [routes, ...others];
  return [routes, say.reopenUntil(momentOf(reopenableUntil, language, zone))];
}

function messageForm(
  { csrf, offers, typed, flaws, triesLeft, submitAgain }: MessageForm,
  language: Language,
): Html {
  const say = caseWords[language];
  const messageOf = (flaw: Flaw | undefined): string | undefined => {
    if (flaw === undefined) return undefined;
    if (flaw === 'choose') return say.choose;
    if (flaw === 'code-form') return say.codeForm;
    return flaw === 'too-long' ? say.tooLong(TEXT.most) : say.tooShort(TEXT.least);
  };
  const wrongCode =
    triesLeft === undefined ? undefined : triesLeft > 0 ? say.codeWrong(triesLeft) : say.codeRests;
  const wrong = {
    what: messageOf(flaws.what),
    text: messageOf(flaws.text),
    code: messageOf(flaws.code) ?? wrongCode,
  };
  const marks = (name: keyof typeof wrong, hinted: boolean) => {
    const described = [hinted && `${name}-hint`, wrong[name] !== undefined && `${name}-error`].filter(
      (id) => id !== false,
    );
    return html`${described.length > 0 && html` aria-describedby="${described.join(' ')}"`}${
      wrong[name] !== undefined && html` aria-invalid="true"`
    }`;
  };
  const error = (name: keyof typeof wrong) =>
    wrong[name] !== undefined && html`<p class="error" id="${name}-error">${wrong[name]}</p>`;
  const mend = (['what', 'text', 'code'] as const).filter((name) => wrong[name] !== undefined);
  const labels = { what: say.what, text: say.text, code: say.code };
  return html`${submitAgain && html`<section class="errors" role="alert">${say.submitAgain}</section>`}
${
  mend.length > 0 &&
  html`<section class="errors" role="alert"><strong>${say.pleaseMend}</strong>
<ul>${mend.map((name) => html`<li><a href="#${name === 'what' ? 'what-0' : name}">${labels[name]}</a>: ${wrong[name]}</li>`)}</ul>
</section>`
}
<section>
<h2>${say.form}</h2>
<form method="post" autocomplete="off">
<input type="hidden" name="csrf" value="${csrf}">
<fieldset${marks('what', false)}>
<legend>${say.what}</legend>
${error('what')}
${offers.map(
  (
    option,
    at,
  ) => html`<label class="choice"><input type="radio" id="what-${at}" name="what" value="${option}" required${
    typed.what === option && html` checked`
  }><span>${say.options[option]}</span></label>
`,
)}</fieldset>
<div class="field">
<label class="label" for="text">${say.text}</label>
<p class="hint" id="text-hint">${say.textHint}</p>
${error('text')}
<textarea id="text" name="text" required minlength="${TEXT.least}" maxlength="${TEXT.most}"${marks('text', true)}>
${harmless(typed.text ?? '')}</textarea>
</div>
<div class="field">
<label class="label" for="code">${say.code}</label>
<p class="hint" id="code-hint">${say.codeHint}</p>
${error('code')}
<input class="code" type="text" id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12" required${marks('code', true)} value="${wrong.code === undefined ? typed.code : ''}">
</div>
<button type="submit">${say.submit}</button>
</form>
</section>`;
}

/** What became of a message; `back` is the relative address of the case. */
export function receiptPage(
  reader: Reader,
  caseId: string,
  what: Message['what'],
  receiptNumber: string,
  back: string,
): string {
  const say = caseWords[reader.language];
  return frame(
    reader,
    say.receipt,
    html`<section>
<p>${say.receiptText[what]}</p>
<dl>
<dt>${say.caseNumber}</dt><dd>${caseId}</dd>
<dt>${say.what}</dt><dd>${say.options[what]}</dd>
<dt>${say.receiptNumber}</dt><dd>${receiptNumber}</dd>
</dl>
</section>
<p><a href="${back}">${say.back}</a></p>`,
  );
}

/** A genuine link that shows nothing of the case; `back` is the relative address of the case where it still would. */
export function doorNoticePage(reader: Reader, caseId: string, notice: DoorNotice, back?: string): string {
  const say = caseWords[reader.language];
  const [title, text] = say.notices[notice];
  return frame(
    reader,
    title,
    html`<section>
<p>${text}</p>
<dl><dt>${say.caseNumber}</dt><dd>${caseId}</dd></dl>
</section>
${back !== undefined && html`<p><a href="${back}">${say.back}</a></p>`}`,
  );
}
