/** Secrets Manager: secrets made once in the data folder, with versions and staging labels. */
import { randomInt, randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import { type JsonService, ServiceFault } from '../gateway/service.ts';
import { inTransaction, openStore } from '../store/store.ts';

/** Options of GetRandomPassword and of a template's GenerateSecretString. */
export interface GenerateSecretString {
  PasswordLength?: number;
  ExcludeCharacters?: string;
  ExcludeLowercase?: boolean;
  ExcludeUppercase?: boolean;
  ExcludeNumbers?: boolean;
  ExcludePunctuation?: boolean;
  IncludeSpace?: boolean;
  RequireEachIncludedType?: boolean;
  /** A JSON object that the generated string is put into, under GenerateStringKey. */
  SecretStringTemplate?: string;
  GenerateStringKey?: string;
}

/** How a secret's first version comes about. */
export type FirstVersion = { secretString: string } | { generate: GenerateSecretString };

/** The running secret store. */
export interface Secrets {
  service: JsonService;
  /** Makes the secret if the data folder has none of that name; answers its ARN, the same for ever. */
  ensure(name: string, first: FirstVersion, description?: string): { arn: string; versionId: string };
  close(): void;
}

interface Version {
  version: string;
  string: string | null;
  binary: string | null;
  created_at: number;
  stages: string;
}

interface Secret {
  name: string;
  arn: string;
  description: string | null;
  created_at: number;
  changed_at: number;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS secrets (
    name TEXT PRIMARY KEY,
    arn TEXT NOT NULL UNIQUE,
    description TEXT,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS versions (
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    string TEXT,
    binary TEXT,
    created_at INTEGER NOT NULL,
    stages TEXT NOT NULL,
    PRIMARY KEY (name, version)
  ) STRICT;
`;

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';
const LARGEST_SECRET = 65_536;

const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const KINDS = {
  ExcludeLowercase: LOWERCASE,
  ExcludeUppercase: LOWERCASE.toUpperCase(),
  ExcludeNumbers: '0123456789',
  ExcludePunctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
} as const;

/** A random string as https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html makes it. */
export function randomPassword(options: GenerateSecretString = {}): string {
  const length = options.PasswordLength ?? 32;
  if (!Number.isInteger(length) || length < 1 || length > 4_096) {
    throw new ServiceFault('InvalidParameterException', `PasswordLength is ${length}; it must be 1 to 4096.`);
  }
  const excluded = new Set(options.ExcludeCharacters ?? '');
  const kinds = Object.entries(KINDS)
    .filter(([exclusion]) => !options[exclusion as keyof typeof KINDS])
    .map(([, characters]) => [...characters].filter((character) => !excluded.has(character)));
  if (options.IncludeSpace && !excluded.has(' ')) kinds.push([' ']);
  const required = kinds.filter((kind) => kind.length > 0);
  const all = required.flat();
  if (all.length === 0)
    throw new ServiceFault('InvalidParameterException', 'The exclusions leave no character to choose from.');
  const pick = (from: readonly string[]): string => from[randomInt(from.length)] as string;
  const chosen: string[] = [];
  if (options.RequireEachIncludedType ?? true) {
    if (required.length > length) {
      throw new ServiceFault(
        'InvalidParameterException',
        `PasswordLength ${length} is too short for the ${required.length} kinds of characters that RequireEachIncludedType demands.`,
      );
    }
    chosen.push(...required.map(pick));
  }
  while (chosen.length < length) chosen.push(pick(all));
  // Fisher and Yates, so the required characters do not stand at the beginning.
  for (let last = chosen.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [chosen[last], chosen[other]] = [chosen[other] as string, chosen[last] as string];
  }
  return chosen.join('');
}

/** The secret string that a template's GenerateSecretString asks for. */
export function generateSecretString(options: GenerateSecretString): string {
  const { SecretStringTemplate: template, GenerateStringKey: key } = options;
  const password = randomPassword(options);
  if (template === undefined && key === undefined) return password;
  if (template === undefined || key === undefined) {
    throw new ServiceFault(
      'InvalidParameterException',
      'SecretStringTemplate and GenerateStringKey must be given together.',
    );
  }
  return JSON.stringify({ ...(JSON.parse(template) as object), [key]: password });
}

/** Opens the secret store; its file is readable by its owner only, and its values are not encrypted. */
export function openSecrets(options: {
  folder: string;
  clock: Clock;
  account: string;
  region: string;
}): Secrets {
  const { clock, account, region } = options;
  const store = openStore(options.folder, 'secrets', SCHEMA);

  const secretOf = (id: unknown): Secret => {
    if (typeof id !== 'string' || id === '') {
      throw new ServiceFault('InvalidParameterException', 'SecretId is required: a name or an ARN.');
    }
    // A name, a whole ARN, or an ARN without the six characters that AWS appends.
    const row = store
      .prepare('SELECT * FROM secrets WHERE name = ?1 OR arn = ?1 OR substr(arn, 1, length(arn) - 7) = ?1')
      .get(id);
    if (!row)
      throw new ServiceFault('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return row as unknown as Secret;
  };

  const versionsOf = (secret: Secret): (Version & { labels: string[] })[] => {
    const rows = store
      .prepare('SELECT * FROM versions WHERE name = ? ORDER BY created_at, rowid')
      .all(secret.name);
    return (rows as unknown as Version[]).map((row) => ({
      ...row,
      labels: JSON.parse(row.stages) as string[],
    }));
  };

  const insert = store.prepare(
    'INSERT INTO versions (name, version, string, binary, created_at, stages) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const label = store.prepare('UPDATE versions SET stages = ? WHERE name = ? AND version = ?');

  /** Adds a version and moves its labels; when AWSCURRENT moves, AWSPREVIOUS follows to where it was. */
  const addVersion = (
    secret: Secret,
    version: string,
    value: { string: string | null; binary: string | null },
    labels: string[],
  ): void => {
    const now = clock.now();
    for (const other of versionsOf(secret)) {
      let left = other.labels.filter((each) => !labels.includes(each));
      if (labels.includes(CURRENT)) {
        left = left.filter((each) => each !== PREVIOUS);
        if (other.labels.includes(CURRENT)) left.push(PREVIOUS);
      }
      label.run(JSON.stringify(left), secret.name, other.version);
    }
    insert.run(secret.name, version, value.string, value.binary, now, JSON.stringify(labels));
    store.prepare('UPDATE secrets SET changed_at = ? WHERE name = ?').run(now, secret.name);
  };

  const getSecretValue = (input: Record<string, unknown>): object => {
    const secret = secretOf(input.SecretId);
    const { VersionId: id, VersionStage: stage } = input;
    const versions = versionsOf(secret);
    const wanted = stage ?? (id === undefined ? CURRENT : undefined);
    const found = versions.find(
      (each) =>
        (id === undefined || each.version === id) &&
        (wanted === undefined || each.labels.includes(String(wanted))),
    );
    if (!found) {
      if (id !== undefined && versions.some((each) => each.version === id)) {
        throw new ServiceFault(
          'InvalidRequestException',
          'You provided a VersionStage that is not associated to the provided VersionId.',
        );
      }
      throw new ServiceFault(
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for ${id === undefined ? `staging label: ${wanted}` : `VersionId: ${id}`}`,
      );
    }
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: found.version,
      ...(found.string !== null && { SecretString: found.string }),
      ...(found.binary !== null && { SecretBinary: found.binary }),
      ...(found.labels.length > 0 && { VersionStages: found.labels }),
      CreatedDate: found.created_at / 1_000,
    };
  };

  const putSecretValue = (input: Record<string, unknown>): object => {
    const secret = secretOf(input.SecretId);
    const value = valueIn(input);
    const token = String(input.ClientRequestToken ?? randomUUID());
    if (token.length < 32 || token.length > 64) {
      throw new ServiceFault(
        'InvalidParameterException',
        `ClientRequestToken must be 32-64 characters long, not ${token.length}.`,
      );
    }
    const labels = (input.VersionStages as string[] | undefined) ?? [CURRENT];
    if (labels.length === 0 || labels.length > 20) {
      throw new ServiceFault(
        'InvalidParameterException',
        `VersionStages has ${labels.length} labels; it must have 1 to 20.`,
      );
    }
    const known = versionsOf(secret).find((each) => each.version === token);
    if (known && (known.string !== value.string || known.binary !== value.binary)) {
      throw new ServiceFault(
        'ResourceExistsException',
        `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${secret.arn}.`,
      );
    }
    if (!known) inTransaction(store, () => addVersion(secret, token, value, labels));
    return { ARN: secret.arn, Name: secret.name, VersionId: token, VersionStages: known?.labels ?? labels };
  };

  const operations: Record<string, (input: Record<string, unknown>) => object> = {
    GetSecretValue: getSecretValue,
    PutSecretValue: putSecretValue,
    DescribeSecret: (input) => {
      const secret = secretOf(input.SecretId);
      const labelled = versionsOf(secret).filter(({ labels }) => labels.length > 0);
      return {
        ARN: secret.arn,
        Name: secret.name,
        ...(secret.description !== null && { Description: secret.description }),
        CreatedDate: secret.created_at / 1_000,
        LastChangedDate: secret.changed_at / 1_000,
        RotationEnabled: false,
        VersionIdsToStages: Object.fromEntries(labelled.map(({ version, labels }) => [version, labels])),
      };
    },
    ListSecretVersionIds: (input) => {
      const secret = secretOf(input.SecretId);
      return {
        ARN: secret.arn,
        Name: secret.name,
        Versions: versionsOf(secret)
          .filter(({ labels }) => labels.length > 0 || input.IncludeDeprecated === true)
          .map(({ version, labels, created_at }) => ({
            VersionId: version,
            VersionStages: labels,
            CreatedDate: created_at / 1_000,
          })),
      };
    },
    ListSecrets: () => ({
      SecretList: (store.prepare('SELECT * FROM secrets ORDER BY name').all() as unknown as Secret[]).map(
        (secret) => ({
          ARN: secret.arn,
          Name: secret.name,
          ...(secret.description !== null && { Description: secret.description }),
          CreatedDate: secret.created_at / 1_000,
          LastChangedDate: secret.changed_at / 1_000,
        }),
      ),
    }),
    GetRandomPassword: (input) => ({ RandomPassword: randomPassword(input as GenerateSecretString) }),
  };

  return {
    async service(operation, input) {
      const run = operations[operation];
      if (!run) {
        throw new ServiceFault(
          'UnknownOperationException',
          `Secrets Manager operation ${operation} is not supported here; these are: ${Object.keys(operations).join(', ')}.`,
        );
      }
      return run(input);
    },
    ensure(name, first, description) {
      const known = store.prepare('SELECT 1 FROM secrets WHERE name = ?').get(name);
      if (!known) {
        const string = 'secretString' in first ? first.secretString : generateSecretString(first.generate);
        const suffix = randomPassword({
          PasswordLength: 6,
          ExcludePunctuation: true,
          RequireEachIncludedType: false,
        });
        const now = clock.now();
        inTransaction(store, () => {
          store
            .prepare(
              'INSERT INTO secrets (name, arn, description, created_at, changed_at) VALUES (?, ?, ?, ?, ?)',
            )
            .run(
              name,
              `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${suffix}`,
              description ?? null,
              now,
              now,
            );
          addVersion(secretOf(name), randomUUID(), { string, binary: null }, [CURRENT]);
        });
      }
      const secret = secretOf(name);
      const current = versionsOf(secret).find(({ labels }) => labels.includes(CURRENT));
      return { arn: secret.arn, versionId: current?.version ?? '' };
    },
    close: () => store.close(),
  };
}

function valueIn(input: Record<string, unknown>): { string: string | null; binary: string | null } {
  const { SecretString: string, SecretBinary: binary } = input;
  if ((string === undefined) === (binary === undefined)) {
    throw new ServiceFault(
      'InvalidRequestException',
      'You must provide either SecretString or SecretBinary, and not both.',
    );
  }
  const value = {
    string: (string as string | undefined) ?? null,
    binary: (binary as string | undefined) ?? null,
  };
  const size =
    value.string === null ? Buffer.byteLength(value.binary ?? '', 'base64') : Buffer.byteLength(value.string);
  if (size === 0 || size > LARGEST_SECRET) {
    throw new ServiceFault(
      'InvalidParameterException',
      `The secret value has ${size} bytes; it must have 1 to ${LARGEST_SECRET}.`,
    );
  }
  return value;
}
