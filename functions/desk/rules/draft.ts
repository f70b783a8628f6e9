/** What of a submission is kept as a draft. */
import type { Flaws } from './answer.ts';

/** A field as far as a draft is concerned: the codes that can be chosen, or the longest text. */
export interface Drafted {
  readonly name: string;
  readonly options?: readonly string[];
  readonly most?: number;
}

/** Longest text of a field that names no length of its own, e.g. of an amount or a day. */
const LONGEST_LINE = 300;

/**
 * What was typed into the fields of a form, as it was typed: whether an answer may look so is asked when it is submitted.
 * A text that no answer could have room for is not kept, and neither is part of it.
 */
export function draftOf(
  fields: readonly Drafted[],
  submitted: Readonly<Record<string, string | undefined>>,
): { readonly fields: Record<string, string> } | { readonly flaws: Flaws } {
  const kept: Record<string, string> = {};
  const flaws: Record<string, 'too-long'> = {};
  for (const { name, options, most = LONGEST_LINE } of fields) {
    const typed = (submitted[name] ?? '').toWellFormed().replace(/\r\n?/g, '\n');
    if (typed === '') continue;
    if (options !== undefined) {
      if (options.includes(typed)) kept[name] = typed;
    } else if (typed.length > most) flaws[name] = 'too-long';
    else kept[name] = typed;
  }
  return Object.keys(flaws).length > 0 ? { flaws } : { fields: kept };
}
