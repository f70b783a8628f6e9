/** How a letter is sealed: its words are kept as they went out. */
import type { CaseLetter } from '../../shared/contracts/complaint.ts';
import type { ComplaintDesk } from './ports.ts';
import type { Parts, Sheet } from './rules/letter.ts';

/** The next letter of a case, to be written with the step that sends it. */
export async function sealedLetter(
  { cases }: Pick<ComplaintDesk, 'cases'>,
  kind: CaseLetter['kind'],
  parts: Parts,
  { caseId, language, at }: Sheet,
): Promise<CaseLetter> {
  const number = (await cases.lastLetter(caseId)) + 1;
  const sk = `LETTER#${String(number).padStart(4, '0')}`;
  return { caseId, sk, v: 1, number, kind, language, parts, sealedAt: at };
}
