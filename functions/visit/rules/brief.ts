/** What a visitor is told before a visit: the least that serves it, each field with where it is from and how old it is. */
import type { ContactChannel, ContactPurpose, Daypart, VisitKind } from '../../../shared/contracts/codes.ts';
import type {
  AnyHead,
  CustomerGrade,
  CustomerProfile,
  CustomerSignal,
  VisitBrief,
  VisitHead,
  VisitPromise,
} from '../../../shared/contracts/items.ts';
import type { Visit } from '../../../shared/contracts/visit.ts';

/** The last visit at which the customer was reached. */
export interface LastVisit {
  readonly caseId: string;
  readonly at: string;
  readonly said: Visit;
}

/** What is known, before it is decided what of it is told. */
export interface Known {
  readonly head: VisitHead;
  readonly at: string;
  readonly daypart: Daypart;
  readonly profile: CustomerProfile;
  readonly grade: CustomerGrade | undefined;
  /** Cases of the customer that are open, without this one. */
  readonly open: readonly AnyHead[];
  readonly last: LastVisit | undefined;
  readonly promises: readonly VisitPromise[];
  /** What a system of the bank said when it asked for the visit. */
  readonly request: { readonly text: string; readonly submittedAt: string } | undefined;
  readonly satisfaction: CustomerSignal | undefined;
  /** Purposes for which the customer has agreed to be contacted by this channel. */
  readonly agreed: ReadonlySet<ContactPurpose>;
}

type Field = VisitBrief['fields'][number];
type Told = Omit<Field, 'field'>;

/** One declared field: for which kinds of visit and with whose consent it may be told, and how it is found. */
interface Declared {
  /** Absent: for every kind. */
  readonly kinds?: readonly VisitKind[];
  /** Told only where the customer has agreed to contacts of this purpose by this channel. */
  readonly needs?: ContactPurpose;
  readonly from: (known: Known) => Told | undefined;
}

const NOT_A_GREETING: readonly VisitKind[] = ['CHECKUP', 'COMPLAINT_FOLLOWUP', 'MATURITY', 'REQUESTED'];

const told = (value: Told['value'] | undefined, source: string, asOf?: string): Told | undefined =>
  value === undefined || value === '' ? undefined : { value, source, ...(asOf !== undefined && { asOf }) };

const ofLast =
  (field: 'needs' | 'expectations' | 'concerns') =>
  ({ last }: Known): Told | undefined =>
    told(last?.said[field], 'visit', last?.at);

/** Every field that a brief may have, in the order in which it is read; nothing else is ever told. */
export const declared = {
  kind: { from: ({ head, at }) => told(head.visitKind, 'plan', at) },
  topic: { from: ({ head, at }) => told(head.topic, 'plan', at) },
  channel: { from: ({ head, at }) => told(head.channel, 'plan', at) },
  daypart: { from: ({ daypart, at }) => told(daypart, 'plan', at) },
  agreedAt: { from: ({ head, at }) => told(head.agreedAt, 'customer', at) },
  request: {
    kinds: NOT_A_GREETING,
    from: ({ request }) => told(request?.text, 'bank', request?.submittedAt),
  },
  tier: { from: ({ profile }) => told(profile.tier, 'profile') },
  stage: { kinds: NOT_A_GREETING, from: ({ profile }) => told(profile.stage, 'profile') },
  since: { kinds: NOT_A_GREETING, from: ({ profile }) => told(profile.since, 'profile') },
  // Offers are for those who want to hear of them, and so is what the bank could offer them on.
  balance: {
    kinds: ['CHECKUP', 'MATURITY'],
    needs: 'marketing',
    from: ({ grade }) => told(grade?.figures?.balance, 'figures', dayStart(grade?.figures?.asOf)),
  },
  activity: {
    kinds: ['CHECKUP', 'MATURITY'],
    needs: 'marketing',
    from: ({ grade }) => told(grade?.figures?.activity, 'figures', dayStart(grade?.figures?.asOf)),
  },
  openCases: {
    kinds: NOT_A_GREETING,
    from: ({ open, at }) => told(open.map(({ caseId }) => caseId).join(' '), 'cases', at),
  },
  satisfaction: {
    kinds: NOT_A_GREETING,
    from: ({ satisfaction }) => told(satisfaction?.value, 'visit', satisfaction?.at),
  },
  needs: { kinds: NOT_A_GREETING, from: ofLast('needs') },
  expectations: { kinds: NOT_A_GREETING, from: ofLast('expectations') },
  concerns: { kinds: NOT_A_GREETING, from: ofLast('concerns') },
  promises: {
    kinds: NOT_A_GREETING,
    from: ({ promises, last }) =>
      told(
        promises.map(({ text, dueDay, kept }) => `${dueDay} ${text}${kept === 'YES' ? ' ✓' : ''}`).join('\n'),
        'visit',
        last?.at,
      ),
  },
  topics: { from: ({ agreed, at }) => told(topicsOf(agreed), 'consents', at) },
} as const satisfies Readonly<Record<string, Declared>>;

/** What may be spoken of: service and care always, for it is why the bank calls; offers and surveys only with consent. */
const topicsOf = (agreed: ReadonlySet<ContactPurpose>): string =>
  ['service', 'care', ...(['marketing', 'survey'] as const).filter((purpose) => agreed.has(purpose))].join(
    ' ',
  );

const dayStart = (day: string | undefined): string | undefined =>
  day === undefined ? undefined : `${day}T00:00:00.000Z`;

/** The fields of a brief: of what is declared, whatever this kind of visit needs, the customer allows, and is known. */
export function briefOf(known: Known): Field[] {
  const { visitKind } = known.head;
  return Object.entries<Declared>(declared).flatMap(([field, { kinds, needs, from }]) => {
    if (kinds !== undefined && !kinds.includes(visitKind)) return [];
    if (needs !== undefined && !known.agreed.has(needs)) return [];
    const found = from(known);
    return found === undefined ? [] : [{ field, ...found }];
  });
}

/** Purposes to which a customer has agreed by a channel. */
export const agreedTo = (
  words: readonly {
    readonly purpose: ContactPurpose;
    readonly channel: ContactChannel;
    readonly state: string;
  }[],
  channel: ContactChannel,
): ReadonlySet<ContactPurpose> =>
  new Set(
    words.flatMap((word) => (word.channel === channel && word.state === 'GIVEN' ? [word.purpose] : [])),
  );
