/** What the file of a complaint says of its rounds: why it was opened again, and what was promised the last time (C14). */
import type { Language } from '../../shared/contracts/codes.ts';
import type { CaseLetter, CaseRound } from '../../shared/contracts/complaint.ts';
import { caseWords } from './pages/case-words.ts';
import { fileWords } from './pages/file-words.ts';

/** An entry before its words are made harmless. */
interface RoundEntry {
  readonly at: string;
  readonly what: string;
  readonly said: readonly { readonly label: string; readonly text: string }[];
}

/** One entry for each time a complaint was opened again. */
export const roundEntries = (
  rounds: readonly CaseRound[],
  letters: readonly CaseLetter[],
  language: Language,
): RoundEntry[] => {
  const say = fileWords[language];
  return rounds.map((round) => {
    const promised = promisedIn(round, letters);
    return {
      at: round.reopenedAt,
      what: say.reopened(round.number + 1),
      said: [
        { label: say.reopenedWhy.label, text: say.reopenedWhy[round.why] },
        { label: say.endedAs, text: caseWords[language].outcomes[round.outcome] },
        ...(promised === undefined ? [] : [{ label: say.promised, text: promised }]),
      ],
    };
  });
};

/** What the last letter of a round promised: the remedy of the decision, or what was agreed at first contact. */
function promisedIn({ closedAt }: CaseRound, letters: readonly CaseLetter[]): string | undefined {
  const last = letters.findLast(
    ({ kind, sealedAt }) => (kind === 'decision' || kind === 'quick') && sealedAt <= closedAt,
  );
  return last?.parts.remedy ?? last?.parts.agreed;
}
