/** The form by which the holder of a task hands it back, or gives it to a colleague. */

import type { Language } from '../../../shared/contracts/codes.ts';
import type { FormName } from '../../../shared/contracts/forms.ts';
import { Pass, PassWay } from '../../../shared/contracts/task-pages.ts';
import { frame } from '../../../shared/platform/frame.ts';
import { type Html, harmless, html, onOneLine } from '../../../shared/platform/html.ts';
import type { Flaws } from '../rules/answer.ts';
import type { PassFlaw, PassFlaws } from '../rules/passing.ts';
import { dateShown } from './file.ts';
import { holderWords } from './holder-words.ts';
import {
  codeControl,
  codeVoidSection,
  errorsSection,
  type FormView,
  type Reader,
  type WrongField,
  wrongCode,
} from './pages.ts';
import { titles } from './titles.ts';
import { words } from './words.ts';

/** What the form shows. */
export interface PassView {
  readonly form: FormName;
  readonly caseId: string;
  readonly dueAt: string;
  /** Who could take the task over. */
  readonly colleagues: readonly { readonly staffId: string; readonly name: string }[];
  readonly csrf: string;
  readonly typed: Readonly<Record<string, string | undefined>>;
  readonly flaws: PassFlaws;
  readonly codeFlaws?: Flaws | undefined;
  readonly codeWrong?: FormView['codeWrong'];
  readonly codeVoid: FormView['codeVoid'];
  readonly submitAgain?: boolean;
  /** Relative address of the task. */
  readonly back: string;
}

const LONGEST = Pass.shape.reason.maxLength ?? 0;
const SHORTEST = Pass.shape.reason.minLength ?? 0;

/** Nothing is chosen beforehand, and the list of colleagues begins with nobody. */
export function passPage(reader: Reader, view: PassView): string {
  const { language } = reader;
  const say = holderWords[language];
  const wrong = wrongFields(view, language);
  const flawOf = (id: string) => wrong.find((one) => one.id === id);
  const error = (id: string) => {
    const flaw = flawOf(id);
    return flaw && html`<p class="error" id="${id}-error">${flaw.message}</p>`;
  };
  const marks = (id: string, hint?: string): Html => {
    const described = [hint, flawOf(id) && `${id}-error`].filter((each) => each !== undefined);
    return html`${described.length > 0 && html` aria-describedby="${described.join(' ')}"`}${
      flawOf(id) && html` aria-invalid="true"`
    }`;
  };
  return frame(
    reader,
    say.pass,
    html`<section>
<dl>
<dt>${words[language].caseNumber}</dt><dd>${view.caseId}</dd>
<dt>${words[language].task}</dt><dd>${titles[language][view.form]}</dd>
<dt>${words[language].deadline}</dt><dd>${dateShown(reader, { at: view.dueAt, why: [] })}</dd>
</dl>
<p>${say.passText}</p>
</section>
${view.submitAgain && html`<section class="errors" role="alert">${words[language].submitAgain}</section>`}
${errorsSection(wrong, language)}
<section>
<form method="post" autocomplete="off">
<input type="hidden" name="csrf" value="${view.csrf}">
<fieldset${marks('way-0')}>
<legend>${say.way}</legend>
${error('way-0')}
${PassWay.options.map(
  (option, at) =>
    html`<label class="choice"><input type="radio" id="way-${at}" name="way" value="${option}" required${
      view.typed.way === option && html` checked`
    }><span>${say.ways[option]}</span></label>
`,
)}</fieldset>
<fieldset class="only-if">
<legend>${say.onlyToColleague}</legend>
<label class="label" for="to">${say.colleague}</label>
${view.colleagues.length === 0 && html`<p class="hint" id="to-hint">${say.noColleague}</p>`}
${error('to')}
<select id="to" name="to"${marks('to', view.colleagues.length === 0 ? 'to-hint' : undefined)}>
<option value="">${words[language].chooseOne}</option>
${view.colleagues.map(
  ({ staffId, name }) =>
    html`<option value="${staffId}"${view.typed.to === staffId && html` selected`}>${onOneLine(name)} (${staffId})</option>
`,
)}</select>
</fieldset>
<div class="field">
<label class="label" for="reason">${say.reason}</label>
<p class="hint" id="reason-hint">${say.reasonHint}</p>
${error('reason')}
<textarea id="reason" name="reason" required minlength="${SHORTEST}" maxlength="${LONGEST}"${marks('reason', 'reason-hint')}>
${harmless(view.typed.reason ?? '')}</textarea>
</div>
${codeControl(view.typed.code, wrong, language)}
<button type="submit">${say.passOn}</button>
</form>
</section>
${view.codeVoid !== undefined && codeVoidSection(view.codeVoid, language)}
<p><a href="${view.back}">${say.backToTask}</a></p>`,
  );
}

function wrongFields({ flaws, codeFlaws, codeWrong }: PassView, language: Language): WrongField[] {
  const say = holderWords[language];
  const fields = [
    ['way', 'way-0', say.way],
    ['to', 'to', say.colleague],
    ['reason', 'reason', say.reason],
  ] as const;
  const wrong = fields.flatMap(([field, id, label]) => {
    const flaw = flaws[field];
    return flaw === undefined ? [] : [{ id, label, message: messageOf(flaw, language) }];
  });
  return [...wrong, ...wrongCode({ flaws: codeFlaws, codeWrong }, language)];
}

function messageOf(flaw: PassFlaw, language: Language): string {
  const say = holderWords[language];
  const own = {
    'choose-colleague': say.chooseColleague,
    'leave-colleague': say.leaveColleague,
    'not-free': say.notFree,
    'nobody-else': say.nobodyElse,
    choose: words[language].choose,
    'too-short': words[language].tooShort(SHORTEST),
    'too-long': words[language].tooLong(LONGEST),
  };
  return own[flaw];
}
