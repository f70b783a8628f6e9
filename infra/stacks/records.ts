/** Stack `records`: the keys, the tables, the bucket of imported files and the secrets. It holds what must outlive every other stack. */
import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from '../constructs/acknowledge.ts';
import { AccessLog, BankBucket } from '../constructs/bank-bucket.ts';
import { BankKeys } from '../constructs/bank-keys.ts';
import { BankTable } from '../constructs/bank-table.ts';
import type { Settings } from '../settings.ts';
import { type TableName, tables } from './tables.ts';

/** What the stack is made of. */
export interface RecordsStackProps extends StackProps {
  readonly settings: Settings;
}

/** Keys, tables, the bucket of imported files, and secrets. */
export class RecordsStack extends Stack {
  readonly keys: BankKeys;
  readonly tables: Readonly<Record<TableName, BankTable>>;
  /** Files of customers, staff and what they did, until they are imported and some days longer. */
  readonly imports: BankBucket;
  /** Signs the links of mailed tasks; pages and the mail sender read it. */
  readonly linkKey: Secret;
  /** Makes the nonces and codes of mailed tasks; only the mail sender reads it. */
  readonly senderKey: Secret;
  /** Gives the samples of surveys their seeds; only whoever begins a campaign reads it. */
  readonly drawKey: Secret;

  constructor(scope: Construct, id: string, props: RecordsStackProps) {
    super(scope, id, props);
    const { settings } = props;
    this.keys = new BankKeys(this, 'Keys');
    const encryptionKey = this.keys.of('records', this);
    this.tables = Object.fromEntries(
      Object.entries(tables).map(([name, shape]) => [
        name,
        new BankTable(this, name, { ...shape, encryptionKey }),
      ]),
    ) as Record<TableName, BankTable>;
    this.imports = new BankBucket(this, 'Imports', {
      keptDays: settings.importDays,
      encryptionKey,
      accessLog: new AccessLog(this, 'AccessLog', { keptDays: settings.logRetentionDays }),
    });
    this.linkKey = this.#secret('LinkKey', 'Signs the links of mailed tasks');
    this.senderKey = this.#secret('SenderKey', 'Makes the nonces and codes of mailed tasks');
    this.drawKey = this.#secret(
      'DrawKey',
      'Gives the samples of surveys their seeds',
      'A seed is checked by the key that gave it, so a key stays for as long as draws of it are to be checked; the audit says which version it was. Operations put a new one when somebody who knew it leaves, or it leaked.',
    );
  }

  #secret(name: string, description: string, whyNoTimer = linksOutlive): Secret {
    const secret = new Secret(this, name, {
      secretName: `Steward/${name}`,
      description: `Steward: ${description}`,
      encryptionKey: this.keys.of('secrets', this),
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(secret, 'SMG4', whyNoTimer);
    return secret;
  }
}

const linksOutlive =
  'The current key and the one before it are both accepted, so a link outlives one rotation and no second one. Rotation is therefore put-secret-value by operations, no more often than links expire, or at once when a key leaked; a timer that rotates twice within the life of a link would void links that staff still hold.';
