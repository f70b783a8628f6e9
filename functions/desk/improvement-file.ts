/** An improvement, as the pages of its tasks tell it: what showed it, how things stand, and what the last try has changed. */
import type { Language } from '../../shared/contracts/codes.ts';
import type { ImprovementHead, MeasuredFigure } from '../../shared/contracts/improvement.ts';
import { Driver } from '../../shared/contracts/survey.ts';
import { labelOf } from '../../shared/policy/taxonomy.ts';
import { improvementWords } from './pages/improvement-words.ts';
import type { FileEntry, Said } from './rules/parts.ts';

/** Codes and numbers: nothing that would have to be masked. */
const coded = (label: string, text: string): Said => ({ label, words: text, masked: text });

/** The improvement, and its measure once there is one. */
export function improvementEntries(
  head: ImprovementHead,
  language: Language,
): (FileEntry & { readonly at: string })[] {
  const say = improvementWords[language];
  const { openedAt, source, originId, linked, before, after, effect } = head;
  return [
    {
      at: openedAt,
      what: say.opened,
      said: [
        coded(say.from, say.sources[source]),
        coded(say.about, aboutIn(head, language)),
        coded(say.origin, originId),
        ...(linked.length === 0 ? [] : [coded(say.others, linked.join(' '))]),
        ...(before === undefined ? [] : [coded(say.before, figureIn(before, language))]),
      ],
    },
    ...(after === undefined
      ? []
      : [
          {
            at: after.until > openedAt ? after.until : openedAt,
            what: say.measured,
            said: [
              coded(say.after, figureIn(after, language)),
              ...(effect === undefined
                ? []
                : [
                    coded(
                      after.what === 'MEAN' ? say.difference : say.ratio,
                      say.interval(effect.value.toFixed(2), effect.low.toFixed(2), effect.high.toFixed(2)),
                    ),
                  ]),
            ],
          },
        ]),
  ];
}

const figureIn = ({ what, value, n }: MeasuredFigure, language: Language): string => {
  const { mean, events } = improvementWords[language];
  return what === 'MEAN' ? mean(value.toFixed(2), n.toFixed(0)) : events(value, n.toFixed(0));
};

/** What it is about in words; a key of no kind that is known stands as it is. */
function aboutIn({ key }: ImprovementHead, language: Language): string {
  const say = improvementWords[language];
  const [kind, first = '', second = '', third = ''] = key.split('#');
  if (kind === 'driver') {
    const driver = Driver.safeParse(second);
    return say.driver(first, driver.success ? say.drivers[driver.data] : second);
  }
  if (kind === 'cluster') {
    const named = (code: string) => `${code} ${labelOf(code, language)}`;
    return say.cluster(named(first), named(second), third);
  }
  if (kind === 'product') return say.product(first);
  return kind === 'exit' ? say.exit(first) : key;
}
