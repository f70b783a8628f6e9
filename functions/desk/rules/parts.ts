/** How much of a text goes on a page, and how a case file is divided into pages. */

/** Bytes of a text on a page: as UTF-8, with what markup would take for itself written out. */
export function weightOf(text: string): number {
  let weight = 0;
  for (const character of text) weight += weightOfOne(character);
  return weight;
}

const WRITTEN_OUT: Readonly<Record<string, number>> = { '&': 5, '<': 4, '>': 4, '"': 6, "'": 5 };

function weightOfOne(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x80) return code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  return WRITTEN_OUT[character] ?? 1;
}

/** Where a text must be cut so that what is before has at most this weight; never inside a character. */
export function cutFor(text: string, room: number): number {
  let at = 0;
  let left = room;
  for (const character of text) {
    left -= weightOfOne(character);
    if (left < 0) return at;
    at += character.length;
  }
  return at;
}

/** Words with their label, as they are and as they are shown before somebody asks; both have the same length. */
export interface Said {
  readonly label: string;
  readonly words: string;
  readonly masked: string;
}

/** One thing that happened, and what was said. */
export interface FileEntry {
  /** When; a part of a letter has no moment of its own. */
  readonly at?: string;
  readonly what: string;
  /** Who did it, where it was somebody of the bank. */
  readonly by?: string;
  readonly said: readonly Said[];
  /** Set where it began on the page before. */
  readonly continued?: true;
}

/** What stands around an entry and around words, at most: tags, moment, names. */
const AROUND = { entry: 300, said: 60 };

/**
 * A file in parts of at most this weight, in order. Nothing is left out: a text that is too long for one part goes on
 * in the next one. What the parts weigh is reckoned by the words as they are, so that the same part holds the same
 * words whether they are masked or not.
 */
export function partsOf(entries: readonly FileEntry[], room: number): FileEntry[][] {
  const parts: FileEntry[][] = [];
  let part: FileEntry[] = [];
  let left = room;
  const turn = () => {
    parts.push(part);
    part = [];
    left = room;
  };
  for (const { said, ...entry } of entries) {
    const begins = AROUND.entry + weightOf(entry.what) + weightOf(entry.by ?? '');
    if (part.length > 0 && left < begins + AROUND.said) turn();
    left -= begins;
    let here: Said[] = [];
    part.push({ ...entry, said: here });
    for (const { label, words, masked } of said) {
      const around = AROUND.said + weightOf(label);
      let from = 0;
      do {
        let until = from + cutFor(words.slice(from), left - around);
        if (until === from && from < words.length) {
          turn();
          left -= begins;
          here = [];
          part.push({ ...entry, said: here, continued: true });
          until = from + Math.max(cutFor(words.slice(from), left - around), 2);
        }
        const piece = words.slice(from, until);
        here.push({ label, words: piece, masked: masked.slice(from, until) });
        left -= around + weightOf(piece);
        from = until;
      } while (from < words.length);
    }
  }
  parts.push(part);
  return parts;
}

/** How two texts share a room that is too small for both: the shorter one has what it needs up to the half. */
export function shared(room: number, first: number, second: number): [first: number, second: number] {
  const all = Math.max(0, room);
  const one = Math.min(first, Math.max(all / 2, all - second));
  return [one, Math.min(second, all - one)];
}
