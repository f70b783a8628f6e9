/** Rows of a file that were seen, small enough for millions of them: a print of the key, one of the content, and the line. */
import { hash } from 'node:crypto';

/** Parts that grow each for itself, so that growing never needs twice the memory of all. */
const PARTS = 64;

/** Places of a part at the beginning; they double when three quarters are taken. */
const FIRST_PLACES = 64;

/** What is known of a row when it comes. */
export type Sighting =
  | { readonly way: 'NEW' }
  /** The same key stood in this line, with the same content or with another one. */
  | { readonly way: 'SAME' | 'OTHER'; readonly line: number };

/** The rows of one file, by key; 16 bytes a place. */
export class Seen {
  readonly #parts = Array.from({ length: PARTS }, () => new Part());

  /** Notes a row; two keys are taken for one with a chance of one in 10^6 among five million. */
  note(key: string, content: string, line: number): Sighting {
    const print = hash('sha1', key, 'buffer');
    const part = this.#parts[(print[8] ?? 0) % PARTS] as Part;
    const body = hash('sha1', content, 'buffer').readUInt32LE(0);
    return part.note(print.readUInt32LE(0), print.readUInt32LE(4), body, line);
  }
}

class Part {
  #places = FIRST_PLACES;
  #taken = 0;
  /** Four words a place: two of the key, one of the content, the line; a line of 0 is an empty place. */
  #words = new Uint32Array(FIRST_PLACES * 4);

  note(high: number, low: number, body: number, line: number): Sighting {
    const at = this.#placeOf(high, low);
    const known = this.#words[at + 3] ?? 0;
    if (known !== 0) return { way: this.#words[at + 2] === body ? 'SAME' : 'OTHER', line: known };
    this.#words.set([high, low, body, line], at);
    this.#taken++;
    if (this.#taken * 4 > this.#places * 3) this.#grow();
    return { way: 'NEW' };
  }

  /** Where a key stands, or the empty place where it would. */
  #placeOf(high: number, low: number): number {
    for (let place = low & (this.#places - 1); ; place = (place + 1) & (this.#places - 1)) {
      const at = place * 4;
      if (this.#words[at + 3] === 0) return at;
      if (this.#words[at] === high && this.#words[at + 1] === low) return at;
    }
  }

  #grow(): void {
    const before = this.#words;
    this.#places *= 2;
    this.#words = new Uint32Array(this.#places * 4);
    for (let at = 0; at < before.length; at += 4) {
      if (before[at + 3] === 0) continue;
      this.#words.set(before.subarray(at, at + 4), this.#placeOf(before[at] ?? 0, before[at + 1] ?? 0));
    }
  }
}
