/**
 * Customers who may leave, as the bank's systems see them: what they sign, what a model of the bank's own foretells, and
 * files of what they hold and move. They hear what was done for them, and stay or go by what their fate declares.
 */
import type { BusEvent } from '../events/events.ts';
import { drawn } from './draw.ts';
import type { Fate, Sign } from './fates.ts';
import type { StoryLanguage } from './timeline.ts';

const DAY = 86_400_000;

/** Days after the alert by which somebody must have turned to a customer; then they stay or go. */
const MAKES_UP_THEIR_MIND = 21;
/** Days before they waver on which money begins to flow off. */
const FADES_BEFORE = 35;
/** What is left of a balance that faded. */
const FADED = 0.15;
/** Days for which a relationship that ended still stands in the files, with nothing in it. */
const STANDS_EMPTY = 28;
/** Files come this often. */
export const FILES_EVERY = 14 * DAY;

/** Between which shares of the play customers begin to waver: early enough for a watch of 90 days. */
const WAVER = { from: 0.26, until: 0.36 };

/** A customer of the town with a fate. */
export interface Wavering {
  readonly customerId: string;
  readonly language: StoryLanguage;
  /** The name of their fate. */
  readonly named: string;
  readonly fate: Fate;
}

/** What the bank hands over about them at a moment. */
export interface WaveringEvent {
  readonly at: number;
  readonly type: 'signal.observed' | 'churn.alert-submitted' | 'complaint.submitted';
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Rows of a file, by the names of its columns. */
type Rows = readonly Readonly<Record<string, string>>[];

/** When somebody begins to waver, epoch ms: nine to four in the bank's zone, which has no summer time. */
export function waversAt(customerId: string, { seed, from, days }: Drawing): number {
  const share = WAVER.from + drawn(seed, 'wavers', customerId) * (WAVER.until - WAVER.from);
  const hour = 1 + Math.floor(drawn(seed, 'wavers hour', customerId) * 7);
  return (Math.floor(from / DAY) + Math.floor(share * days)) * DAY + hour * 3_600_000;
}

/** What the play is drawn from. */
export interface Drawing {
  readonly seed: number;
  readonly from: number;
  readonly days: number;
}

/** What the bank's systems tell of somebody, as they see it; nothing comes before the play begins. */
export function eventsOf(
  { customerId, fate: { signs = [], foretold = [] } }: Pick<Wavering, 'customerId' | 'fate'>,
  drawing: Drawing,
  complaint: string,
): WaveringEvent[] {
  const start = waversAt(customerId, drawing);
  const detailOf = (sign: Sign, at: number): Readonly<Record<string, unknown>> =>
    sign.what === 'COMPLAINT'
      ? { text: complaint }
      : {
          observedAt: new Date(at).toISOString(),
          what: sign.what,
          ...(sign.value !== undefined && { value: sign.value }),
        };
  const told = [
    ...signs.map((sign) => {
      const at = start + sign.after * DAY;
      const type =
        sign.what === 'COMPLAINT' ? ('complaint.submitted' as const) : ('signal.observed' as const);
      return { at, type, detail: detailOf(sign, at) };
    }),
    ...foretold.map(({ after, score }) => ({
      at: start + after * DAY,
      type: 'churn.alert-submitted' as const,
      detail: { model: 'bank-model-7', score, reasons: [{ code: 'balance-outflow', value: 'rising' }] },
    })),
  ];
  return told.map((one) => ({ ...one, at: Math.max(one.at, drawing.from) }));
}

/** The customers who may leave, as they go on. */
export interface Fading {
  /** Hears an event of the bank's bus; only what concerns them counts, and each of it once or more. */
  hear(event: BusEvent): void;
  /** Files of one moment, each with at least one row. */
  filesAt(at: number): readonly { readonly kind: 'holdings' | 'transactions'; readonly rows: Rows }[];
}

/** Answers of a talk that say that the customer was spoken with. */
const SPOKEN = new Set(['ACCEPTED', 'UNDECIDED', 'REFUSED', 'COMPLAINT']);

/** Lets customers with a fate live. */
export function fadingOf(wavering: readonly Wavering[], drawing: Drawing): Fading {
  const { seed } = drawing;
  const known = new Set(wavering.map(({ customerId }) => customerId));
  const customerOf = new Map<string, string>();
  /** First alert of a customer, and when somebody first turned to them. */
  const alertedAt = new Map<string, number>();
  const caredAt = new Map<string, number>();
  const earliest = (times: Map<string, number>, customerId: string, at: number): void => {
    times.set(customerId, Math.min(at, times.get(customerId) ?? at));
  };

  /** When a customer has made up their mind, and whether they stay. */
  const mindOf = ({ customerId, fate }: Wavering): { readonly at: number; readonly stays: boolean } => {
    const wavers = waversAt(customerId, drawing);
    if (fate.balance === 'is-gone') return { at: wavers - DAY, stays: false };
    const at = (alertedAt.get(customerId) ?? wavers) + MAKES_UP_THEIR_MIND * DAY;
    const cared = (caredAt.get(customerId) ?? Number.POSITIVE_INFINITY) <= at;
    // One draw for both: whoever stays though nobody cared would have stayed with care as well.
    return { at, stays: drawn(seed, 'stays', customerId) < (cared ? fate.stays.cared : fate.stays.alone) };
  };

  const holdingsOf = (one: Wavering, at: number): Record<string, string>[] => {
    const { customerId, fate } = one;
    const wavers = waversAt(customerId, drawing);
    if (fate.balance === 'is-unknown' && at > wavers) return [];
    const whole = (fate.kind.endsWith('mass') ? 20_000 : 150_000) * (1 + drawn(seed, 'balance', customerId));
    const faded = fate.balance === 'fades' && at >= wavers - FADES_BEFORE * DAY;
    const mind = mindOf(one);
    const row = (balance: number, products: number) => ({
      customerId,
      day: dayOf(at),
      balance: balance.toFixed(2),
      products: String(products),
    });
    if (at >= mind.at && !mind.stays) return at < mind.at + STANDS_EMPTY * DAY ? [row(0, 0)] : [];
    const kept = at >= mind.at ? (fate.keeps ?? 1) : 1;
    return [row(whole * (faded ? FADED : 1) * kept, fate.products)];
  };

  /** A purchase in each fortnight of whoever has their everyday money here. */
  const transactionOf = (one: Wavering, at: number): Record<string, string>[] => {
    const { customerId, fate } = one;
    const mind = mindOf(one);
    if (!fate.kind.endsWith('mass') || (at >= mind.at && !mind.stays)) return [];
    const amount = (20 + drawn(seed, 'purchase', customerId, dayOf(at)) * 180).toFixed(2);
    const transactionId = `T-${customerId}-${dayOf(at)}`;
    return [{ transactionId, customerId, amount, at: new Date(at - DAY).toISOString(), direction: 'OUT' }];
  };

  return {
    hear({ source, 'detail-type': type, detail }) {
      if (source !== 'steward') return;
      const {
        caseId = '',
        customerId,
        at: when,
        facts = {},
      } = detail as {
        caseId?: string;
        customerId?: string;
        at?: string;
        facts?: Readonly<Record<string, unknown>>;
      };
      const at = Date.parse(when ?? '');
      if (customerId !== undefined && known.has(customerId)) customerOf.set(caseId, customerId);
      const whose = customerOf.get(caseId);
      if (whose === undefined) return;
      if (type === 'churn.alerted') earliest(alertedAt, whose, at);
      const talk = type === 'task.decided' && facts.form === 'retention' && SPOKEN.has(String(facts.outcome));
      if ((type === 'care.sent' && caseId.startsWith('A')) || talk) earliest(caredAt, whose, at);
    },
    filesAt(at) {
      const files = [
        { kind: 'holdings' as const, rows: wavering.flatMap((one) => holdingsOf(one, at)) },
        { kind: 'transactions' as const, rows: wavering.flatMap((one) => transactionOf(one, at)) },
      ];
      return files.filter(({ rows }) => rows.length > 0);
    },
  };
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
