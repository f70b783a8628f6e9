/** HTML in which nothing that a person wrote can become markup. */

/** A piece of HTML that is safe to place between tags or in a quoted attribute. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

type Piece = Html | string | number | undefined | false | readonly Piece[];

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function render(piece: Piece): string {
  if (piece === undefined || piece === false) return '';
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'object') return piece.map(render).join('');
  return String(piece).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Template tag: what is put in is escaped, unless it is Html already; lists are joined, absent pieces vanish. */
export const html = (literal: TemplateStringsArray, ...pieces: readonly Piece[]): Html =>
  new Html(literal.reduce((whole, part, at) => whole + part + render(pieces[at]), ''));

const CONTROLS = /(?![\n\t])\p{Cc}|[\uFEFF\uFFF9-\uFFFB]/gu;
const DIRECTION = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** What a person wrote, without the characters that would steer a terminal or turn the line around. */
export const harmless = (text: string): string =>
  text.toWellFormed().replace(/\r\n?/g, '\n').replace(CONTROLS, '').replace(DIRECTION, '');

/** A name on one line: also without line breaks and characters that nobody sees. */
export const onOneLine = (text: string): string =>
  harmless(text)
    .replace(/[\u00AD\u180E\u200B-\u200D\u2060-\u2064]/g, '')
    .replace(/[\s\u2028\u2029]+/g, ' ')
    .trim();

/** A foreign text whose direction cannot leak into its surroundings. */
export const isolated = (text: string): Html => html`<bdi>${onOneLine(text)}</bdi>`;
