/** DynamoDB for the embedded runtime: its JSON API over one SQLite file, in process and synchronous inside. */

import type { Clock } from '../clock/clock.ts';
import { type JsonService, ServiceFault } from '../gateway/service.ts';
import type { Usage } from './capacity.ts';
import { Expiry } from './expiry.ts';
import { Reads } from './reads.ts';
import * as requests from './requests.ts';
import { Store } from './store.ts';
import { describe, newRecord, type Table, tableNotFoundByName } from './tables.ts';
import { Transactions } from './transactions.ts';
import { validationFault } from './values.ts';
import { Writes } from './writes.ts';

/** The records of a runtime. */
export interface Records {
  service: JsonService;
  /**
   * Creates a table from a CreateTable input with an optional TimeToLiveSpecification. If it is there already,
   * its indexes and time to live follow the input; a different key schema is refused.
   */
  createTable(input: object): void;
  /** Read and write units consumed per table since the records were opened. */
  usage(): Record<string, Usage>;
  close(): void;
}

export interface RecordsOptions {
  /** Folder of the SQLite file, or `:memory:`. */
  folder: string;
  clock: Clock;
  account?: string;
  region?: string;
}

const TABLES_A_PAGE = 100;

/** Opens (or makes) the records in a folder. */
export function openRecords({
  folder,
  clock,
  account = '000000000000',
  region = 'us-east-1',
}: RecordsOptions): Records {
  const store = new Store(folder);
  const usage = new Map<string, Usage>();
  const writes = new Writes(store, usage);
  const reads = new Reads(store, usage);
  const transactions = new Transactions(store, usage, clock);
  const expiry = new Expiry(store, clock);
  const place = { account, region };

  const named = (name: string): Table => {
    const table = store.table(name);
    if (!table) throw tableNotFoundByName(name);
    return table;
  };
  const description = (table: Table, status: 'ACTIVE' | 'DELETING'): object =>
    describe(table, status, store.counted(table), place);

  const operations: Record<string, (input: Record<string, unknown>) => object> = {
    CreateTable: (input) => {
      const request = requests.createTable(input);
      if (store.table(request.TableName)) {
        throw new ServiceFault('ResourceInUseException', `Table already exists: ${request.TableName}`);
      }
      return { TableDescription: description(store.define(newRecord(request, clock.now())), 'ACTIVE') };
    },
    DescribeTable: (input) => ({
      Table: description(named(requests.describeTable(input).TableName), 'ACTIVE'),
    }),
    ListTables: (input) => {
      const { Limit = TABLES_A_PAGE, ExclusiveStartTableName = '' } = requests.listTables(input);
      const names = store
        .tables()
        .map(({ name }) => name)
        .toSorted()
        .filter((name) => name > ExclusiveStartTableName);
      const page = names.slice(0, Limit);
      return {
        TableNames: page,
        ...(names.length > Limit ? { LastEvaluatedTableName: page.at(-1) } : {}),
      };
    },
    DeleteTable: (input) => {
      const table = named(requests.deleteTable(input).TableName);
      if (table.record.deletionProtected) {
        throw validationFault(
          'Resource cannot be deleted as it is currently protected against deletion. ' +
            'Disable deletion protection first.',
        );
      }
      const answer = { TableDescription: description(table, 'DELETING') };
      store.drop(table);
      expiry.arm();
      return answer;
    },
    UpdateTimeToLive: (input) => {
      const { TableName, TimeToLiveSpecification: wanted } = requests.updateTimeToLive(input);
      const table = named(TableName);
      const present = table.record.ttlAttribute;
      if (wanted.Enabled && present === wanted.AttributeName) {
        throw validationFault('TimeToLive is already enabled');
      }
      if (!wanted.Enabled && present === undefined) throw validationFault('TimeToLive is already disabled');
      if (present !== undefined && present !== wanted.AttributeName) {
        throw validationFault(
          `TimeToLive is active on a different AttributeName: current AttributeName is ${present}`,
        );
      }
      setTimeToLive(table, wanted.Enabled ? wanted.AttributeName : undefined);
      return { TimeToLiveSpecification: wanted };
    },
    DescribeTimeToLive: (input) => {
      const { ttlAttribute } = named(requests.describeTimeToLive(input).TableName).record;
      return {
        TimeToLiveDescription:
          ttlAttribute === undefined
            ? { TimeToLiveStatus: 'DISABLED' }
            : { TimeToLiveStatus: 'ENABLED', AttributeName: ttlAttribute },
      };
    },
    GetItem: (input) => reads.getItem(requests.getItem(input)),
    BatchGetItem: (input) => reads.batchGetItem(requests.batchGetItem(input)),
    Query: (input) => reads.query(requests.query(input)),
    Scan: (input) => reads.scan(requests.scan(input)),
    TransactGetItems: (input) => transactions.transactGetItems(requests.transactGetItems(input)),
    PutItem: (input) => writing(() => writes.putItem(requests.putItem(input))),
    UpdateItem: (input) => writing(() => writes.updateItem(requests.updateItem(input))),
    DeleteItem: (input) => writing(() => writes.deleteItem(requests.deleteItem(input))),
    BatchWriteItem: (input) => writing(() => writes.batchWriteItem(requests.batchWriteItem(input))),
    TransactWriteItems: (input) =>
      writing(() => transactions.transactWriteItems(requests.transactWriteItems(input))),
  };

  const someExpire = (): boolean => store.tables().some(({ record }) => record.ttlAttribute !== undefined);
  function writing(write: () => object): object {
    const answer = write();
    if (someExpire()) expiry.arm();
    return answer;
  }

  function setTimeToLive({ record }: Table, attribute: string | undefined): void {
    const { ttlAttribute: _, ...rest } = record;
    store.define(attribute === undefined ? rest : { ...rest, ttlAttribute: attribute });
    expiry.arm();
  }

  const service: JsonService = async (operation, input) => {
    const operate = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (!operate) throw requests.unsupported(operation, Object.keys(operations));
    return operate(input);
  };

  return {
    service,
    createTable(input) {
      const { TimeToLiveSpecification: ttl, ...table } = input as {
        TimeToLiveSpecification?: requests.TimeToLiveSpecification;
      };
      const record = newRecord(requests.createTable(table), clock.now());
      const present = store.table(record.definition.TableName);
      if (present) {
        const [before, after] = [present.record.definition, record.definition].map(keySchemaOf);
        if (before !== after) {
          throw new Error(
            `Table ${present.name} has the key ${before} and cannot get the key ${after}: ` +
              'delete the data folder, or give the table another name.',
          );
        }
        const { tableId, createdAt, indexIds } = present.record;
        Object.assign(record, { tableId, createdAt, indexIds });
      }
      const attribute = ttl?.Enabled ? { ttlAttribute: ttl.AttributeName } : {};
      store.define({ ...record, ...attribute });
      expiry.arm();
    },
    usage: () => Object.fromEntries([...usage].map(([name, units]) => [name, { ...units }])),
    close() {
      expiry.close();
      store.close();
    },
  };
}

/** A table's key with its types, in words. */
function keySchemaOf({ KeySchema, AttributeDefinitions }: Table['record']['definition']): string {
  const parts = KeySchema.map(({ AttributeName, KeyType }) => {
    const type = AttributeDefinitions.find((definition) => definition.AttributeName === AttributeName);
    return `${AttributeName} (${KeyType} ${type?.AttributeType})`;
  });
  return parts.join(', ');
}
