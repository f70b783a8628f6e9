/** What happened to an alert, as the pages of its tasks tell it: codes and numbers that are no answer of a person. */
import type { AlertHead } from '../../shared/contracts/churn.ts';
import type { Language } from '../../shared/contracts/codes.ts';
import { alertWords } from './pages/alert-words.ts';
import { playbookWords } from './pages/churn-words.ts';
import type { CaseFile } from './ports.ts';
import type { FileEntry, Said } from './rules/parts.ts';

type Entry = FileEntry & { readonly at: string };

/** Codes and numbers: nothing that would have to be masked. */
const coded = (label: string, text: string): Said => ({ label, words: text, masked: text });

/** The history of an alert beside its tasks, in no order. */
export function alertEntries(
  head: AlertHead,
  { steps = [], measures = [] }: Pick<CaseFile, 'steps' | 'measures'>,
  language: Language,
): Entry[] {
  const say = alertWords[language];
  const { openedAt, band, score, reasons, raisedAgainAt, arm, playbook } = head;
  return [
    {
      at: openedAt,
      what: say.raised,
      said: [
        coded(say.band, say.bands[band]),
        coded(say.probability, say.share(score)),
        ...reasons.map(({ indicator, value }) =>
          coded(say.indicators[indicator] ?? indicator, valueIn(indicator, value, language)),
        ),
        ...(arm === undefined ? [] : [coded(say.treatment, say.arm[arm])]),
      ],
    },
    ...(raisedAgainAt === undefined ? [] : [{ at: raisedAgainAt, what: say.raisedAgain, said: [] }]),
    ...(playbook === undefined || !isPlaybook(playbook) || steps[0] === undefined
      ? []
      : [{ at: steps[0].plannedAt, what: say.playbook(playbookWords[language][playbook]), said: [] }]),
    ...steps.map(({ plannedAt, endedAt, what, outcome, offer, cost, state }) => ({
      at: endedAt ?? plannedAt,
      what: say.steps[what],
      said: [
        ...(offer === undefined ? [] : [coded(say.offer, offerIn(offer, language))]),
        ...(cost === undefined ? [] : [coded(say.cost, say.yuan(cost))]),
        ...(state !== 'ENDED' || outcome === undefined
          ? []
          : [coded(say.outcome, say.outcomes[outcome] ?? outcome)]),
      ],
    })),
    ...measures.map(({ at, day, standing, balanceKept }) => ({
      at,
      what: say.measured(day),
      said: [
        coded(say.standing, say.standings[standing]),
        ...(balanceKept === undefined ? [] : [coded(say.balanceKept, say.share(balanceKept))]),
      ],
    })),
  ];
}

const isPlaybook = (name: string): name is keyof (typeof playbookWords)['en'] =>
  Object.hasOwn(playbookWords.en, name);

/** Indicators that ask whether something is so. */
const asked = new Set(['salaryStopped', 'complaintUndecided']);

/** What an indicator was, as a person reads it; a ratio or a probability has more digits than that. */
function valueIn(indicator: string, value: string | number, language: Language): string {
  const { yes, no } = alertWords[language];
  if (asked.has(indicator)) return Number(value) > 0 ? yes : no;
  if (typeof value === 'number') return String(Math.round(value * 100) / 100);
  const codes: Readonly<Record<string, string>> = alertWords[language].codes;
  return codes[value] ?? value;
}

const offerIn = (offer: string, language: Language): string => alertWords[language].offers[offer] ?? offer;
