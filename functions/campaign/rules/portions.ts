/** Texts of customers whom nobody knows, in portions that one person answers at a time. */

const encoder = new TextEncoder();

/**
 * The texts in the order of the alphabet, for that of their coming would tell who wrote them; in portions of so many bytes of
 * UTF-8 at most, but of one text at least.
 */
export function portionsOf(texts: readonly string[], largest: number): string[][] {
  const portions: string[][] = [];
  let room = 0;
  for (const text of texts.toSorted()) {
    const { length } = encoder.encode(text);
    const last = portions.at(-1);
    if (last === undefined || length > room) {
      portions.push([text]);
      room = largest - length;
    } else {
      last.push(text);
      room -= length;
    }
  }
  return portions;
}
