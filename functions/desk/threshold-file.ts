/** What is proposed in an evaluation of alerts, as the pages of its tasks tell it. */
import type { EvaluationHead } from '../../shared/contracts/churn-evaluation.ts';
import { type Language, Tier } from '../../shared/contracts/codes.ts';
import { tierName } from '../../shared/policy/names.ts';
import { thresholdWords } from './pages/threshold-words.ts';
import type { FileEntry, Said } from './rules/parts.ts';

/** Codes and numbers: nothing that would have to be masked. */
const coded = (label: string, text: string): Said => ({ label, words: text, masked: text });

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** The proposal, tier by tier, and what it means for those who must act. */
export function thresholdEntries(
  { openedAt, month, proposal, capacity }: EvaluationHead,
  language: Language,
): (FileEntry & { readonly at: string })[] {
  const say = thresholdWords[language];
  if (proposal === undefined) return [];
  return [
    {
      at: openedAt,
      what: say.proposed,
      said: [
        ...(month === undefined ? [] : [coded('', say.ofMonth(month))]),
        ...Tier.options.map((tier) => {
          const { low, medium, high } = proposal[tier];
          return coded(
            tierName(tier, language),
            say.thresholds(percent(low), percent(medium), percent(high)),
          );
        }),
        ...(capacity === undefined
          ? []
          : [
              coded(
                say.capacity,
                say.capacityIn(capacity.managers, capacity.forPeople.toFixed(1), capacity.most),
              ),
            ]),
      ],
    },
  ];
}
