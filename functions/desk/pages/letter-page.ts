/** A letter to a customer without a usable mail address, to be printed or read out. */
import type { Language } from '../../../shared/contracts/codes.ts';
import { type CaseLetter, letterParts } from '../../../shared/contracts/complaint.ts';
import { frame } from '../../../shared/platform/frame.ts';
import { harmless, html, isolated, onOneLine } from '../../../shared/platform/html.ts';
import { momentOf } from '../words.ts';
import { printWords } from './letter-words.ts';
import type { Reader } from './pages.ts';

/** What every letter says above its text. */
export interface LetterHead {
  readonly caseId: string;
  readonly customerId: string;
  readonly name: string;
  readonly at: string;
  /** Language of whoever prints it. */
  readonly staff: Language;
}

/** What a letter says. */
export type LetterBody =
  | {
      readonly kind: 'acknowledgement';
      readonly team: string;
      readonly promised: string | undefined;
      /** Why until then, a line a step. */
      readonly why: readonly string[];
    }
  | Pick<CaseLetter, 'kind' | 'parts'>;

/** The letter in the customer's language, one page after the other on paper. */
export function letterPage(reader: Reader, head: LetterHead, body: LetterBody): string {
  const { language, zone } = reader;
  const say = printWords[language];
  const { caseId, customerId, name, at, staff } = head;
  const text =
    body.kind === 'acknowledgement'
      ? say.acknowledgement(body).map((line) => html`<p>${line}</p>\n`)
      : letterParts.flatMap((part) => {
          const written = body.parts[part];
          const heading = say.parts[part];
          return written === undefined
            ? []
            : [
                html`${heading !== undefined && html`<h2>${heading}</h2>\n`}${harmless(written)
                  .split(/\n+/)
                  .map((line) => html`<p dir="auto">${line}</p>\n`)}`,
              ];
        });
  return frame(
    reader,
    say.titles[body.kind],
    html`<p class="on-screen" lang="${staff}">${printWords[staff].toStaff}</p>
<section>
<dl>
<dt>${say.caseNumber}</dt><dd>${caseId}</dd>
<dt>${say.customer}</dt><dd>${isolated(customerId)}</dd>
<dt>${say.date}</dt><dd><time datetime="${at}">${momentOf(at, language, zone)}</time></dd>
</dl>
<p>${say.dear(onOneLine(name))}</p>
${text}<p>${reader.bank[language]}</p>
</section>`,
  );
}
