/** What a page shows of a customer before somebody asks for more and says why. All masks of the desk are here. */

/** How a customer can be reached, as the bank knows it. */
export interface Reachable {
  readonly name: string;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
}

/** A customer as every page may show them: `王*`, `138****1234`, `w***@…`. */
export interface MaskedContact {
  name: string;
  phone?: string;
  email?: string;
}

/** Masks name, telephone and mail address; what the bank does not have stays away. */
export function maskedContact({ name, phone, email }: Reachable): MaskedContact {
  const [first = '', ...others] = [...name.trim()];
  // How long a name is would tell too much of it.
  const rest = '*'.repeat(Math.min(Math.max(1, others.length), 3));
  return {
    name: others.length === 0 ? '*' : `${first}${rest}`,
    ...(phone !== undefined && { phone: maskedPhone(phone) }),
    ...(email !== undefined && { email: `${[...email][0] ?? ''}***@…` }),
  };
}

function maskedPhone(phone: string): string {
  const digits = phone.normalize('NFKC').replace(/\D/g, '');
  if (digits.length >= 11) return `${digits.slice(0, 3)}****${digits.slice(-4)}`;
  return digits.length >= 7 ? `****${digits.slice(-2)}` : '****';
}

/**
 * A text in which telephone numbers, numbers of identity cards and bank cards, and mail addresses are masked. Character
 * stands for character, so that what is cut out of the text can be cut out of the masked one at the same places.
 */
export const maskedText = (text: string): string => withoutNumbers(withoutAddresses(text));

/** Digits that make a number of a person: every telephone number with its area code has as many. */
const FEWEST_DIGITS = 11;

/** Digits of a telephone number that says by a plus that it is one. */
const FEWEST_AFTER_PLUS = 8;

/**
 * Digits of any script, with what people write between them: blanks, dashes, dots, brackets, and characters that nobody
 * sees. A line break is not among these, for numbers below each other are a list.
 */
const BETWEEN = String.raw`[\p{Zs}\t\p{Pd}\u2212\p{Cf}\p{M}.·・_/()（）]{0,3}`;
const NUMBER = new RegExp(String.raw`\+?\p{Nd}(?:${BETWEEN}\p{Nd})+(?:${BETWEEN}[XxＸｘ])?`, 'gu');

/** Days one after the other, perhaps with the hour behind the last one, are no number of anybody. */
const DAYS =
  /^(?:(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])(?:\s+|\s*[-–—]\s*|$))+(?:[01]?\d|2[0-3])?$/;

function withoutNumbers(text: string): string {
  return text.replace(NUMBER, (run) => {
    const plain = run.normalize('NFKC');
    const count = [...run].filter((character) => DIGIT.test(character)).length;
    const fewest = plain.startsWith('+') ? FEWEST_AFTER_PLUS : FEWEST_DIGITS;
    if (count < fewest || DAYS.test(plain)) return run;
    const mobile = /^1[3-9]\d{9}$/.test(plain.replace(/\D/g, ''));
    const shownFirst = mobile ? 3 : 0;
    // The X of an identity card is its last digit.
    const all = [...run].filter((character) => DIGIT.test(character) || CHECK.test(character)).length;
    let at = 0;
    return [...run]
      .map((character) => {
        if (!DIGIT.test(character) && !CHECK.test(character)) return character;
        at++;
        return at <= shownFirst || at > all - 4 ? character : '*'.repeat(character.length);
      })
      .join('');
  });
}

const DIGIT = /\p{Nd}/u;
const CHECK = /[XxＸｘ]/;

/** Longest local part and domain of an address (RFC 5321, 4.5.3.1). */
const LONGEST = { local: 64, domain: 255 };

const ASCII = /[A-Za-z0-9Ａ-Ｚａ-ｚ０-９.．_%+\-'!#$&*/=?^`{|}~]/;
/** What an address may be made of beside that, where it is not written in Latin letters. */
const LETTER = /[\p{L}\p{N}.．_%+-]/u;

/**
 * From each `@` as far to both sides as an address goes. Chinese text stands next to an address without a blank, so
 * letters of other scripts belong to it only where the one next to the `@` is one of them.
 */
function withoutAddresses(text: string): string {
  const masked = text.split('');
  for (let at = nextAt(text, 0); at >= 0; at = nextAt(text, at + 1)) {
    const local = reach(text, at, -1, LONGEST.local);
    const domain = reach(text, at, 1, LONGEST.domain);
    if (local === 0 || domain === 0) continue;
    const first = at - local;
    for (let place = local > 1 ? first + 1 : first; place <= at + domain; place++) {
      if (place !== at) masked[place] = '*';
    }
  }
  return masked.join('');
}

function nextAt(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (text[at] === '@' || text[at] === '＠') return at;
  return -1;
}

/** How many characters on one side belong to the address. */
function reach(text: string, at: number, step: 1 | -1, most: number): number {
  const next = text[at + step] ?? '';
  const belongs = ASCII.test(next) ? ASCII : LETTER;
  let length = 0;
  while (length < most && belongs.test(text[at + step * (length + 1)] ?? '')) length++;
  return length;
}
