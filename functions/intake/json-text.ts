/** Events as text, whatever they are: what JSON.stringify gives, but for any depth of nesting. */

/** The JSON text of a value that came out of JSON. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (error) {
    // JSON.parse takes any depth, JSON.stringify only as much as the stack holds.
    if (error instanceof RangeError) return deepText(value);
    throw error;
  }
}

function deepText(value: unknown): string {
  const parts: string[] = [];
  // What is still to be written, last first: strings are punctuation, values are wrapped.
  const todo: (string | { value: unknown })[] = [{ value }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (typeof next === 'string') {
      parts.push(next);
    } else if (Array.isArray(next.value)) {
      todo.push(']');
      for (let at = next.value.length - 1; at >= 0; at--)
        todo.push({ value: next.value[at] }, at > 0 ? ',' : '');
      todo.push('[');
    } else if (typeof next.value === 'object' && next.value !== null) {
      const entries = Object.entries(next.value).filter(([, entry]) => entry !== undefined);
      todo.push('}');
      for (let at = entries.length - 1; at >= 0; at--) {
        const [key, entry] = entries[at] ?? ['', null];
        todo.push({ value: entry }, `${at > 0 ? ',' : ''}${JSON.stringify(key)}:`);
      }
      todo.push('{');
    } else {
      parts.push(JSON.stringify(next.value) ?? 'null');
    }
  }
  return parts.join('');
}
