/** Writes one transaction after the other into a folder and prints the number of each that was acknowledged. */

import { writeSync } from 'node:fs';
import { openRecords } from '../../../../../infra/local/records/records.ts';
import { CASES, caseRecords, key, N, NOTES, S } from './kit.ts';

const [folder = '', from = '0'] = process.argv.slice(2);
const records = openRecords({ folder, clock: caseRecords().clock });
const { GlobalSecondaryIndexes: _, ...plain } = CASES;
records.createTable(CASES);
records.createTable({
  ...plain,
  TableName: 'Counters',
  AttributeDefinitions: CASES.AttributeDefinitions.slice(0, 2),
});

for (let n = Number(from); ; n++) {
  const item = (sk: string, more = {}) => ({
    Put: { TableName: 'Cases', Item: { ...key(`K${n}`, sk), ...more } },
  });
  await records.service('TransactWriteItems', {
    TransactItems: [
      item('HEAD', { owner: S('A'), due: N(n), note: S('x'.repeat(2000)) }),
      ...Array.from({ length: NOTES }, (_, i) => item(`NOTE#${i}`, { note: S('y'.repeat(500)) })),
      {
        Update: {
          TableName: 'Counters',
          Key: key('count'),
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: { ':one': N(1) },
        },
      },
    ],
  });
  writeSync(1, `${n}\n`);
}
