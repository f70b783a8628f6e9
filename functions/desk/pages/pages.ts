/** The pages of a task: one form, and one clear page for each reason why there is none. */
import type { Channel, Language } from '../../../shared/contracts/codes.ts';
import type { CaseLetter } from '../../../shared/contracts/complaint.ts';
import { type FormName, type OnlyIf, onlyIfOf } from '../../../shared/contracts/forms.ts';
import type { PassWay } from '../../../shared/contracts/task-pages.ts';
import { frame } from '../../../shared/platform/frame.ts';
import { type Html, harmless, html, isolated, onOneLine } from '../../../shared/platform/html.ts';
import { labelOf } from '../../../shared/policy/taxonomy.ts';
import type { FileView } from '../case-file.ts';
import type { Flaw, Flaws } from '../rules/answer.ts';
import type { Reachable } from '../rules/mask.ts';
import { shared } from '../rules/parts.ts';
import { type BankNames, momentOf, typedWords } from '../words.ts';
import { type BriefShown, briefSection } from './brief.ts';
import { type Field, fieldsOf } from './fields.ts';
import { type ComplaintShown, complaintShown, dateShown, fileSection, letterSection } from './file.ts';
import { fileWords } from './file-words.ts';
import { holderWords } from './holder-words.ts';
import { titles } from './titles.ts';
import { words } from './words.ts';

/** Whom a page is for, and how it may bring its style along. */
export interface Reader {
  readonly language: Language;
  readonly zone: string;
  readonly bank: BankNames;
  /** Nonce of the page's Content-Security-Policy. */
  readonly nonce: string;
}

/** What a form shows of its task. */
export interface FormView {
  readonly form: FormName;
  readonly caseId: string;
  readonly channel?: Channel | undefined;
  /** The bank's number of the customer. */
  readonly customer?: string | undefined;
  /** How the customer can be reached, masked. */
  readonly contact?: Reachable | undefined;
  readonly paths: Paths;
  readonly dueAt: string;
  /** Why the answer is due then, one reason a line. */
  readonly dueWhy?: readonly string[];
  /** What a visitor is told before a visit. */
  readonly brief?: BriefShown | undefined;
  /** What has happened to the case so far; for staff only. */
  readonly file?: FileView;
  /** The letter that the customer is asked about. */
  readonly letter?: CaseLetter['parts'] | undefined;
  /** Where the letter that a person tells the customer is to be had for print. */
  readonly print?: string | undefined;
  /** What the customer said, masked. */
  readonly text?: ComplaintShown | undefined;
  readonly csrf: string;
  /** What stands in the fields is a draft: whose, and since when. */
  readonly draft?: { readonly by: string | undefined; readonly at: string } | undefined;
  /** What the person typed before, on a form that is shown again. */
  readonly typed: Readonly<Record<string, string | undefined>>;
  readonly flaws: Flaws;
  /** Set where a post was not taken because the browser has another cookie by now. */
  readonly submitAgain?: boolean;
  /** Tries left, after a wrong code; `new-code` where a new one is on its way. */
  readonly codeWrong?: number | 'new-code';
  /** Set where the code is void: how a new one can be asked for, or `none` where no more are to be had. */
  readonly codeVoid?: CodeRequest | 'none';
}

/** Where the other pages of a link are, relative to the page on which this is written. */
export interface Paths {
  /** The form of the task; absent on its own page. */
  readonly answer?: string;
  readonly draft: string;
  /** The whole case file. */
  readonly whole: string;
  /** Where the task is passed on; absent where its holder cannot. */
  readonly pass?: string;
}

/** A field that is to be mended. */
export interface WrongField {
  readonly id: string;
  readonly label: string;
  readonly message: string;
}

/**
 * Bytes of a page; a heavier one takes too long on a telephone. What stands in the fields has its room first: a person
 * typed it, so it is never cut, and where it alone is more than this the page is as much heavier.
 */
const HEAVIEST = 30_000;

/** The form of a task, empty or with what is to be mended; what has no room beside it is on the pages of the file. */
export function formPage(reader: Reader, view: FormView): string {
  const { whole } = view.paths;
  const around = formAround(reader, view, { text: html``, file: html``, letter: html`` });
  const room = HEAVIEST - Buffer.byteLength(around);
  const text = (limit: number) => view.text && complaintShown(reader, view.text, whole, limit);
  const file = (limit: number) => view.file && fileSection(reader, view.file, whole, limit);
  const sizeOf = (made: Html | undefined) => Buffer.byteLength(made?.text ?? '');
  // What the customer is told comes before what happened so far; a customer reads nothing beside it.
  const forLetter = view.file === undefined ? room : Math.floor(room / 2);
  const letter =
    (view.letter ?? view.print) !== undefined
      ? letterSection(reader, view.letter ?? {}, whole, forLetter, view.print)
      : undefined;
  const left = room - sizeOf(letter);
  const [forText, forFile] = shared(left, sizeOf(text(left)), sizeOf(file(left)));
  return formAround(reader, view, {
    text: text(forText),
    file: file(forFile),
    letter,
  });
}

function formAround(
  reader: Reader,
  view: FormView,
  { text, file, letter }: Readonly<Record<'text' | 'file' | 'letter', Html | undefined>>,
): string {
  const { language } = reader;
  const say = words[language];
  const holder = holderWords[language];
  const { paths } = view;
  const { fields } = say.forms[view.form];
  const labels: Readonly<Record<string, FieldWords>> = fields;
  const wrong = wrongFields(view, language);
  const shown = groupsOf(view.form).map(({ fields: some, onlyIf }) => {
    const controls = some.map((field) =>
      control(field, labels[field.name] ?? { label: field.name }, view, wrong, language),
    );
    if (onlyIf === undefined) return html`${controls}`;
    return html`<fieldset class="only-if">
<legend>${onlyIfWords(view.form, onlyIf, language)}</legend>
${controls}</fieldset>
`;
  });
  return frame(
    reader,
    titles[language][view.form],
    html`<section>
<dl>
<dt>${say.caseNumber}</dt><dd>${view.caseId}</dd>
${view.channel && html`<dt>${say.channel}</dt><dd>${say.channels[view.channel]}</dd>`}
${view.customer !== undefined && html`<dt>${say.customer}</dt><dd>${isolated(view.customer)}</dd>`}
${view.contact && contactRows(view.contact, language)}
<dt>${say.deadline}</dt><dd>${dateShown(reader, { at: view.dueAt, why: view.dueWhy ?? [] })}</dd>
${
  view.file?.statutory !== undefined &&
  html`<dt>${fileWords[language].statutoryDate}</dt><dd>${dateShown(reader, view.file.statutory)}</dd>`
}
</dl>
${paths.pass !== undefined && html`<p><a href="${paths.whole}#reveal">${holder.showData}</a></p>`}
${text}
</section>
${view.brief !== undefined && briefSection(reader, view.brief)}${file}
${letter}
${view.submitAgain && html`<section class="errors" role="alert">${say.submitAgain}</section>`}
${view.draft && html`<section role="status">${holder.draftOf(view.draft.by && onOneLine(view.draft.by), momentOf(view.draft.at, language, reader.zone))}</section>`}
${errorsSection(wrong, language)}
<section>
<h2>${say.yourAnswer}</h2>
<form method="post"${paths.answer !== undefined && html` action="${paths.answer}"`} autocomplete="off">
<input type="hidden" name="csrf" value="${view.csrf}">
${shown}
${codeControl(view.typed.code, wrong, language)}
<p class="buttons"><button type="submit">${say.submit}</button> <button type="submit" class="second" formnovalidate formaction="${paths.draft}">${holder.saveDraft}</button></p>
</form>
</section>
${view.codeVoid !== undefined && codeVoidSection(view.codeVoid, language)}
${paths.pass !== undefined && html`<p><a href="${paths.pass}">${holder.passLink}</a></p>`}`,
  );
}

/** Fields one after the other that matter for the same answers. */
function groupsOf(form: FormName): { readonly fields: Field[]; readonly onlyIf: OnlyIf | undefined }[] {
  const groups: { fields: Field[]; onlyIf: OnlyIf | undefined }[] = [];
  for (const field of fieldsOf(form)) {
    const onlyIf = onlyIfOf(form, field.name);
    const last = groups.at(-1);
    if (last !== undefined && sameIf(last.onlyIf, onlyIf)) last.fields.push(field);
    else groups.push({ fields: [field], onlyIf });
  }
  return groups;
}

const sameIf = (one: OnlyIf | undefined, other: OnlyIf | undefined): boolean =>
  one?.field === other?.field && one?.is.join() === other?.is.join();

function onlyIfWords(form: FormName, { field, is }: OnlyIf, language: Language): string {
  const say = words[language];
  const { label, options = {} } = fieldWords(form, field, language);
  return say.onlyIf(
    label,
    is.map((code) => options[code] ?? code),
  );
}

const fieldWords = (form: FormName, field: string, language: Language): FieldWords => {
  const labels: Readonly<Record<string, FieldWords>> = words[language].forms[form].fields;
  return labels[field] ?? { label: field };
};

/** What is to be mended, each with a way to its field. */
export const errorsSection = (wrong: readonly WrongField[], language: Language): Html | false =>
  wrong.length > 0 &&
  html`<section class="errors" role="alert"><strong>${words[language].pleaseMend}</strong>
<ul>${wrong.map(({ id, label, message }) => html`<li><a href="#${id}">${label}</a>: ${message}</li>`)}</ul>
</section>`;

/** How a customer can be reached, masked or not; what the bank does not have is left out. */
export function contactRows({ name, phone, email }: Reachable, language: Language): Html {
  const say = holderWords[language];
  return html`<dt>${say.name}</dt><dd>${isolated(name)}</dd>
${phone !== undefined && html`<dt>${say.phone}</dt><dd>${isolated(phone)}</dd>`}
${email !== undefined && html`<dt>${say.email}</dt><dd>${isolated(email)}</dd>`}`;
}

/** Says that a code is void, and how a new one is to be had. */
export function codeVoidSection(ask: CodeRequest | 'none', language: Language): Html {
  const say = words[language];
  return html`<section class="errors" id="code-void">
<h2>${say.codeVoid}</h2>
<p>${say.codeVoidText}</p>
${ask === 'none' ? html`<p>${say.noMoreCodes}</p>` : codeRequestForm(ask, language)}
</section>`;
}

interface FieldWords {
  readonly label: string;
  readonly hint?: string;
  readonly options?: Readonly<Record<string, string>>;
}

/** Fields that are to be mended, with the place to jump to. */
function wrongFields(view: FormView, language: Language): WrongField[] {
  const say = words[language];
  const labels: Readonly<Record<string, FieldWords>> = say.forms[view.form].fields;
  const wrong: WrongField[] = [];
  for (const field of fieldsOf(view.form)) {
    const flaw = view.flaws[field.name];
    if (flaw === undefined) continue;
    const id = field.kind === 'choice' ? `${field.name}-0` : field.name;
    wrong.push({
      id,
      label: labels[field.name]?.label ?? field.name,
      message: flaw === 'only-if' ? leaveEmpty(view, field.name, language) : messageOf(flaw, field, language),
    });
  }
  return [...wrong, ...wrongCode(view, language)];
}

/** What is wrong with the code, if something is. */
export function wrongCode(
  { flaws, codeWrong }: Partial<Pick<FormView, 'flaws' | 'codeWrong'>>,
  language: Language,
): WrongField[] {
  const say = words[language];
  const wrong = (message: string) => [{ id: 'code', label: say.code, message }];
  if (flaws?.code !== undefined) return wrong(say.codeForm);
  if (codeWrong === undefined) return [];
  return wrong(codeWrong === 'new-code' ? say.codeComingText : say.codeWrong(codeWrong));
}

/** Why a field must stay empty, and what would have to be chosen otherwise. */
function leaveEmpty({ form, typed }: FormView, name: string, language: Language): string {
  const onlyIf = onlyIfOf(form, name);
  if (onlyIf === undefined) return words[language].notAccepted;
  const { label, options = {} } = fieldWords(form, onlyIf.field, language);
  const chosen = typed[onlyIf.field] ?? '';
  return words[language].leaveEmpty(
    options[chosen] ?? chosen,
    label,
    onlyIf.is.map((code) => options[code] ?? code),
  );
}

function messageOf(flaw: Flaw, field: Field, language: Language): string {
  const say = words[language];
  if (flaw === 'choose') return say.choose;
  if (flaw === 'whole-yuan') return say.wholeYuan;
  if (flaw === 'needed') return say.needed;
  if (field.kind === 'line') return say.lines[field.holds];
  if (flaw === 'too-short' && field.kind === 'text') return say.tooShort(field.least);
  if (flaw === 'too-long' && field.kind === 'text') return say.tooLong(field.most);
  return say.notAccepted;
}

function control(
  field: Field,
  { label, hint, options = {} }: FieldWords,
  view: FormView,
  wrong: readonly WrongField[],
  language: Language,
): Html {
  const { name } = field;
  // What matters only for some answers cannot be required by a page without a script.
  const always = onlyIfOf(view.form, name) === undefined;
  const flaw = wrong.find(({ id }) => id === (field.kind === 'choice' ? `${name}-0` : name));
  const described = html`${hint !== undefined && html` aria-describedby="${name}-hint${flaw && ` ${name}-error`}"`}${
    hint === undefined && flaw && html` aria-describedby="${name}-error"`
  }${flaw && html` aria-invalid="true"`}`;
  const note = html`${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}
${flaw && html`<p class="error" id="${name}-error">${flaw.message}</p>`}`;
  if (field.kind === 'text') {
    const needed = always && field.least > 0 && html` required minlength="${field.least}"`;
    return html`<div class="field">
<label class="label" for="${name}">${label}</label>
${note}
<textarea id="${name}" name="${name}"${needed} maxlength="${field.most}"${described}>
${harmless(view.typed[name] ?? '')}</textarea>
</div>
`;
  }
  if (field.kind === 'amount') {
    return html`<div class="field">
<label class="label" for="${name}">${label}</label>
${note}
<input class="code" type="text" id="${name}" name="${name}" inputmode="numeric" maxlength="9"${always && html` required`}${described} value="${view.typed[name] ?? ''}">
</div>
`;
  }
  if (field.kind === 'line') {
    return html`<div class="field">
<label class="label" for="${name}">${label}</label>
${note}
<input type="${field.holds}" id="${name}" name="${name}"${described} value="${view.typed[name] ?? ''}">
</div>
`;
  }
  if (field.kind === 'taxonomy') {
    return html`<div class="field">
<label class="label" for="${name}">${label}</label>
${note}
<select id="${name}" name="${name}"${always && html` required`}${described}>
<option value="">${words[language].chooseOne}</option>
${field.options.map(
  (option) =>
    html`<option value="${option}"${view.typed[name] === option && html` selected`}>${option} ${labelOf(option, language)}</option>
`,
)}</select>
</div>
`;
  }
  return html`<fieldset${described}>
<legend>${label}</legend>
${note}
${field.options.map(
  (
    option,
    at,
  ) => html`<label class="choice"><input type="radio" id="${name}-${at}" name="${name}" value="${option}"${always && field.open !== true && html` required`}${
    view.typed[name] === option && html` checked`
  }><span>${options[option] ?? option}</span></label>
`,
)}</fieldset>
`;
}

/** The field for the six digits; those that were wrong are not shown again. */
export function codeControl(
  typed: string | undefined,
  wrong: readonly WrongField[],
  language: Language,
): Html {
  const say = words[language];
  const flaw = wrong.find(({ id }) => id === 'code');
  return html`<div class="field">
<label class="label" for="code">${say.code}</label>
<p class="hint" id="code-hint">${say.codeHint}</p>
${flaw && html`<p class="error" id="code-error">${flaw.message}</p>`}
<input class="code" type="text" id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12" required aria-describedby="code-hint${
    flaw && ' code-error'
  }"${flaw && html` aria-invalid="true"`} value="${flaw === undefined ? harmless(typed ?? '') : ''}">
</div>
`;
}

/** What a page without a form can say. */
export type Notice =
  | { readonly kind: 'receipt' | 'conflict'; readonly record: AnswerRecord }
  | { readonly kind: 'decidedElsewhere'; readonly record: AnswerRecord }
  | { readonly kind: 'reassigned'; readonly holder: string | undefined }
  | { readonly kind: 'tooLate' | 'interrupted' | 'linkExpired' | 'linkReplaced' | 'notOnStaff' }
  | { readonly kind: 'codeComing' | 'askedTooOften' }
  | { readonly kind: 'askForCode'; readonly ask: CodeRequest }
  | { readonly kind: 'askedTooSoon'; readonly seconds: number }
  | { readonly kind: 'notFromThisPage' }
  | { readonly kind: 'draftKept'; readonly at: string }
  | { readonly kind: 'passedOn'; readonly to: string | undefined; readonly way: PassWay };

/** The form by which a new code is asked for. */
export interface CodeRequest {
  /**
   * Where it is posted to, relative to the page; the page's own address if absent. Next to the form of the task it opens
   * a page of its own, so that nothing that was typed there is lost.
   */
  readonly action?: string;
  readonly csrf: string;
  readonly unticked: boolean;
}

/** An answer that has been recorded, as it may be shown to those who hold a link to its task. */
export interface AnswerRecord {
  readonly form: FormName;
  readonly decision: Readonly<Record<string, string | number | boolean>>;
  readonly decidedAt: string;
  /** Name of the person who answered. */
  readonly decidedBy: string | undefined;
  readonly receiptNumber: string;
  /** Number of the complaint that the answer opens. */
  readonly complaintId?: string;
}

/** A page that says how things stand; `back` is the relative address of the form where there still is one. */
export function noticePage(reader: Reader, caseId: string, notice: Notice, back?: string): string {
  const say = words[reader.language];
  const holder = holderWords[reader.language];
  const { kind } = notice;
  const [title, text] = textOf(notice, reader.language);
  const record = 'record' in notice ? notice.record : undefined;
  return frame(
    reader,
    title,
    html`<section>
<p>${text}</p>
<dl>
<dt>${say.caseNumber}</dt><dd>${caseId}</dd>
${kind === 'reassigned' && notice.holder !== undefined && html`<dt>${say.holder}</dt><dd>${isolated(notice.holder)}</dd>`}
${record && recordRows(record, kind === 'receipt', reader)}
${notice.kind === 'draftKept' && html`<dt>${holder.savedAt}</dt><dd><time datetime="${notice.at}">${momentOf(notice.at, reader.language, reader.zone)}</time></dd>`}
${
  notice.kind === 'passedOn' &&
  html`${notice.to !== undefined && html`<dt>${holder.nowWith}</dt><dd>${isolated(notice.to)}</dd>`}
<dt>${holder.how}</dt><dd>${holder.ways[notice.way]}</dd>`
}
</dl>
</section>
${notice.kind === 'askForCode' && html`<section>${codeRequestForm(notice.ask, reader.language)}</section>`}
${back !== undefined && html`<p><a href="${back}">${say.openAgain}</a></p>`}`,
  );
}

function textOf(notice: Notice, language: Language): [title: string, text: string] {
  const say = words[language];
  if (notice.kind === 'draftKept' || notice.kind === 'passedOn') {
    const holder = holderWords[language];
    return [holder[notice.kind], holder[`${notice.kind}Text`]];
  }
  if (notice.kind === 'askedTooSoon') return [say.askedTooSoon, say.askedTooSoonText(notice.seconds)];
  return [say[notice.kind], say[`${notice.kind}Text`]];
}

function recordRows(record: AnswerRecord, withReceipt: boolean, { language, zone }: Reader): Html {
  const say = words[language];
  const labels: Readonly<Record<string, FieldWords>> = say.forms[record.form].fields;
  const given = Object.entries(record.decision).filter(([, value]) => value !== '');
  return html`${given.map(
    ([field, value]) =>
      html`<dt>${labels[field]?.label ?? field}</dt><dd>${labels[field]?.options?.[String(value)] ?? typedWords(value)}</dd>
`,
  )}${
    record.complaintId !== undefined &&
    html`<dt>${say.complaintOpened}</dt><dd>${record.complaintId}</dd>
`
  }<dt>${say.decidedAt}</dt><dd><time datetime="${record.decidedAt}">${momentOf(record.decidedAt, language, zone)}</time></dd>
${record.decidedBy !== undefined && html`<dt>${say.decidedBy}</dt><dd>${isolated(record.decidedBy)}</dd>`}
${withReceipt && html`<dt>${say.receiptNumber}</dt><dd>${record.receiptNumber}</dd>`}`;
}

/** The tick is not set beforehand: a scanner that submits every form as it stands asks for nothing. */
function codeRequestForm({ action, csrf, unticked }: CodeRequest, language: Language): Html {
  const say = words[language];
  return html`<form method="post"${action !== undefined && html` action="${action}" target="_blank"`} autocomplete="off">
<input type="hidden" name="csrf" value="${csrf}">
${unticked && html`<p class="error" id="confirm-error" role="alert">${say.askForCodeMissing}</p>`}
<label class="choice"><input type="checkbox" name="confirm" value="yes" required${
    unticked && html` aria-invalid="true" aria-describedby="confirm-error"`
  }><span>${say.askForCodeConfirm}</span></label>
<button type="submit">${say.askForCode}</button>
</form>`;
}
