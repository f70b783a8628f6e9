/** Comma-separated values as RFC 4180 has them: quoted fields may hold commas, line breaks and doubled quotes. */

/** The rows of a CSV text by the names in its first line; `line` is where each row begins. */
export function rowsOf(text: string): { line: number; row: Record<string, string> }[] {
  const [header, ...lines] = recordsOf(text.replace(/^\uFEFF/, ''));
  if (!header) return [];
  return lines.map(({ line, fields }) => {
    if (fields.length !== header.fields.length) {
      throw new SyntaxError(
        `line ${line} has ${fields.length} fields; the header names ${header.fields.length}.`,
      );
    }
    const named = header.fields.map((name, at): [string, string] => [name, fields[at] ?? '']);
    return { line, row: Object.fromEntries(named) };
  });
}

/** The names in the first line of a CSV text. */
export const headerOf = (text: string): string[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/, 1)
    .flatMap((first) => first.split(',').map((name) => name.replaceAll('"', '').trim()));

interface Fields {
  line: number;
  fields: string[];
}

const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/gy;

function recordsOf(text: string): Fields[] {
  const records: Fields[] = [];
  let line = 1;
  let current: Fields = { line, fields: [] };
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < text.length) {
    const match = FIELD.exec(text);
    if (!match) throw new SyntaxError(`line ${line} is not CSV: a quote stands where none can be.`);
    const [whole, quoted, plain = '', end] = match;
    current.fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += whole.split(/\r\n|\n|\r/).length - 1;
    if (end === ',') {
      if (FIELD.lastIndex === text.length) current.fields.push('');
      else continue;
    }
    if (current.fields.length > 1 || current.fields[0] !== '') records.push(current);
    current = { line, fields: [] };
  }
  return records;
}
