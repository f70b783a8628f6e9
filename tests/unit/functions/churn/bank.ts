/** A small bank whose customers are scored: rows as imports and intake write them. */
import { AlertHead } from '../../../../shared/contracts/churn.ts';
import type { CustomerProfile, CustomerSignal } from '../../../../shared/contracts/items.ts';
import { ScoreRow } from '../../../../shared/contracts/scores.ts';
import { dayAfter } from '../../../../shared/policy/days.ts';
import { smallAws } from '../../shared/platform/small-aws.ts';

type Fields = Record<string, unknown>;

/** Monday, 2 March 2026, 02:00 in Shanghai. */
export const NIGHT = '2026-03-01T18:00:00.000Z';

/** The day in Shanghai on which the bank is looked at first. */
const TODAY = '2026-03-02';

/** Opens the bank; nobody is its customer yet. */
export async function scoredBank() {
  const aws = await smallAws();
  // Only now: the log reads its level when it is loaded.
  const { dueScore } = await import('../../../../shared/platform/due-score.ts');
  const { Table } = await import('../../../../shared/platform/table.ts');
  process.env.ALERT_MACHINE_ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:ChurnAlertResponse';
  const day = (ago: number): string => dayAfter(TODAY, -ago);
  const table = () => new Table('Customers', 'customerId', 'sk');
  return {
    aws,
    day,
    /** A customer with a figure of worth, marked to be scored since yesterday. */
    async customer(customerId: string, its: Partial<CustomerProfile> = {}, balance = 100_000): Promise<void> {
      await aws.put('Customers', {
        customerId,
        sk: 'PROFILE',
        v: 1,
        name: `${customerId} CANARY`,
        language: 'en',
        type: 'personal',
        tier: 'potential',
        stage: 'mature',
        riskClass: 'compliant',
        managerId: 'S1',
        branch: 'B1',
        zone: 'Asia/Shanghai',
        since: '2015-03-02',
        ...its,
      } satisfies CustomerProfile);
      const figures = { asOf: day(200), balance };
      const graded = { tier: 'potential', below: { vip: 0, potential: 0 } };
      await aws.put('Customers', { customerId, sk: 'GRADE', v: 1, figures, graded });
      await this.mark(customerId);
    },
    mark: (customerId: string, at = '2026-03-01T00:00:00.000Z') => dueScore(table(), customerId, at),
    /** Has a customer's balance fall to a share of what it was. */
    async balanceFalls(customerId: string, share: number): Promise<void> {
      for (const [ago, balance] of [
        [80, 100_000],
        [50, 100_000],
        [2, 100_000 * share],
      ] as const) {
        const at = '2026-03-01T00:00:00.000Z';
        const sk = `DAY#holdings#${day(ago)}`;
        await aws.put('Signals', {
          customerId,
          sk,
          v: 1,
          day: day(ago),
          balance,
          at,
          expiresAt: 1_900_000_000,
        });
      }
    },
    async signal(
      customerId: string,
      what: CustomerSignal['what'],
      at = '2026-02-27T00:00:00.000Z',
      more: Partial<CustomerSignal> = {},
    ): Promise<string> {
      const signalId = `G${what}`;
      const sk = `SIGNAL#${at}#${signalId}`;
      const row = {
        customerId,
        sk,
        v: 1,
        signalId,
        at,
        from: 'bank',
        what,
        expiresAt: 1_900_000_000,
        ...more,
      };
      await aws.put('Signals', row);
      return sk;
    },
    /** What makes a customer of the middle tier likely to leave: the medium band. */
    async wavers(customerId: string): Promise<void> {
      await this.balanceFalls(customerId, 0.1);
      await this.signal(customerId, 'SALARY_STOPPED');
    },
    /** What makes one very likely to leave: the high band. */
    async leaves(customerId: string): Promise<void> {
      await this.wavers(customerId);
      await this.signal(customerId, 'PRODUCT_CLOSED', undefined, { value: 'time-deposit' });
    },
    async scoreOf(customerId: string): Promise<ScoreRow> {
      const rows = await aws.items('Customers');
      return ScoreRow.parse(rows.find((row) => row.customerId === customerId && row.sk === 'SCORE'));
    },
    async alerts(): Promise<AlertHead[]> {
      const rows = await aws.items('Cases');
      return rows.filter(({ kind }) => kind === 'alert').map((row) => AlertHead.parse(row));
    },
    async events(name: string): Promise<Fields[]> {
      const rows = await aws.items('Outbox');
      return rows.filter((row) => row.name === name).map(({ detail }) => detail as Fields);
    },
    async deeds(act: string): Promise<Fields[]> {
      return (await aws.items('Audit')).filter((row) => row.act === act);
    },
  };
}
