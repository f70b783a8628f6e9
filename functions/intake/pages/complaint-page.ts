/** The pages of the complaint forms. */
import type { Language } from '../../../shared/contracts/codes.ts';
import { type Framing, frame } from '../../../shared/platform/frame.ts';
import { type Html, harmless, html, isolated } from '../../../shared/platform/html.ts';
import { momentOf } from '../../../shared/platform/moment.ts';
import {
  type FieldName,
  type Flaws,
  type FormName,
  forms,
  LARGEST_GROUP,
  limits,
  type Said,
} from '../rules/complaint-form.ts';
import { words } from './words.ts';

/** What a form shows. */
export interface FormView {
  readonly form: FormName;
  readonly formId: string;
  readonly csrf: string;
  readonly typed: Readonly<Record<string, string | undefined>>;
  readonly flaws: Flaws;
  /** Why nothing was saved although nothing is wrong with the fields. */
  readonly because?: 'notSaved' | 'submitAgain';
  /** Number under which it is kept until the customer's number is right. */
  readonly heldAs?: string;
}

/** The fields in the order in which they are filled. */
const ORDER = ['channel', 'customerId', 'forWhom', 'text', 'wish', 'respondent', 'groupSize'] as const;

const choices: Partial<Record<FieldName, readonly string[]>> = {
  channel: forms.staff.shape.channel.options,
  forWhom: forms.customer.shape.forWhom.options,
};

const mayBeEmpty: readonly FieldName[] = ['wish', 'respondent', 'groupSize'];

const idOf = (field: FieldName): string => (choices[field] === undefined ? field : `${field}-0`);

function messageOf(field: FieldName, flaws: Flaws, language: Language): string | undefined {
  const flaw = flaws[field];
  if (flaw === undefined) return undefined;
  const known: Partial<Record<FieldName, { least: number; most: number }>> = limits;
  return words[language].flaws[flaw](known[field] ?? { least: 1, most: LARGEST_GROUP });
}

/** The form, empty or with what is to be mended. */
export function formPage(framing: Framing, view: FormView): string {
  const { language } = framing;
  const say = words[language];
  const fields = ORDER.filter((field) => field in forms[view.form].shape);
  const wrong = fields.flatMap((field) => {
    const message = messageOf(field, view.flaws, language);
    return message === undefined ? [] : [{ field, message }];
  });
  const other: Language = language === 'en' ? 'zh-CN' : 'en';
  return frame(
    framing,
    say.title[view.form],
    html`<p><a href="?lang=${other}" lang="${other}" hreflang="${other}">${say.other}</a></p>
${view.because && html`<section class="errors" role="alert">${say[view.because]}</section>`}
${
  wrong.length > 0 &&
  html`<section class="errors" role="alert"><strong>${say.pleaseMend}</strong>
<ul>${wrong.map(({ field, message }) => html`<li><a href="#${idOf(field)}">${say.fields[field].label}</a>: ${message}</li>`)}</ul>
${view.heldAs !== undefined && html`<p>${say.held(view.heldAs)}</p>`}
</section>`
}
<section>
<p>${say.intro[view.form]}</p>
<form method="post" autocomplete="off">
<input type="hidden" name="csrf" value="${view.csrf}">
<input type="hidden" name="formId" value="${view.formId}">
<input type="hidden" name="lang" value="${language}">
${fields.map((field) => control(field, view, language))}
<button type="submit">${say.submit}</button>
</form>
</section>`,
  );
}

function control(field: FieldName, { typed, flaws }: FormView, language: Language): Html {
  const say = words[language];
  const { label, hint, options = {} } = say.fields[field];
  const message = messageOf(field, flaws, language);
  const optional = mayBeEmpty.includes(field);
  const described = [hint && `${field}-hint`, message && `${field}-error`].filter((id) => id !== undefined);
  const marks = html`${described.length > 0 && html` aria-describedby="${described.join(' ')}"`}${
    message !== undefined && html` aria-invalid="true"`
  }`;
  const notes = html`${hint !== undefined && html`<p class="hint" id="${field}-hint">${hint}</p>`}
${message !== undefined && html`<p class="error" id="${field}-error">${message}</p>`}`;
  const values = choices[field];
  if (values !== undefined) {
    return html`<fieldset${marks}>
<legend>${label}</legend>
${notes}
${values.map(
  (
    value,
    at,
  ) => html`<label class="choice"><input type="radio" id="${field}-${at}" name="${field}" value="${value}" required${
    typed[field] === value && html` checked`
  }><span>${options[value] ?? value}</span></label>
`,
)}</fieldset>
`;
  }
  const head = html`<label class="label" for="${field}">${label}${optional && say.mayBeEmpty}</label>
${notes}`;
  if (field === 'text' || field === 'wish') {
    const { least, most } = limits[field];
    return html`<div class="field">
${head}
<textarea id="${field}" name="${field}"${!optional && html` required minlength="${least}"`} maxlength="${most}"${marks}>
${harmless(typed[field] ?? '')}</textarea>
</div>
`;
  }
  const most = field === 'respondent' ? limits.respondent.most : field === 'groupSize' ? 6 : 64;
  return html`<div class="field">
${head}
<input type="text" id="${field}" name="${field}"${!optional && html` required`}${
    field === 'groupSize' && html` inputmode="numeric"`
  } maxlength="${most}"${marks} value="${harmless(typed[field] ?? '')}">
</div>
`;
}

/** The answer to every complaint of a customer, whatever becomes of it: it tells nobody whose number exists. */
export function receivedPage(framing: Framing, reference: string): string {
  const say = words[framing.language];
  return frame(
    framing,
    say.received,
    html`<section>
${say.receivedText.map((line) => html`<p>${line}</p>\n`)}<dl><dt>${say.reference}</dt><dd>${reference}</dd></dl>
</section>`,
  );
}

/** A complaint that staff have recorded, as the customer may take it home. */
export interface TakenView {
  readonly caseId: string;
  /** The form was recorded before; what it says now may be something else, so only the number is shown. */
  readonly known: boolean;
  readonly receivedAt: string;
  readonly zone: string;
  readonly said: Said;
}

/** Case number, and what was said: to be read out, and to be printed. */
export function takenPage(framing: Framing, { caseId, known, receivedAt, zone, said }: TakenView): string {
  const { language } = framing;
  const say = words[language];
  const { fields } = say;
  return frame(
    framing,
    say.taken,
    html`<section>
<p class="on-screen">${known ? say.known : say.takenText}</p>
<dl>
<dt>${say.caseNumber}</dt><dd><strong>${caseId}</strong></dd>
<dt>${say.receivedAt}</dt><dd><time datetime="${receivedAt}">${momentOf(receivedAt, language, zone)}</time></dd>
<dt>${fields.customerId.label}</dt><dd>${isolated(said.customerId)}</dd>
</dl>
${
  !known &&
  html`<h2>${fields.text.label}</h2>
<blockquote dir="auto">${harmless(said.text)}</blockquote>
${
  said.wish !== undefined &&
  html`<h2>${fields.wish.label}</h2>
<blockquote dir="auto">${harmless(said.wish)}</blockquote>`
}`
}
</section>
<p class="on-screen"><a href="?lang=${language}">${say.another}</a></p>`,
  );
}

/** A post that did not come out of our form. */
export function notFromOurFormPage(framing: Framing): string {
  const say = words[framing.language];
  return frame(
    framing,
    say.notFromThisPage,
    html`<section><p>${say.notFromThisPageText}</p></section>
<p><a href="?lang=${framing.language}">${say.openAgain}</a></p>`,
  );
}
