/** A town of customers with histories, some of whom are about to leave: made from a seed, for tests and measurements of scoring. */
import type { History } from '../../functions/churn/rules/history.ts';
import { seededRandom } from '../../infra/local/random.ts';
import type { RatingDay, TransactionDay } from '../../shared/contracts/imports.ts';
import type { CustomerProfile, CustomerSignal } from '../../shared/contracts/items.ts';
import type { HoldingsDay } from '../../shared/contracts/signals.ts';
import { dayAfter } from '../../shared/policy/days.ts';

/** One customer of the town. */
export interface Townsman {
  readonly profile: CustomerProfile;
  readonly history: History;
  /** Whether the customer has begun to leave: what is to be found out. */
  readonly leaving: boolean;
}

/** Share of the town that has begun to leave. */
const LEAVING = 0.1;

/** The customer of a number, as they stand at this moment; the same number is the same customer. */
export function townsman(number: number, at: string): Townsman {
  const next = seededRandom(number * 7_919 + 17);
  const one = <T>(...of: readonly T[]): T => of[Math.floor(next() * of.length)] as T;
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const today = at.slice(0, 10);
  const day = (ago: number) => dayAfter(today, -ago);
  const leaving = next() < LEAVING;
  /** How far the leaving has come by a day, 0 to 1; it begins some 100 days ago. */
  const gone = (ago: number) => (leaving ? Math.min(1, Math.max(0, (100 - ago) / 100)) : 0);
  const customerId = `T${String(number).padStart(7, '0')}`;
  const worth = next();
  const tier = worth > 0.9 ? 'vip' : worth > 0.6 ? 'potential' : 'mass';
  const profile: CustomerProfile = {
    customerId,
    sk: 'PROFILE',
    v: 1,
    name: `Customer ${number}`,
    language: 'zh-CN',
    type: 'personal',
    tier,
    stage: one('new', 'growing', 'mature', 'mature', 'at-risk'),
    riskClass: 'compliant',
    managerId: `S${String(number % 50).padStart(2, '0')}`,
    branch: `B${number % 10}`,
    zone: 'Asia/Shanghai',
    since: day(30 + Math.floor(next() * 5_000)),
  };
  const expiresAt = Math.floor(Date.parse(at) / 1_000) + 86_400 * 400;
  const base = Math.exp(10 + 3 * worth + 0.4 * normal());
  const held = 1 + Math.floor(next() * 6);
  const holdings: HoldingsDay[] = [85, 55, 25, 2].map((ago) => ({
    customerId,
    sk: `DAY#holdings#${day(ago)}`,
    v: 1,
    day: day(ago),
    balance: Math.max(0, Math.round(base * (1 - 0.8 * gone(ago)) * (1 + 0.15 * normal()))),
    products: Math.max(1, Math.round(held * (1 - 0.4 * gone(ago)))),
    at,
    expiresAt,
  }));
  const pace = 4 + 30 * next();
  const mood = 0.6 * normal();
  const transactions: TransactionDay[] = [];
  for (let ago = 179; ago > 0; ago -= 1 + Math.floor((180 / pace) * next() * 2)) {
    if (next() < 0.8 * gone(ago) || (ago < 90 && next() < 0.25 * Math.abs(mood))) continue;
    const count = 1 + Math.floor(3 * next());
    const moved = Math.round(count * Math.exp(11 + 1.2 * normal()));
    transactions.push({
      customerId,
      sk: `DAY#transactions#${day(ago)}`,
      v: 1,
      day: day(ago),
      count,
      moved,
      came: 0,
      went: moved,
      ids: new Uint8Array(8 * count),
      expiresAt,
      moves: 1,
    });
  }
  const ratings: RatingDay[] = [320, 200, 120, 60, 15]
    .filter(() => next() < 0.35)
    .map((ago) => {
      const score = Math.min(5, Math.max(1, Math.round(4 + mood - 2 * gone(ago) + 0.8 * normal())));
      const sk = `DAY#ratings#${day(ago)}`;
      const ids = new Uint8Array(8);
      return {
        customerId,
        sk,
        v: 1,
        day: day(ago),
        count: 1,
        sum: score,
        lowest: score,
        ids,
        expiresAt,
        moves: 1,
      };
    });
  const signals: CustomerSignal[] = [];
  const say = (ago: number, what: CustomerSignal['what'], more: Partial<CustomerSignal> = {}): void => {
    const signalId = `G${number}-${signals.length}`;
    const moment = new Date(Date.parse(at) - ago * 86_400_000 - signals.length * 1_000).toISOString();
    signals.push({
      customerId,
      sk: `SIGNAL#${moment}#${signalId}`,
      v: 1,
      signalId,
      at: moment,
      from: 'bank',
      what,
      expiresAt,
      ...more,
    });
  };
  for (const channel of ['app', 'counter', 'web', 'phone']) {
    if (next() < 0.45 * (1 - 0.6 * gone(45))) say(5 + 80 * next(), 'CHANNEL_USED', { value: channel });
  }
  if (next() < 0.5)
    say(
      leaving && next() < 0.4 ? 20 : 5 + 25 * next(),
      leaving && next() < 0.5 ? 'SALARY_STOPPED' : 'SALARY_ARRIVED',
    );
  for (let at = next(); at < 0.12 + 0.5 * gone(10); at += 0.3) {
    say(10 + 160 * next(), 'PRODUCT_CLOSED', { value: `P${Math.floor(9 * next())}` });
  }
  for (let complaint = 0; next() < 0.12 + 0.3 * gone(20) && complaint < 4; complaint++) {
    const ago = 2 + 350 * next();
    const caseId = `K${number}-${complaint}`;
    say(ago, 'COMPLAINT_RECEIVED', { from: 'complaint', caseId });
    if (ago > 15 && next() < 0.9) {
      say(ago - 12, 'COMPLAINT_CLOSED', { from: 'complaint', caseId, value: 'RESOLVED_UPHELD' });
    } else if (next() < 0.3) say(ago / 2, 'COMPLAINT_BREACHED', { from: 'complaint', caseId });
  }
  for (let at = next(); at < 0.1 + 0.3 * gone(30); at += 0.25) {
    say(5 + 170 * next(), next() < 0.7 ? 'UNREACHABLE' : 'REFUSED', { from: 'visit' });
  }
  return {
    profile,
    leaving,
    history: {
      at,
      today,
      profile,
      figures: undefined,
      transactions,
      ratings,
      holdings,
      signals,
      rateGap: one(0, 0.1, 0.3, 0.6),
    },
  };
}
