/** Command: reads the whole audit trail, or that of one entity, and says where it was changed afterwards. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { AuditRecord } from '../../shared/contracts/items.ts';
import { firstBrokenAudit } from '../../shared/platform/audit.ts';
import { CannotBeDone, command } from '../../shared/platform/command-line.ts';
import { clientAt, unreached } from '../../shared/platform/operator.ts';
import { recordOf } from './rules/audit-record.ts';

/** What a check of the trail found. */
export interface Checked {
  readonly entities: number;
  readonly records: number;
  /** Of each entity whose chain does not hold, the first record that does not fit. */
  readonly broken: readonly { readonly entityId: string; readonly record: string }[];
}

/** Checks each entity's chain as its records come in; those of one entity come one after the other, oldest first. */
export async function checked(pages: AsyncIterable<readonly unknown[]>): Promise<Checked> {
  const broken: { entityId: string; record: string }[] = [];
  let [entities, records] = [0, 0];
  let chain: AuditRecord[] = [];
  const close = (): void => {
    const [first] = chain;
    if (first === undefined) return;
    entities++;
    const record = firstBrokenAudit(chain);
    if (record !== undefined) broken.push({ entityId: first.entityId, record });
    chain = [];
  };
  for await (const page of pages) {
    for (const item of page) {
      const record = recordOf(item);
      if (chain[0] !== undefined && chain[0].entityId !== record.entityId) close();
      chain.push(record);
      records++;
    }
  }
  close();
  return { entities, records, broken };
}

/** Where the records are, and whose are read; everybody's where no entity is named. */
interface Trail {
  readonly table: string;
  readonly entity: string | undefined;
  readonly endpoint: string | undefined;
}

async function* recordsOf({ table, entity, endpoint }: Trail): AsyncGenerator<readonly unknown[]> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientAt(endpoint)));
  const input = { TableName: table, ConsistentRead: true };
  const pages =
    entity === undefined
      ? paginateScan({ client }, input)
      : paginateQuery(
          { client },
          {
            ...input,
            KeyConditionExpression: 'entityId = :entity',
            ExpressionAttributeValues: { ':entity': entity },
          },
        );
  for await (const { Items = [] } of pages) yield Items;
}

await command(import.meta, {
  usage: `npm run audit -- [--entity ID] [--table NAME] [--json] [--endpoint URL]

  --entity ID     one case, customer or member of staff; everything where absent
  --table NAME    the table of the trail (Steward-Audit)
  --json          print one line of JSON
  --endpoint URL  another endpoint than AWS's, e.g. http://127.0.0.1:4510
  --help          print this

Each record carries the hash of the one before it, so a record that was changed, removed or put in between is found. That
the newest records of an entity were removed is not: nothing comes after them. Ends with 1 where a chain does not hold.`,
  options: {
    entity: { type: 'string' },
    table: { type: 'string', default: 'Steward-Audit' },
    json: { type: 'boolean', default: false },
    endpoint: { type: 'string' },
  },
  async run({ entity, table = '', json, endpoint }) {
    const found = await checked(recordsOf({ table, entity, endpoint })).catch((fault) => {
      throw unreached(fault, endpoint);
    });
    const { entities, records, broken } = found;
    if (entity !== undefined && records === 0)
      throw new CannotBeDone(`There is no record of ${entity} in ${table}.`);
    if (json) console.log(JSON.stringify(found));
    else {
      for (const { entityId, record } of broken)
        console.log(`${entityId}  ${record}  was changed afterwards`);
      console.log(
        `${records} records of ${entities} entities; ${broken.length === 0 ? 'every chain holds' : `${broken.length} chains do not hold`}.`,
      );
    }
    if (broken.length > 0) process.exitCode = 1;
  },
});
