import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ImportRow } from '../../../../shared/contracts/imports.ts';
import { ScoreRow } from '../../../../shared/contracts/scores.ts';
import { HoldingsDay } from '../../../../shared/contracts/signals.ts';
import { smallAws } from '../../shared/platform/small-aws.ts';

const aws = await smallAws();
vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'Steward-ImportFile');
const { handler } = await import('../../../../functions/customers/import-file.ts');

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-03-02T01:30:00.000Z') });
  await aws.clear();
  await imported('customers-a.csv', 'customerId,name,type,riskClass,branch', 'C1,x,personal,compliant,B1');
});
afterAll(async () => {
  vi.useRealTimers();
  await aws.close();
});

async function imported(name: string, ...lines: string[]): Promise<ImportRow> {
  const event = await aws.putFile(`incoming/${name}`, `${lines.join('\n')}\n`);
  const { importId } = (await handler(event)) as { importId: string };
  const { import: row } = (await handler({ status: importId })) as { import: unknown };
  return ImportRow.parse(row);
}

const days = async () => (await aws.items('Signals')).map((item) => HoldingsDay.parse(item));
const score = async () => ScoreRow.parse((await aws.items('Customers')).find(({ sk }) => sk === 'SCORE'));
const HEADER = 'customerId,day,balance,products';

describe('R141 R146 holdings', () => {
  test('of a day are kept, by words of either language, and mark the customer', async () => {
    const before = (await score()).moves ?? 0;
    const { counts } = await imported(
      'holdings-03.csv',
      '客户编号,数据日期,余额,持有产品数',
      'C1,2026-03-01,"12,500.50",3',
    );
    expect(counts).toMatchObject({ read: 1, added: 1, held: 0 });
    expect(await days()).toMatchObject([
      {
        sk: 'DAY#holdings#2026-03-01',
        balance: 12_500.5,
        products: 3,
        expiresAt: Date.parse('2027-04-05') / 1_000,
      },
    ]);
    expect((await score()).moves).toBe(before + 1);
  });

  test('delivered again change nothing and mark nobody; another balance counts, and what is left out stays', async () => {
    await imported('holdings-a.csv', HEADER, 'C1,2026-03-01,100,3');
    const { moves } = await score();
    expect((await imported('holdings-b.csv', HEADER, 'C1,2026-03-01,100,3')).counts.unchanged).toBe(1);
    expect((await score()).moves).toBe(moves);
    expect((await imported('holdings-c.csv', HEADER, 'C1,2026-03-01,90,')).counts.changed).toBe(1);
    expect(await days()).toMatchObject([{ balance: 90, products: 3 }]);
  });

  test.each<[what: string, row: string, field: string]>([
    ['a day of the future', 'C1,2026-04-01,100,3', 'day'],
    ['a balance below nothing', 'C1,2026-03-01,-5,3', 'balance'],
    ['half a product', 'C1,2026-03-01,100,1.5', 'products'],
    ['neither of both', 'C1,2026-03-01,,', 'balance'],
    ['somebody unknown', 'C404,2026-03-01,100,3', 'customerId'],
  ])('with %s are held', async (_, row, field) => {
    const { importId, counts } = await imported('holdings-x.csv', HEADER, row);
    expect(counts).toMatchObject({ held: 1, added: 0 });
    expect(await handler({ held: importId })).toMatchObject({ held: [{ flaws: [{ field }] }] });
    expect(await days()).toEqual([]);
  });
});
