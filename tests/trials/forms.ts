/** Forms of a page with their buttons, as a scanner or a person finds them. */
import { type Form, readPage } from '../../infra/local/story/forms.ts';

/** A button that submits a form. */
export interface Button {
  readonly name: string;
  readonly value: string;
  /** Absolute address that it submits its form to. */
  readonly action: string;
}

/** A form, and the buttons in it. */
export interface PageForm extends Form {
  readonly buttons: readonly Button[];
}

const attribute = (tag: string, name: string): string =>
  new RegExp(`\\s${name}="([^"]*)"`, 'i').exec(tag)?.[1] ?? '';

/** The forms of a page that was found at `address`. */
export function formsOn(html: string, address: string): PageForm[] {
  const parts = [...html.matchAll(/<form\b[\s\S]*?<\/form>/gi)].map(([part]) => part);
  return readPage(html, address).forms.map((form, at) => ({
    ...form,
    buttons: [...(parts[at] ?? '').matchAll(/<(?:button|input type="submit")\b[^>]*>/gi)].map(([tag]) => ({
      name: attribute(tag, 'name'),
      value: attribute(tag, 'value'),
      action: new URL(attribute(tag, 'formaction') || form.action, address).href,
    })),
  }));
}

/** Paths of the pages below this one that it links to, each once. */
export const pagesBelow = (html: string, address: string): string[] => [
  ...new Set(
    [...html.matchAll(/<a href="([^"#]+)/g)]
      .map(([, href = '']) => new URL(href, address))
      .filter(({ href }) => href.startsWith(`${address}/`))
      .map(({ pathname }) => pathname),
  ),
];

/** What a browser sends of a form that nobody filled in. */
export function untouched(form: PageForm, button: Button | undefined): URLSearchParams {
  const body = new URLSearchParams();
  for (const { name, kind, value } of form.fields) {
    const left = (kind === 'radio' || kind === 'checkbox') && value === '';
    if (name !== '' && !left) body.append(name, value);
  }
  if (button !== undefined && button.name !== '') body.append(button.name, button.value);
  return body;
}

/** What a scanner sends that fills in whatever is required with something of the right kind, and nothing that it knows. */
export function junk(form: PageForm, button: Button | undefined, draw: () => number): URLSearchParams {
  const body = untouched(form, button);
  for (const { name, kind, options, required, least } of form.fields) {
    if (name === '' || kind === 'hidden' || !required) continue;
    const some = options[Math.floor(draw() * options.length)];
    const text =
      name === 'code'
        ? String(Math.floor(draw() * 1e6)).padStart(6, '0')
        : 'test '.repeat(2 + Math.ceil(least / 5));
    body.set(name, some ?? text);
  }
  return body;
}

/** The form by which a task is answered: the one that asks for the six digits. */
export const answerForm = (forms: readonly PageForm[]): PageForm | undefined =>
  forms.find(({ method, fields }) => method === 'post' && fields.some(({ name }) => name === 'code'));
