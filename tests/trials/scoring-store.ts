/** A bank of the generated town in the embedded records, and the real scoring of a night on it, over the wire. */
import { marshall } from '@aws-sdk/util-dynamodb';
import { shardKey } from '../../shared/platform/ids.ts';
import { townsman } from '../kit/churn-town.ts';
import { type Cost, fillTable, measureOf, onTheWire, type Stored } from './wire.ts';

/** What a night cost. */
export interface Night extends Cost {
  readonly scored: number;
  readonly raised: number;
  readonly held: number;
  /** Invocations that the night took: each goes on where the one before ran short of time. */
  readonly parts: number;
}

/** A bank, and its night. */
export interface ScoredBank {
  readonly customers: number;
  readonly fillMs: number;
  /** Rows of the table of signals. */
  readonly rows: number;
  readonly night: Night;
  /** The night after, when nothing is new of anybody. */
  readonly quiet: Night;
}

const stored = (row: object): Stored => {
  const wire = marshall(row, { removeUndefinedValues: true });
  for (const value of Object.values(wire))
    if (value.B instanceof Uint8Array) Object.assign(value, { B: Buffer.from(value.B).toString('base64') });
  return wire as Stored;
};

/** Scores a town of this size: everybody is marked, as after the first import. */
export const measured = (customers: number): Promise<ScoredBank> =>
  onTheWire(
    {
      BANK_ZONE: 'Asia/Shanghai',
      ALERT_MACHINE_ARN: 'arn:aws:states:us-east-1:000000000000:stateMachine:ChurnAlertResponse',
      DELIVER_FUNCTION: 'Steward-Deliver',
    },
    (open) =>
      open(
        (folder) => fill(folder, customers),
        async (records, filled) => {
          const measure = measureOf(records);
          const night = await measure(await theNight());
          return { customers, ...filled, night, quiet: await measure(await theNight()) };
        },
      ),
  );

/** The handler of the night with its own world; only executions are not started, and nothing is delivered. */
async function theNight(): Promise<() => Promise<Omit<Night, keyof Cost>>> {
  const { nightWiring } = await import('../../functions/churn/scoring-wiring.ts');
  const { scoreCustomers, ScoringAnswer } = await import('../../functions/churn/score-customers.ts');
  return async () => {
    const sum = { scored: 0, raised: 0, held: 0, parts: 0 };
    for (let cursor: unknown; ; ) {
      let next: unknown;
      const own = nightWiring();
      const desk: typeof own = {
        ...own,
        executions: { ...own.executions, start: async () => {} },
        goOn: async (at) => {
          next = at;
        },
      };
      const event = { schedule: 'ScoreCustomers', ...(cursor !== undefined && { cursor }) };
      const ends = performance.now() + LONGEST_RUN;
      const answer = ScoringAnswer.parse(
        await scoreCustomers(desk)(event, { getRemainingTimeInMillis: () => ends - performance.now() }),
      );
      sum.scored += answer.scored;
      sum.raised += answer.raised;
      sum.held += answer.held;
      sum.parts++;
      if (!answer.goesOn) return sum;
      cursor = next;
    }
  };
}

/** The longest run of the function, in milliseconds, as its stack says. */
const LONGEST_RUN = 900_000;

/** Writes the town with what it did, and a mark for each customer. */
function fill(folder: string, customers: number): { fillMs: number; rows: number } {
  const now = new Date().toISOString();
  const numbers = Array.from({ length: customers }, (_, at) => at);
  const idOf = new Map(numbers.map((number) => [`T${String(number).padStart(7, '0')}`, number]));
  const ids = [...idOf.keys()];
  const one = (id: string) => townsman(idOf.get(id) ?? 0, now);
  const marked = new Date(Date.parse(now) - 86_400_000).toISOString();
  const people = fillTable(folder, 'Customers', ids, (id) => {
    const { profile } = one(id);
    const score = {
      customerId: id,
      sk: 'SCORE',
      v: 1,
      scoreShard: shardKey('S', id),
      scoreKey: `${marked}#${id}`,
      markedAt: marked,
      moves: 1,
    };
    return [profile, score].map(stored);
  });
  let rows = 0;
  const doings = fillTable(folder, 'Signals', ids, (id) => {
    const { transactions, ratings, holdings, signals } = one(id).history;
    const all = [...transactions, ...ratings, ...holdings, ...signals];
    rows += all.length;
    return all.map(stored);
  });
  return { fillMs: people.fillMs + doings.fillMs, rows };
}
