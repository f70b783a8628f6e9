/** How a judgement is written down: what was looked at, and what of it is wrong. */

/** One thing that breaks an invariant. */
export interface Broken {
  /** Number of the invariant, as the README of this folder's parent lists them. */
  readonly number: number;
  /** The case that it concerns; absent where it concerns none, such as a definition. */
  readonly caseId?: string;
  readonly what: string;
}

/** Says that one thing was looked at for an invariant, and what is wrong with it; undefined if nothing is. */
export type Judge = (number: number, caseId: string | undefined, wrong: string | undefined) => void;

/** What was looked at so far, and what was found. */
export interface Judged {
  checked: number;
  readonly broken: Broken[];
  /** How many things were looked at for each invariant: one with none was not proved. */
  readonly looked: Record<number, number>;
}

/** Notes judgements. */
export function judging(): { judge: Judge; judged: Judged } {
  const judged: Judged = { checked: 0, broken: [], looked: {} };
  return {
    judged,
    judge(number, caseId, wrong) {
      judged.checked++;
      judged.looked[number] = (judged.looked[number] ?? 0) + 1;
      if (wrong !== undefined)
        judged.broken.push({ number, ...(caseId !== undefined && { caseId }), what: wrong });
    },
  };
}

/** A fault in words where something is as it must not be. */
export const where = (wrong: boolean, what: string): string | undefined => (wrong ? what : undefined);
