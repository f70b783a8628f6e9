/** The field for the six digits on a customer's own pages. */
import type { Language } from '../../../shared/contracts/codes.ts';
import { type Html, html } from '../../../shared/platform/html.ts';
import { ownWords } from './own-words.ts';

/** What is wrong with a code that was typed: its form, or that so many tries are left, with 0 none until it has rested. */
export function wrongCodeOf(language: Language, code: 'form' | number | undefined): string | undefined {
  const say = ownWords[language];
  if (code === undefined) return undefined;
  if (code === 'form') return say.codeForm;
  return code > 0 ? say.codeWrong(code) : say.codeRests;
}

/** The field, with what is wrong beside it. */
export function codeField(language: Language, hint: string, wrong: string | undefined): Html {
  const say = ownWords[language];
  return html`<div class="field">
<label class="label" for="code">${say.code}</label>
<p class="hint" id="code-hint">${hint}</p>
${wrong !== undefined && html`<p class="error" id="code-error">${wrong}</p>`}
<input class="code" type="text" id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12" required aria-describedby="code-hint${wrong !== undefined && html` code-error`}"${wrong !== undefined && html` aria-invalid="true"`}>
</div>`;
}
