/** The months of the town as lines on a terminal: all of it, one part of it, one customer or one case. */
import type { BusEvent } from '../events/events.ts';
import { eventWords, type Part, partOf, turns } from './event-words.ts';
import { type Moment, type StoryLanguage, timeline } from './timeline.ts';

/** What is told of the months: the turns of the story where nothing is named. */
export interface Wanted {
  readonly parts: readonly (Part | 'everything')[];
  /** Numbers of customers or cases. */
  readonly numbers: readonly string[];
}

const TONES: Readonly<Record<string, Moment['tone']>> = {
  'task.escalated': 'warn',
  'survey.scored-low': 'warn',
  'complaint.reopened': 'warn',
  'churn.alerted': 'warn',
  'complaint.breached': 'bad',
  'task.expired': 'bad',
  'incident.opened': 'bad',
  'survey.campaign-closed': 'good',
  'improvement.closed': 'good',
  'complaint.closed': 'good',
};

/** Facts that are told, in this order; the others are for machines. */
const FACTS = [
  'class',
  'band',
  'score',
  'label',
  'outcome',
  'key',
  'campaign',
  'definition',
  'kind',
  'recovery',
  'what',
  'value',
  'reason',
  'template',
  'from',
  'to',
  'voice',
  'level',
] as const;

/** Writes the lines that are wanted as events come; an event that comes twice is told once. */
export function chronicle(options: {
  readonly print: (line: string) => void;
  readonly wanted: Wanted;
  /** Name of a customer, where they have one. */
  readonly nameOf: (customerId: string) => string | undefined;
  readonly language?: StoryLanguage;
  readonly color?: boolean;
  readonly zone?: string;
}): { hear(event: BusEvent): void } {
  const {
    print: write,
    wanted,
    nameOf,
    language = /^zh/i.test(process.env.LC_ALL ?? process.env.LANG ?? '') ? 'zh-CN' : 'en',
    color = process.stdout.isTTY === true && !process.env.NO_COLOR,
    zone = 'Asia/Shanghai',
  } = options;
  const lines = timeline({ write, zone, language, color });
  const heard = new Set<string>();

  const isWanted = (name: string, ids: readonly (string | undefined)[]): boolean => {
    if (wanted.numbers.some((number) => ids.includes(number))) return true;
    if (wanted.parts.includes('everything')) return true;
    const part = partOf(name);
    if (part !== undefined && wanted.parts.includes(part)) return true;
    return wanted.parts.length + wanted.numbers.length === 0 && turns.includes(name);
  };

  return {
    hear({ id, source, 'detail-type': name, detail }) {
      if (source !== 'steward' || heard.has(id)) return;
      heard.add(id);
      const {
        at,
        caseId,
        customerId,
        facts = {},
      } = detail as {
        at: string;
        caseId?: string;
        customerId?: string;
        facts?: Record<string, string | number | boolean>;
      };
      if (!isWanted(name, [caseId, customerId])) return;
      const told = FACTS.flatMap((fact) => (facts[fact] === undefined ? [] : [shown(facts[fact])]));
      const who = customerId === undefined ? undefined : (nameOf(customerId) ?? customerId);
      const tone = TONES[name];
      lines.tell({
        at: Date.parse(at),
        kind: 'event',
        what: eventWords[language][name] ?? name,
        text: [caseId, who, ...told].filter((part) => part !== undefined).join(' · '),
        ...(tone && { tone }),
      });
    },
  };
}

/** Probabilities with two decimals; everything else as it is. */
const shown = (fact: string | number | boolean): string =>
  typeof fact === 'number' && !Number.isInteger(fact) ? fact.toFixed(2) : String(fact);
