/** A DynamoDB table with what every table of the bank has. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { upperSnake } from './names.ts';

/** Partition key and, where there is one, sort key; both are strings. */
export type Key = readonly [partition: string, sort?: string];

/** An index: its key, and what it carries of an item beside the keys of index and table. */
export interface BankIndex {
  readonly key: Key;
  /**
   * Nothing, unless said otherwise: a change of an item costs a write in every index that carries what is changed, so
   * what changes is read from the table.
   */
  readonly carries?: readonly string[] | 'everything';
}

/** What sets one table apart from another. */
export interface BankTableProps {
  readonly key: Key;
  /** Indexes by name. */
  readonly indexes?: Readonly<Record<string, BankIndex>>;
  /** Attribute with the epoch second after which DynamoDB may drop an item. */
  readonly timeToLive?: string;
  readonly encryptionKey: IKey;
}

const text = (name: string) => ({ name, type: AttributeType.STRING });

/**
 * A table: on demand, encrypted with our key, recoverable to any second, protected from deletion, and kept when its
 * stack goes. Its name is fixed, so a change that would replace it fails instead of starting an empty one.
 */
export class BankTable extends Table {
  /** Variable that tells a function the table's name, e.g. `TASK_TOKENS_TABLE`. */
  readonly variable: string;
  readonly #indexes: ReadonlySet<string>;

  constructor(scope: Construct, name: string, props: BankTableProps) {
    const [partition, sort] = props.key;
    super(scope, name, {
      tableName: `Steward-${name}`,
      partitionKey: text(partition),
      ...(sort === undefined ? {} : { sortKey: text(sort) }),
      ...(props.timeToLive === undefined ? {} : { timeToLiveAttribute: props.timeToLive }),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.encryptionKey,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.variable = `${upperSnake(name)}_TABLE`;
    const indexes = Object.entries(props.indexes ?? {});
    this.#indexes = new Set(indexes.map(([index]) => index));
    for (const [indexName, { key, carries = [] }] of indexes) {
      const [hash, range] = key;
      this.addGlobalSecondaryIndex({
        indexName,
        partitionKey: text(hash),
        ...(range === undefined ? {} : { sortKey: text(range) }),
        ...projectionOf(carries),
      });
    }
  }

  /** ARN of one index; a name that the table does not have is refused. */
  indexArn(index: string): string {
    if (!this.#indexes.has(index)) {
      throw new Error(
        `Table ${this.node.id} has no index ${index}; it has ${[...this.#indexes].join(', ') || 'none'}.`,
      );
    }
    return `${this.tableArn}/index/${index}`;
  }
}

function projectionOf(carries: NonNullable<BankIndex['carries']>) {
  if (carries === 'everything') return { projectionType: ProjectionType.ALL };
  if (carries.length === 0) return { projectionType: ProjectionType.KEYS_ONLY };
  return { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...carries] };
}
