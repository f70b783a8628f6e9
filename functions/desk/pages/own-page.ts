/** The customer's own pages: preferences, the end of one purpose, and why they were contacted. */
import { ContactChannel, type ContactPurpose, Daypart } from '../../../shared/contracts/codes.ts';
import { frame } from '../../../shared/platform/frame.ts';
import { type Html, html } from '../../../shared/platform/html.ts';
import { chosenPurposes, fieldOf } from '../rules/preferences.ts';
import { momentOf } from '../words.ts';
import { codeField, wrongCodeOf } from './own-code.ts';
import { type OwnNotice, ownWords } from './own-words.ts';
import type { Reader } from './pages.ts';

/** What is to be mended in a form that was posted. */
export interface Mending {
  /** The code has not the form of one, or is wrong with so many tries left; with 0 it rests. */
  readonly code?: 'form' | number;
  readonly submitAgain?: boolean;
}

/** What the page of preferences shows. */
export interface PreferencesView {
  readonly csrf: string;
  readonly isTicked: (purpose: ContactPurpose, channel: ContactChannel) => boolean;
  readonly preferredChannel: ContactChannel | undefined;
  readonly preferredDaypart: Daypart | undefined;
  readonly mending: Mending;
  readonly saved: boolean;
}

/** Purposes by channels as boxes to tick, with the present state; one form, one code. */
export function preferencesPage(reader: Reader, view: PreferencesView): string {
  const { language } = reader;
  const say = ownWords[language];
  const { csrf, isTicked, preferredChannel, preferredDaypart, mending, saved } = view;
  const { code, submitAgain = false } = mending;
  const wrong = wrongCodeOf(language, code);
  return frame(
    reader,
    say.preferences,
    html`${saved && html`<section role="status"><strong>${say.saved}</strong></section>`}
${submitAgain && html`<section class="errors" role="alert">${say.submitAgain}</section>`}
${
  wrong !== undefined &&
  html`<section class="errors" role="alert"><strong>${say.pleaseMend}</strong>
<ul><li><a href="#code">${say.code}</a>: ${wrong}</li></ul>
</section>`
}
<section>
${say.intro.map((line) => html`<p>${line}</p>`)}
<form method="post" autocomplete="off">
<input type="hidden" name="csrf" value="${csrf}">
${chosenPurposes.map((purpose) => {
  const [name, hint] = say.purposes[purpose];
  return html`<fieldset aria-describedby="${purpose}-hint">
<legend>${name}</legend>
<p class="hint" id="${purpose}-hint">${hint}</p>
${ContactChannel.options.map(
  (
    channel,
  ) => html`<label class="choice"><input type="checkbox" name="${fieldOf(purpose, channel)}" value="yes"${
    isTicked(purpose, channel) && html` checked`
  }><span>${say.channels[channel]}</span></label>
`,
)}</fieldset>
`;
})}<h2>${say.wishes}</h2>
${choice('preferredChannel', say.preferredChannel, say.noWish, ContactChannel.options, say.channels, preferredChannel)}
${choice('preferredDaypart', say.preferredDaypart, say.noWish, Daypart.options, say.dayparts, preferredDaypart)}
${codeField(language, say.codeHint, wrong)}
<button type="submit">${say.save}</button>
</form>
</section>
<section>
<h2>${say.always[0]}</h2>
<p>${say.always[1]}</p>
</section>`,
  );
}

function choice<Option extends string>(
  name: string,
  label: string,
  none: string,
  options: readonly Option[],
  words: Readonly<Record<Option, string>>,
  chosen: Option | undefined,
): Html {
  return html`<div class="field">
<label class="label" for="${name}">${label}</label>
<select id="${name}" name="${name}">
<option value="">${none}</option>
${options.map(
  (option) => html`<option value="${option}"${option === chosen && html` selected`}>${words[option]}</option>
`,
)}</select>
</div>`;
}

/** What a mail program without a button of its own shows in a browser: one button that does what the other would. */
export function unsubscribePage(
  reader: Reader,
  { purpose, channel }: { readonly purpose: ContactPurpose; readonly channel: ContactChannel },
): string {
  const say = ownWords[reader.language];
  return frame(
    reader,
    say.unsubscribe,
    html`<section>
<p>${say.unsubscribeAsk(say.purposes[purpose][0], say.channels[channel])}</p>
<form method="post">
<input type="hidden" name="List-Unsubscribe" value="One-Click">
<button type="submit">${say.unsubscribeButton}</button>
</form>
</section>`,
  );
}

/** What a customer is told of one contact. */
export interface ContactView {
  readonly at: string;
  readonly purpose: ContactPurpose;
  readonly channel: ContactChannel;
  /** The words of the rules. */
  readonly why: readonly string[];
  /** Relative address of the preferences. */
  readonly preferences: string;
}

/** Why the bank turned to the customer, and how to change that. */
export function contactPage(reader: Reader, { at, purpose, channel, why, preferences }: ContactView): string {
  const { language, zone } = reader;
  const say = ownWords[language];
  return frame(
    reader,
    say.contact,
    html`<section>
<dl>
<dt>${say.when}</dt><dd><time datetime="${at}">${momentOf(at, language, zone)}</time></dd>
<dt>${say.about}</dt><dd>${say.purposes[purpose][0]}</dd>
<dt>${say.by}</dt><dd>${say.channels[channel]}</dd>
</dl>
<h2>${say.why}</h2>
<ul>${why.map((line) => html`<li>${line}</li>`)}</ul>
</section>
<section>
<h2>${say.change}</h2>
<p>${say.changeHint}</p>
<p><a href="${preferences}">${say.toPreferences}</a></p>
</section>`,
  );
}

/** A genuine link that shows nothing else; `back` is the relative address of the preferences where it still would. */
export function ownNoticePage(reader: Reader, notice: OwnNotice, back?: string): string {
  const say = ownWords[reader.language];
  const [title, text] = say.notices[notice];
  return frame(
    reader,
    title,
    html`<section><p>${text}</p></section>
${back !== undefined && html`<p><a href="${back}">${say.back}</a></p>`}`,
  );
}
