/** What stands around every page for customers and staff: one document, one style sheet, no script. */
import type { Language } from '../contracts/codes.ts';
import { Html, html } from './html.ts';
import { STYLE } from './style.ts';

/** Whom a document is for, and how it may bring its style along. */
export interface Framing {
  readonly language: Language;
  /** The bank's name in each language. */
  readonly bank: Readonly<Record<Language, string>>;
  /** Nonce of the page's Content-Security-Policy. */
  readonly nonce: string;
  /** Style of this page beside the common one. */
  readonly style?: string;
}

const style = new Html(STYLE);

/** A whole document. */
export function frame(
  { language, bank, nonce, style: own = '' }: Framing,
  title: string,
  body: Html,
): string {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style nonce="${nonce}">${style}${new Html(own)}</style>
</head>
<body>
<header>${bank[language]}</header>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.text;
}
