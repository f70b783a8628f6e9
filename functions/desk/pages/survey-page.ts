/** The page of a survey: a form without a script, out of the survey's definition. */
import type { AnswerValues, Naming, Question, SurveyDefinition } from '../../../shared/contracts/survey.ts';
import { frame } from '../../../shared/platform/frame.ts';
import { type Html, harmless, html } from '../../../shared/platform/html.ts';
import {
  type AnswerFlaws,
  choicesOf,
  contactQuestionOf,
  LONGEST_ANSWER,
} from '../../../shared/policy/survey-answers.ts';
import { fieldOf } from '../rules/survey-form.ts';
import { momentOf } from '../words.ts';
import { codeField, wrongCodeOf } from './own-code.ts';
import { ownWords } from './own-words.ts';
import type { Reader } from './pages.ts';
import { type SurveyNotice, surveyPageWords } from './survey-page-words.ts';

/** What is to be mended in a form that was posted. */
export interface SurveyMending {
  readonly flaws?: AnswerFlaws;
  /** The code has not the form of one, or is wrong with so many tries left; with 0 it rests. */
  readonly code?: 'form' | number;
  readonly submitAgain?: boolean;
}

/** What the page shows. */
export interface SurveyView {
  readonly csrf: string;
  readonly definition: SurveyDefinition;
  readonly naming: Naming;
  /** Until when it can be answered. */
  readonly until: string | undefined;
  readonly values: AnswerValues;
  readonly mending: SurveyMending;
  readonly saved: boolean;
}

/** All questions of a survey in one form, with one code. */
export function surveyPage(reader: Reader, view: SurveyView): string {
  const { language, zone } = reader;
  const say = surveyPageWords[language];
  const own = ownWords[language];
  const { csrf, definition, naming, until, mending, saved } = view;
  const { flaws = {}, submitAgain = false } = mending;
  const wrong = wrongCodeOf(language, mending.code);
  const flawed = definition.questions.filter(({ id }) => flaws[id] !== undefined);
  return frame(
    reader,
    definition.title[language],
    html`${saved && html`<section role="status"><strong>${say.kept}</strong></section>`}
${submitAgain && html`<section class="errors" role="alert">${own.submitAgain}</section>`}
${
  (wrong !== undefined || flawed.length > 0) &&
  html`<section class="errors" role="alert"><strong>${own.pleaseMend}</strong>
<ul>${flawed.map(
    ({ id, wording }) =>
      html`<li><a href="#${firstOf(id)}">${wording[language]}</a>: ${say.flaws[flaws[id] ?? 'choose']}</li>`,
  )}${wrong !== undefined && html`<li><a href="#code">${own.code}</a>: ${wrong}</li>`}</ul>
</section>`
}
<section>
<p>${definition.intro[language]}</p>
${say.naming[naming].map(
  (line) => html`<p>${line}</p>
`,
)}${until !== undefined && html`<p class="hint">${say.until(momentOf(until, language, zone))}</p>`}
</section>
<section>
<form method="post" autocomplete="off">
<input type="hidden" name="csrf" value="${csrf}">
${definition.questions.map((question) => asked(reader, question, view))}${codeField(language, say.codeHint, wrong)}
<p class="buttons"><button type="submit" name="act" value="submit">${say.submit}</button>
<button type="submit" class="second" name="act" value="keep" formnovalidate>${say.keep}</button></p>
</form>
</section>`,
  );
}

const idOf = (questionId: string): string => `q-${questionId}`;

/** Where a link to a question leads: to the first thing that can be filled in. */
const firstOf = (questionId: string): string => `${idOf(questionId)}-0`;

function asked(reader: Reader, question: Question, view: SurveyView): Html {
  const { language } = reader;
  const say = surveyPageWords[language];
  const { id, required, wording } = question;
  const { definition, naming, values, mending } = view;
  const flaw = mending.flaws?.[id];
  const given = values[id];
  const named = `${idOf(id)}-name`;
  const hint =
    question.kind === 'TEXT'
      ? say.textHint
      : naming === 'ANONYMOUS' && contactQuestionOf(definition)?.id === id
        ? say.givesName
        : undefined;
  const beside = [
    ...(hint === undefined ? [] : [`${idOf(id)}-hint`]),
    ...(flaw === undefined ? [] : [`${idOf(id)}-error`]),
  ].join(' ');
  const told = html`${
    hint !== undefined &&
    html`<p class="hint" id="${idOf(id)}-hint">${hint}</p>
`
  }${
    flaw !== undefined &&
    html`<p class="error" id="${idOf(id)}-error">${say.flaws[flaw]}</p>
`
  }`;
  const described = beside !== '' && html` aria-describedby="${beside}"`;
  const label = html`${wording[language]}${required && html` <span class="hint">(${say.needed})</span>`}`;
  if (question.kind === 'TEXT')
    return html`<div class="field">
<label class="label" id="${named}" for="${firstOf(id)}">${label}</label>
${told}<textarea id="${firstOf(id)}" name="${fieldOf(id)}" maxlength="${LONGEST_ANSWER}" rows="5"${described}${flaw !== undefined && html` aria-invalid="true"`}>
${harmless(String(given ?? ''))}</textarea>
</div>
`;
  const choices = [...(choicesOf(question) ?? []), ...(required ? [] : [''])];
  const options = choices.map(
    (
      choice,
      at,
    ) => html`<label class="choice"><input type="radio" id="${idOf(id)}-${at}" name="${fieldOf(id)}" value="${choice}"${
      given === choice && html` checked`
    }${required && html` required`}><span>${wordsOf(reader, question, choice)}</span></label>
`,
  );
  const scale = question.kind === 'RATING' || question.kind === 'NPS';
  return html`<fieldset role="radiogroup"${required && html` aria-required="true"`}${described}${flaw !== undefined && html` aria-invalid="true"`}>
<legend>${label}</legend>
${told}${scale ? html`<p class="buttons">${options}</p>` : options}</fieldset>
`;
}

/** What stands beside a choice: of a scale its numbers, and words at both ends. */
function wordsOf({ language }: Reader, question: Question, choice: string | number): string {
  const say = surveyPageWords[language];
  if (choice === '') return say.none;
  switch (question.kind) {
    case 'RATING':
    case 'NPS': {
      const choices = choicesOf(question) ?? [];
      if (choice === choices[0]) return `${choice} ${question.low[language]}`;
      return choice === choices.at(-1) ? `${choice} ${question.high[language]}` : String(choice);
    }
    case 'YES_NO':
      return choice === 'YES' ? say.yes : say.no;
    case 'CHOICE':
      return question.options.find(({ code }) => code === choice)?.wording[language] ?? String(choice);
    case 'TEXT':
      return String(choice);
  }
}

/** A word on why there is no form; `back` is the relative address of the form where there is one. */
export function surveyNoticePage(reader: Reader, notice: SurveyNotice, back?: string): string {
  const say = surveyPageWords[reader.language];
  const [title, text] = say.notices[notice];
  return frame(
    reader,
    title,
    html`<section role="status"><p>${text}</p></section>
${back !== undefined && html`<p><a href="${back}">${say.back}</a></p>`}`,
  );
}

/** Bytes of which a page that must not tell its length has a multiple: a survey with the longest text fits into one. */
export const EVEN_BYTES = 28_672;

/** A page filled up, so that its length tells nothing of what was written into it. */
export function evened(page: string): string {
  const around = Buffer.byteLength(page) + '<!---->\n'.length;
  const wanted = Math.ceil(around / EVEN_BYTES) * EVEN_BYTES;
  return `${page}<!--${' '.repeat(wanted - around)}-->\n`;
}
