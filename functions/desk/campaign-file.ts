/** A survey campaign, as the pages of its tasks tell it: how the sample was drawn, and what was written without a name. */
import { type Language, Tier } from '../../shared/contracts/codes.ts';
import type { TaskRow } from '../../shared/contracts/items.ts';
import type { CampaignHead, CampaignVoice } from '../../shared/contracts/survey.ts';
import { harmless } from '../../shared/platform/html.ts';
import { tierName } from '../../shared/policy/names.ts';
import { campaignWords } from './pages/campaign-words.ts';
import { maskedText } from './rules/mask.ts';
import type { FileEntry, Said } from './rules/parts.ts';

/** Codes and numbers: nothing that would have to be masked. */
const coded = (label: string, text: string): Said => ({ label, words: text, masked: text });

/** Words that a customer typed. */
function typed(text: string): Said {
  const words = harmless(text);
  return { label: '', words, masked: maskedText(words) };
}

/** How many of how many are asked, tier by tier, and nobody's number; and the voices that the task is about. */
export function campaignEntries(
  { openedAt, endsAt = openedAt, campaign, naming, strata, sample }: CampaignHead,
  voices: readonly CampaignVoice[],
  { form, item }: Pick<TaskRow, 'form' | 'item'>,
  language: Language,
): (FileEntry & { readonly at: string })[] {
  const say = campaignWords[language];
  const voice = form === 'feedback-reply' ? voices.find(({ number }) => number === item) : undefined;
  return [
    {
      at: openedAt,
      what: say.drawn,
      said: [
        coded(say.campaign, `${campaign}, ${say.namings[naming]}`),
        ...Tier.options.flatMap((tier) => {
          const its = strata?.[tier];
          return its === undefined
            ? []
            : [coded(tierName(tier, language), say.asked(its.drawn, its.population, its.wanted))];
        }),
        // Not the seed: who has it tells of every customer whose number they know whether they are asked.
        ...(sample === undefined ? [] : [coded(say.sample, sample)]),
      ],
    },
    ...(voice === undefined
      ? []
      : [{ at: endsAt, what: say.written[voice.voice], said: voice.texts.map(typed) }]),
  ];
}
