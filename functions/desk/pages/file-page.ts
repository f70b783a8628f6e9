/** The case file in parts, the question what the customer's data is needed for, and the data itself. */
import { RevealPurpose } from '../../../shared/contracts/task-pages.ts';
import { frame } from '../../../shared/platform/frame.ts';
import { type Html, html } from '../../../shared/platform/html.ts';
import type { Flaws } from '../rules/answer.ts';
import type { Reachable } from '../rules/mask.ts';
import type { FileEntry } from '../rules/parts.ts';
import { entryShown } from './file.ts';
import { holderWords } from './holder-words.ts';
import {
  codeControl,
  codeVoidSection,
  contactRows,
  errorsSection,
  type FormView,
  type Reader,
  type WrongField,
  wrongCode,
} from './pages.ts';
import { words } from './words.ts';

/** The form by which the customer's data is asked for. */
export interface RevealView {
  readonly csrf: string;
  /** The part of the file that is shown as it was said. */
  readonly part: number;
  readonly purpose?: string | undefined;
  readonly flaws: Flaws;
  readonly codeWrong?: FormView['codeWrong'];
  readonly codeVoid: FormView['codeVoid'];
}

/** One part of a file. */
export interface FilePageView {
  readonly caseId: string;
  readonly part: number;
  readonly parts: number;
  readonly entries: readonly FileEntry[];
  /** Relative address of the task. */
  readonly back: string;
  /** For staff alone. */
  readonly reveal?: RevealView;
}

/** A part of the file, masked for staff; the customer's own letter as it is. */
export function filePage(reader: Reader, view: FilePageView): string {
  const say = holderWords[reader.language];
  const { reveal } = view;
  return frame(
    reader,
    say.file,
    html`${entriesSection(reader, view, reveal === undefined ? 'words' : 'masked')}
${reveal && revealSection(reader, reveal, [])}
<p><a href="${view.back}">${say.backToTask}</a></p>`,
  );
}

function entriesSection(
  reader: Reader,
  { caseId, part, parts, entries }: Omit<FilePageView, 'back'>,
  kind: 'words' | 'masked',
): Html {
  const { language } = reader;
  const say = holderWords[language];
  return html`<section>
<dl><dt>${words[language].caseNumber}</dt><dd>${caseId}</dd></dl>
<h2>${say.part(part, parts)}</h2>
${kind === 'masked' && html`<p class="hint">${say.masked}</p>\n`}<ol class="file">
${entries.map((entry) => entryShown(reader, entry, kind))}</ol>
${part > 1 && html`<p><a href="file?part=${part - 1}">${say.partBefore}</a></p>`}
${part < parts && html`<p><a href="file?part=${part + 1}">${say.partAfter}</a></p>`}
</section>`;
}

/** Asks what for; nothing is chosen beforehand. */
function revealSection(
  { language }: Reader,
  { csrf, part, purpose, codeVoid }: RevealView,
  wrong: readonly WrongField[],
): Html {
  const say = holderWords[language];
  const flaw = wrong.find(({ id }) => id === 'purpose-0');
  return html`<section id="reveal">
<h2>${say.reveal}</h2>
<p>${say.revealText}</p>
<form method="post" action="reveal" autocomplete="off">
<input type="hidden" name="csrf" value="${csrf}">
<input type="hidden" name="part" value="${part}">
<fieldset${flaw && html` aria-describedby="purpose-error" aria-invalid="true"`}>
<legend>${say.purpose}</legend>
${flaw && html`<p class="error" id="purpose-error">${flaw.message}</p>`}
${RevealPurpose.options.map(
  (option, at) =>
    html`<label class="choice"><input type="radio" id="purpose-${at}" name="purpose" value="${option}" required${
      purpose === option && html` checked`
    }><span>${say.purposes[option]}</span></label>
`,
)}</fieldset>
${codeControl(undefined, wrong, language)}
<button type="submit">${say.show}</button>
</form>
</section>
${codeVoid !== undefined && codeVoidSection(codeVoid, language)}`;
}

/** The question again, with what is to be mended. */
export function revealAgainPage(
  reader: Reader,
  view: RevealView & { readonly caseId: string; readonly back: string },
): string {
  const { language } = reader;
  const say = holderWords[language];
  const chosen =
    view.flaws.purpose === undefined
      ? []
      : [{ id: 'purpose-0', label: say.purpose, message: words[language].choose }];
  const wrong = [...chosen, ...wrongCode(view, language)];
  return frame(
    reader,
    say.reveal,
    html`${errorsSection(wrong, language)}
<section><dl><dt>${words[language].caseNumber}</dt><dd>${view.caseId}</dd></dl></section>
${revealSection(reader, view, wrong)}
<p><a href="${view.back}">${say.backToTask}</a></p>`,
  );
}

/** The customer's data, and a part of the file as it was said. */
export function revealedPage(
  reader: Reader,
  view: FilePageView & { readonly customerId: string; readonly contact: Reachable },
): string {
  const { language } = reader;
  const say = holderWords[language];
  const { name, phone = say.absent, email = say.absent } = view.contact;
  return frame(
    reader,
    say.revealed,
    html`<section>
<p>${say.revealedText}</p>
<dl>
<dt>${words[language].customer}</dt><dd>${view.customerId}</dd>
${contactRows({ name, phone, email }, language)}
</dl>
</section>
${entriesSection(reader, view, 'words')}
<p><a href="${view.back}">${say.backToTask}</a></p>`,
  );
}
