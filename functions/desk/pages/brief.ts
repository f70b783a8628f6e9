/** The brief of a visit on its task's page: each field with where it is from, and how old it is. */
import type * as z from 'zod';
import {
  ContactChannel,
  Daypart,
  type Language,
  Stage,
  Tier,
  VisitKind,
} from '../../../shared/contracts/codes.ts';
import type { VisitBrief } from '../../../shared/contracts/items.ts';
import { dayOf } from '../../../shared/platform/clock.ts';
import { type Html, harmless, html } from '../../../shared/platform/html.ts';
import { dateName, dates1 } from '../../../shared/policy/important-dates.ts';
import { stageName, tierName } from '../../../shared/policy/names.ts';
import { channelName, visitName } from '../../../shared/policy/plan-words.ts';
import { maskedText } from '../rules/mask.ts';
import { momentOf } from '../words.ts';
import { briefWords } from './brief-words.ts';

/** Whom a brief is for. */
interface BriefReader {
  readonly language: Language;
  readonly zone: string;
}

/** A brief, and when it is read. */
export interface BriefShown {
  readonly fields: VisitBrief['fields'];
  readonly readAt: string;
}

/** Characters of a text that are shown: a visit is not the place to read long ones. */
const LONGEST = 600;

const cut = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST).toWellFormed()}…`;

/** Writes the brief; a field that it has no words for is left out. */
export function briefSection(reader: BriefReader, { fields, readAt }: BriefShown): Html {
  const say = briefWords[reader.language];
  const shown = fields.flatMap((each) => {
    const label = Object.hasOwn(say.fields, each.field) ? say.fields[each.field] : undefined;
    return label === undefined ? [] : [{ ...each, label }];
  });
  return html`<section id="brief">
<h2>${say.title}</h2>
<dl>
${shown.map(
  ({ field, value, source, asOf, label }) => html`<dt>${label}</dt>
<dd class="said"><bdi>${valueShown(field, value, reader)}</bdi> <small>${origin(source, asOf, readAt, reader)}</small></dd>
`,
)}</dl>
</section>
`;
}

/** Where a field is from, and how many days old it is for whoever reads it now. */
function origin(
  source: string,
  asOf: string | undefined,
  readAt: string,
  { language, zone }: BriefReader,
): string {
  const say = briefWords[language];
  const from = say.sources[source] ?? source;
  if (asOf === undefined) return `(${from})`;
  const dayNumber = (at: string) =>
    Date.parse(dayOf(new Date(at), zone).replace(/(....)(..)(..)/, '$1-$2-$3')) / 86_400_000;
  const days = Math.max(0, dayNumber(readAt) - dayNumber(asOf));
  return `(${from}${say.comma}${days === 0 ? say.today : say.daysAgo(days)})`;
}

function valueShown(
  field: string,
  value: string | number | boolean,
  { language, zone }: BriefReader,
): string {
  const say = briefWords[language];
  const text = String(value);
  switch (field) {
    case 'kind':
      return named(VisitKind, text, (kind) => visitName(kind, language));
    case 'channel':
      return named(ContactChannel, text, (channel) => channelName(channel, language));
    case 'daypart':
      return named(Daypart, text, (daypart) => say.dayparts[daypart]);
    case 'tier':
      return named(Tier, text, (tier) => tierName(tier, language));
    case 'stage':
      return named(Stage, text, (stage) => stageName(stage, language));
    case 'topic':
      return dateName(text, language, dates1);
    case 'agreedAt':
      return momentOf(text, language, zone);
    case 'balance':
      return say.yuan(Number(value));
    case 'satisfaction':
      return say.outOfFive(text);
    case 'topics':
      return text
        .split(' ')
        .map((topic) => say.topics[topic] ?? topic)
        .join(say.comma);
    default:
      return maskedText(harmless(cut(text)));
  }
}

/** A code in words; one that is not known stays as it is. */
function named<S extends z.ZodEnum>(schema: S, code: string, name: (known: z.output<S>) => string): string {
  const known = schema.safeParse(code);
  return known.success ? name(known.data as z.output<S>) : code;
}
