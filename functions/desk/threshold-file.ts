/** What is proposed in an evaluation of alerts, as the pages of its tasks tell it. */
import type { Band } from '../../shared/contracts/churn.ts';
import type { EvaluationHead } from '../../shared/contracts/churn-evaluation.ts';
import { type Language, Tier } from '../../shared/contracts/codes.ts';
import { tierName } from '../../shared/policy/names.ts';
import { thresholdWords } from './pages/threshold-words.ts';
import type { FileEntry, Said } from './rules/parts.ts';

/** Codes and numbers: nothing that would have to be masked. */
const coded = (label: string, text: string): Said => ({ label, words: text, masked: text });

/** A person may propose more digits than an evaluation does; none of them is lost. */
const percent = (share: number): string => `${Number((share * 100).toFixed(3))}%`;

/** The proposal, tier by tier, and what it means for those who must act. */
export function thresholdEntries(
  { openedAt, month, proposal, present, capacity, warnings = [] }: EvaluationHead,
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
        ...warnings.map(({ band, warning }) => coded(say.warning, say.warnings[warning](say.bands[band]))),
        ...Tier.options.map((tier) => {
          const from = (band: Band): string => {
            const [now, next] = [present?.[tier][band], proposal[tier][band]];
            return now === undefined || now === next
              ? percent(next)
              : say.insteadOf(percent(next), percent(now));
          };
          return coded(tierName(tier, language), say.thresholds(from('low'), from('medium'), from('high')));
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
