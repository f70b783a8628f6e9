/** The registry of indicators: what a score of churn may rest on, each with what it is, how it is measured, and from which rows. */
import type { ComplaintOutcome } from '../../../shared/contracts/codes.ts';
import type { CustomerSignal } from '../../../shared/contracts/items.ts';
import type { SignalWhat } from '../../../shared/contracts/signals.ts';
import type { Alerting } from '../../../shared/policy/alerting.ts';
import { dayAfter, daysBetween } from '../../../shared/policy/days.ts';
import type { History } from './history.ts';
import type { IndicatorRow } from './score.ts';

/** What an indicator is about (R155 to R159). */
export type IndicatorGroup = 'basic' | 'behaviour' | 'satisfaction' | 'feedback' | 'market';

/** How rows become a value; two indicators may read the same rows, and then not in the same way. */
export type IndicatorWay = 'state' | 'since' | 'newest' | 'ratio' | 'count' | 'kinds' | 'trend';

/** The value of a customer, undefined where nothing is known, and the rows that it rests on, newest first. */
export interface Measured {
  readonly value: string | number | undefined;
  readonly rows: readonly string[];
}

/** One indicator. */
export interface Indicator {
  readonly group: IndicatorGroup;
  readonly unit: string;
  /** Days back that it looks; absent where it says how something stands now. */
  readonly windowDays?: number;
  /** How it is measured, in a sentence. */
  readonly measured: string;
  /** Fields that it reads, `<kind of row>.<field>`. */
  readonly reads: readonly string[];
  readonly way: IndicatorWay;
  readonly of: (history: History, policy: Alerting) => Measured;
}

/** Most rows that a reason names. */
const MOST_ROWS = 10;

const nothing: Measured = { value: undefined, rows: [] };

type Keyed = { readonly sk: string };

const keysOf = (rows: readonly Keyed[]): string[] =>
  rows
    .toReversed()
    .slice(0, MOST_ROWS)
    .map(({ sk }) => sk);

/** Rows of the days up to `until` days ago, beginning `from` days ago; today is day 0. */
const inDays = <Row extends { readonly day: string }>(
  rows: readonly Row[],
  today: string,
  from: number,
  until = 0,
): Row[] => {
  const [first, last] = [dayAfter(today, -from), dayAfter(today, -until)];
  return rows.filter(({ day }) => day >= first && day <= last);
};

/** Signals of some kinds in the last so many days. */
function recent(
  { at, signals }: History,
  days: number,
  ...kinds: readonly SignalWhat[]
): readonly CustomerSignal[] {
  const from = new Date(Date.parse(at) - days * 86_400_000).toISOString();
  return signals.filter((signal) => signal.at >= from && kinds.includes(signal.what));
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;

/** One quantity by another, no more than the policy takes at its word; undefined where the base says too little. */
const ratio = (part: number, base: number, least: number, { mostRatio }: Alerting): number | undefined =>
  base < least || base === 0 ? undefined : rounded(Math.min(part / base, mostRatio));

/** Something that was worth so much on a day, and the row that says so. */
interface Point extends Keyed {
  readonly day: string;
  readonly value: number;
}

/** Balances by day, out of files, figures and what was observed. */
export function balancesOf({
  holdings,
  figures,
  signals,
}: Pick<History, 'holdings' | 'signals'> & Partial<Pick<History, 'figures'>>): Point[] {
  const ofFiles = holdings.flatMap(({ sk, day, balance }) =>
    balance === undefined ? [] : [{ sk, day, value: balance }],
  );
  const observed = signals.flatMap(({ sk, at, what, value }) =>
    what === 'BALANCE' ? [{ sk, day: at.slice(0, 10), value: Number(value) }] : [],
  );
  const graded =
    figures?.balance === undefined ? [] : [{ sk: 'GRADE', day: figures.asOf, value: figures.balance }];
  return [...ofFiles, ...observed, ...graded].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Yuan and number of transactions of half a year, the last 90 days beside the 90 before. */
function change(
  history: History,
  policy: Alerting,
  of: (days: History['transactions']) => number,
  least: number,
): Measured {
  const now = inDays(history.transactions, history.today, 89);
  const before = inDays(history.transactions, history.today, 179, 90);
  return { value: ratio(of(now), of(before), least, policy), rows: keysOf([...before, ...now]) };
}

/** Scores of satisfaction, 1 to 5, of visits, surveys and rated services, oldest first. */
function satisfactions(history: History): Point[] {
  const said = recent(history, 365, 'SATISFACTION').map(({ sk, at, value }) => ({
    sk,
    day: at.slice(0, 10),
    value: Number(value),
  }));
  const rated = inDays(history.ratings, history.today, 365).map(({ sk, day, sum, count }) => ({
    sk,
    day,
    value: sum / count,
  }));
  return [...said, ...rated].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Endings of what turned out to be no complaint. */
const noComplaint: readonly string[] = [
  'SUGGESTION_ANSWERED',
  'PRAISE_ANSWERED',
  'ENQUIRY_ANSWERED',
  'CANCELLED',
] satisfies ComplaintOutcome[];

/** Complaints of the last year without those that were none, and the signals of each. */
function complaintsOf(history: History): (readonly CustomerSignal[])[] {
  const told = recent(history, 365, 'COMPLAINT_RECEIVED', 'COMPLAINT_BREACHED', 'COMPLAINT_CLOSED');
  return [...Map.groupBy(told, ({ caseId }) => caseId).values()].filter(
    (signals) =>
      !signals.some(({ what, value }) => what === 'COMPLAINT_CLOSED' && noComplaint.includes(String(value))),
  );
}

/** Every indicator by its name, which is also what a model calls it. */
export const indicators = {
  tenureDays: {
    group: 'basic',
    unit: 'days',
    measured: 'Days since the relationship began.',
    reads: ['PROFILE.since'],
    way: 'since',
    of: ({ today, profile: { since } }) =>
      since === undefined ? nothing : { value: Math.max(0, daysBetween(since, today)), rows: ['PROFILE'] },
  },
  stage: {
    group: 'basic',
    unit: 'code',
    measured: 'Stage of the relationship.',
    reads: ['PROFILE.stage'],
    way: 'state',
    of: ({ profile: { stage } }) => ({ value: stage, rows: ['PROFILE'] }),
  },
  tier: {
    group: 'basic',
    unit: 'code',
    measured: 'Value tier by grading.',
    reads: ['PROFILE.tier'],
    way: 'state',
    of: ({ profile: { tier } }) => ({ value: tier, rows: ['PROFILE'] }),
  },
  products: {
    group: 'basic',
    unit: 'products',
    windowDays: 60,
    measured: 'Products held, by the newest delivery that is not older than the window.',
    reads: ['DAY#holdings.products'],
    way: 'newest',
    of: ({ holdings, today }) => {
      const day = inDays(holdings, today, 60).findLast(({ products }) => products !== undefined);
      return day === undefined ? nothing : { value: day.products, rows: [day.sk] };
    },
  },
  balanceRatio90: {
    group: 'behaviour',
    unit: 'ratio',
    windowDays: 90,
    measured: 'Mean balance of the last 30 days by that of the 60 days before them.',
    reads: ['DAY#holdings.balance', 'SIGNAL#BALANCE', 'GRADE.balance'],
    way: 'ratio',
    of: (history, policy) => {
      const points = balancesOf(history);
      const now = inDays(points, history.today, 29);
      const before = inDays(points, history.today, 89, 30);
      if (now.length === 0 || before.length === 0) return nothing;
      const [late, early] = [now, before].map((some) => mean(some.map(({ value }) => value)));
      return {
        value: ratio(late ?? 0, early ?? 0, policy.leastBase, policy),
        rows: keysOf([...before, ...now]),
      };
    },
  },
  volumeRatio90: {
    group: 'behaviour',
    unit: 'ratio',
    windowDays: 180,
    measured: 'Yuan moved in the last 90 days by those of the 90 days before.',
    reads: ['DAY#transactions.moved'],
    way: 'ratio',
    of: (history, policy) =>
      change(
        history,
        policy,
        (days) => days.reduce((sum, { moved }) => sum + moved, 0) / 100,
        policy.leastBase,
      ),
  },
  activityRatio90: {
    group: 'behaviour',
    unit: 'ratio',
    windowDays: 180,
    measured: 'Transactions of the last 90 days by those of the 90 days before.',
    reads: ['DAY#transactions.count'],
    way: 'ratio',
    of: (history, policy) =>
      change(history, policy, (days) => days.reduce((sum, { count }) => sum + count, 0), 1),
  },
  daysSinceActivity: {
    group: 'behaviour',
    unit: 'days',
    windowDays: 365,
    measured: 'Days since the last transaction or the last use of a channel.',
    reads: ['DAY#transactions.day', 'SIGNAL#CHANNEL_USED'],
    way: 'since',
    of: (history) => {
      const used = recent(history, 365, 'CHANNEL_USED').map(({ sk, at }) => ({ sk, day: at.slice(0, 10) }));
      const last = [...inDays(history.transactions, history.today, 365), ...used]
        .sort((a, b) => (a.day < b.day ? -1 : 1))
        .at(-1);
      if (last === undefined) return nothing;
      return { value: Math.max(0, daysBetween(last.day, history.today)), rows: [last.sk] };
    },
  },
  channelsUsed90: {
    group: 'behaviour',
    unit: 'channels',
    windowDays: 90,
    measured: 'Different channels used in the window; nothing where none was ever told.',
    reads: ['SIGNAL#CHANNEL_USED'],
    way: 'kinds',
    of: (history) => {
      const ever = recent(history, 365, 'CHANNEL_USED');
      const used = recent(history, 90, 'CHANNEL_USED');
      if (ever.length === 0) return nothing;
      return { value: new Set(used.map(({ value }) => value)).size, rows: keysOf(used) };
    },
  },
  salaryStopped: {
    group: 'behaviour',
    unit: '1 yes, 0 no',
    windowDays: 180,
    measured: 'Whether the salary was said to have stopped, or is late; nothing where none ever came.',
    reads: ['SIGNAL#SALARY_ARRIVED', 'SIGNAL#SALARY_STOPPED'],
    way: 'newest',
    of: (history, { salaryLateDays }) => {
      const last = recent(history, 180, 'SALARY_ARRIVED', 'SALARY_STOPPED').at(-1);
      if (last === undefined) return nothing;
      const late = daysBetween(last.at.slice(0, 10), history.today) > salaryLateDays;
      return { value: last.what === 'SALARY_STOPPED' || late ? 1 : 0, rows: [last.sk] };
    },
  },
  productsClosed180: {
    group: 'behaviour',
    unit: 'products',
    windowDays: 180,
    measured: 'Products that were closed in the window.',
    reads: ['SIGNAL#PRODUCT_CLOSED'],
    way: 'count',
    of: (history) => {
      const closed = recent(history, 180, 'PRODUCT_CLOSED');
      return { value: closed.length, rows: keysOf(closed) };
    },
  },
  satisfactionLast: {
    group: 'satisfaction',
    unit: '1 to 5',
    windowDays: 365,
    measured: 'The newest score of a visit, a survey or a rated service.',
    reads: ['SIGNAL#SATISFACTION', 'DAY#ratings.sum'],
    way: 'newest',
    of: (history) => {
      const last = satisfactions(history).at(-1);
      return last === undefined ? nothing : { value: rounded(last.value), rows: [last.sk] };
    },
  },
  satisfactionTrend: {
    group: 'satisfaction',
    unit: 'points of 1 to 5',
    windowDays: 365,
    measured: 'Mean score of the last 90 days less that of the year before them.',
    reads: ['SIGNAL#SATISFACTION', 'DAY#ratings.sum'],
    way: 'trend',
    of: (history) => {
      const all = satisfactions(history);
      const now = inDays(all, history.today, 89);
      const before = inDays(all, history.today, 365, 90);
      if (now.length === 0 || before.length === 0) return nothing;
      const [late, early] = [now, before].map((some) => mean(some.map(({ value }) => value)));
      return { value: rounded((late ?? 0) - (early ?? 0)), rows: keysOf([...before, ...now]) };
    },
  },
  complaints365: {
    group: 'feedback',
    unit: 'complaints',
    windowDays: 365,
    measured: 'Complaints of the window, without what turned out to be none.',
    reads: ['SIGNAL#COMPLAINT_RECEIVED'],
    way: 'count',
    of: (history) => {
      const complaints = complaintsOf(history);
      return { value: complaints.length, rows: keysOf(complaints.flatMap(([first]) => first ?? [])) };
    },
  },
  complaintUndecided: {
    group: 'feedback',
    unit: '0 none, 1 open, 2 open past its date',
    windowDays: 365,
    measured: 'Whether a complaint is open, and whether the date of the law has passed.',
    reads: ['SIGNAL#COMPLAINT_CLOSED', 'SIGNAL#COMPLAINT_BREACHED'],
    way: 'state',
    of: (history) => {
      const open = complaintsOf(history).filter(
        (signals) => !signals.some(({ what }) => what === 'COMPLAINT_CLOSED'),
      );
      const late = open.some((signals) => signals.some(({ what }) => what === 'COMPLAINT_BREACHED'));
      return { value: late ? 2 : Math.min(open.length, 1), rows: keysOf(open.flat()) };
    },
  },
  unreachable180: {
    group: 'feedback',
    unit: 'times',
    windowDays: 180,
    measured: 'Times that the customer could not be reached, or refused to be visited.',
    reads: ['SIGNAL#UNREACHABLE', 'SIGNAL#REFUSED'],
    way: 'count',
    of: (history) => {
      const times = recent(history, 180, 'UNREACHABLE', 'REFUSED');
      return { value: times.length, rows: keysOf(times) };
    },
  },
  marketIndex: {
    group: 'market',
    unit: 'percentage points',
    measured: 'How much more the best offer of the place pays for a one-year deposit, by tier.',
    reads: ['policy market.rateGap'],
    way: 'state',
    of: ({ rateGap }) => ({ value: rateGap, rows: [] }),
  },
} as const satisfies Readonly<Record<string, Indicator>>;

/** Name of an indicator. */
export type IndicatorName = keyof typeof indicators;

/** All names, in the order of the registry. */
export const indicatorNames = Object.keys(indicators) as IndicatorName[];

/** What was measured of a customer: the row that a model reads, the rows behind each value, and what is missing. */
export interface Measurements {
  readonly row: IndicatorRow;
  readonly rows: Readonly<Record<string, readonly string[]>>;
  readonly missing: readonly IndicatorName[];
}

/** Measures every indicator on a history that was cleaned. */
export function measuredOf(history: History, policy: Alerting): Measurements {
  const all = indicatorNames.map((name) => {
    const { of }: Indicator = indicators[name];
    return [name, of(history, policy)] as const;
  });
  return {
    row: Object.fromEntries(all.map(([name, { value }]) => [name, value])),
    rows: Object.fromEntries(all.map(([name, { rows }]) => [name, rows])),
    missing: all.flatMap(([name, { value }]) => (value === undefined ? [name] : [])),
  };
}
