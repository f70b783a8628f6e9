/** Reads what a person sees of a page: its heading, its facts and its forms. For pages of our own, not of the web. */

/** A field of a form. */
export interface Field {
  name: string;
  kind: 'hidden' | 'text' | 'radio' | 'checkbox' | 'select' | 'textarea';
  /** What stands in it: the value of a hidden or filled field, '' where a person has not filled it. */
  value: string;
  /** Values that can be chosen. */
  options: string[];
  required: boolean;
  /** Shortest text that is taken. */
  least: number;
}

/** A form as it stands on the page. */
export interface Form {
  method: 'get' | 'post';
  /** Absolute address that it goes to. */
  action: string;
  fields: Field[];
}

/** A page as a person reads it. */
export interface Page {
  title: string;
  forms: Form[];
  /** Pairs of a description list, e.g. of a receipt. */
  facts: [label: string, value: string][];
}

interface Tag {
  name: string;
  closing: boolean;
  attributes: Map<string, string>;
  /** Where the tag ends in the page. */
  end: number;
  start: number;
}

const TAG = /<!--[\s\S]*?-->|<(\/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/g;
const ATTRIBUTE = /([^\s=/"'<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

/** Reads a page that was found at `address`. */
export function readPage(html: string, address: string): Page {
  const page: Page = { title: '', forms: [], facts: [] };
  let form: Form | undefined;
  let select: Field | undefined;
  let label = '';
  for (const tag of tagsOf(html)) {
    const { name, closing, attributes } = tag;
    const inside = () => textUntil(html, tag.end, name);
    if (name === 'form') {
      form = closing ? undefined : newForm(attributes, address);
      if (form) page.forms.push(form);
      continue;
    }
    if (name === 'select') {
      select = closing ? undefined : fieldOf(attributes, 'select');
      if (select) form?.fields.push(select);
      continue;
    }
    if (closing) continue;
    if (name === 'h1') {
      page.title ||= inside();
    } else if (name === 'dt') {
      label = inside();
    } else if (name === 'dd') {
      page.facts.push([label, inside()]);
    } else if (name === 'option' && select) {
      const value = attributes.get('value') ?? inside();
      if (value !== '') select.options.push(value);
      if (attributes.has('selected')) select.value = value;
    } else if (name === 'textarea') {
      // A line break right after the tag is not part of the text.
      form?.fields.push({ ...fieldOf(attributes, 'textarea'), value: inside().replace(/^\n/, '') });
    } else if (name === 'input' && form) {
      addInput(form, attributes);
    }
  }
  return page;
}

function* tagsOf(html: string): Generator<Tag> {
  for (const match of html.matchAll(TAG)) {
    const [whole, slash, name, inside = ''] = match;
    if (name === undefined) continue;
    const attributes = new Map<string, string>();
    for (const [, key = '', double, single, bare] of inside.matchAll(ATTRIBUTE)) {
      attributes.set(key.toLowerCase(), decoded(double ?? single ?? bare ?? ''));
    }
    yield {
      name: name.toLowerCase(),
      closing: slash === '/',
      attributes,
      start: match.index,
      end: match.index + whole.length,
    };
  }
}

/** The text between a tag and its end, without the tags inside. */
function textUntil(html: string, from: number, name: string): string {
  const until = html.toLowerCase().indexOf(`</${name}`, from);
  const inside = html.slice(from, until < 0 ? html.length : until);
  const text = decoded(inside.replace(TAG, ''));
  return name === 'textarea' ? text : text.replace(/\s+/g, ' ').trim();
}

function newForm(attributes: ReadonlyMap<string, string>, address: string): Form {
  return {
    method: attributes.get('method')?.toLowerCase() === 'post' ? 'post' : 'get',
    action: new URL(attributes.get('action') || address, address).href,
    fields: [],
  };
}

function fieldOf(attributes: ReadonlyMap<string, string>, kind: Field['kind']): Field {
  return {
    name: attributes.get('name') ?? '',
    kind,
    value: '',
    options: [],
    required: attributes.has('required'),
    least: Number(attributes.get('minlength') ?? 0),
  };
}

function addInput(form: Form, attributes: ReadonlyMap<string, string>): void {
  const type = (attributes.get('type') ?? 'text').toLowerCase();
  const name = attributes.get('name');
  if (!name || ['submit', 'button', 'reset', 'image', 'file'].includes(type)) return;
  const value = attributes.get('value') ?? '';
  if (type !== 'radio' && type !== 'checkbox') {
    form.fields.push({ ...fieldOf(attributes, type === 'hidden' ? 'hidden' : 'text'), value });
    return;
  }
  const known = form.fields.find((field) => field.kind === type && field.name === name);
  const field = known ?? fieldOf(attributes, type);
  if (!known) form.fields.push(field);
  field.options.push(value || 'on');
  field.required ||= attributes.has('required');
  if (attributes.has('checked')) field.value = value || 'on';
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function decoded(text: string): string {
  return text.replace(/&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|([a-z]+));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal));
  });
}

/**
 * Fills a form as a person would: hidden fields stay, `wants` says what goes where, and what is required and not
 * mentioned is chosen or written somehow.
 */
export function filled(form: Form, wants: Readonly<Record<string, string>>): URLSearchParams {
  const body = new URLSearchParams();
  for (const field of form.fields) {
    const value = entryOf(field, wants[field.name]);
    if (value !== undefined) body.append(field.name, value);
  }
  return body;
}

function entryOf(field: Field, wanted: string | undefined): string | undefined {
  switch (field.kind) {
    case 'hidden':
      return field.value;
    case 'radio':
    case 'select':
    case 'checkbox':
      if (wanted !== undefined && field.options.includes(wanted)) return wanted;
      return field.value || (field.required ? field.options[0] : undefined);
    default:
      return (
        wanted ?? (field.value || (field.required ? 'Looked into and settled.'.padEnd(field.least, '.') : ''))
      );
  }
}
