/** A town of customers whose chance of leaving is declared, as the text of a CSV file. */
import { seededRandom } from '../../../../../infra/local/random.ts';

/** More columns of the file, by what they hold for each customer. */
export type MoreColumns = Readonly<
  Record<
    string,
    (customer: { readonly row: number; readonly left: boolean; readonly draw: number }) => string
  >
>;

/** Rows of customers: who is idle, has a falling balance or a closed segment leaves more often; age and city tell as well. */
export function townCsv(rows: number, more: MoreColumns = {}): string {
  const draw = seededRandom(11);
  const names = [
    'customerId',
    'Age',
    'City',
    'idleDays',
    'balance',
    'segment',
    'noise',
    ...Object.keys(more),
  ];
  const lines = Array.from({ length: rows }, (_, row) => {
    const age = 20 + Math.floor(draw() * 60);
    const city = draw() < 0.5 ? 'Suzhou' : 'Wuxi';
    const idle = Math.floor(draw() * 120);
    const balance = Math.round(draw() * 200_000) / 100;
    const segment = ['a', 'b', 'c'][Math.floor(draw() * 3)] ?? 'a';
    const noise = Math.floor(draw() * 1_000);
    const logOdds =
      -3 +
      idle / 30 +
      (balance < 500 ? 1 : 0) +
      (segment === 'c' ? 1 : 0) +
      (age > 60 ? 1 : 0) +
      (city === 'Wuxi' ? 0.3 : 0);
    const left = draw() < 1 / (1 + Math.exp(-logOdds));
    const customer = { row, left, draw: draw() };
    return [
      `C${1_000 + row}`,
      age,
      city,
      draw() < 0.05 ? '' : idle,
      balance,
      segment,
      noise,
      ...Object.values(more).map((cell) => cell(customer)),
      left ? 1 : 0,
    ].join(',');
  });
  return `${[...names, 'left'].join(',')}\n${lines.join('\n')}\n`;
}
