import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RuntimeClock } from '../../../../../infra/local/clock/clock.ts';
import {
  generateSecretString,
  openSecrets,
  randomPassword,
  type Secrets,
} from '../../../../../infra/local/secrets/secrets.ts';

const START = Date.parse('2026-03-02T01:30:00Z');
const PUNCTUATION = /[!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]/;

let folder: string;
let clock: RuntimeClock;
let secrets: Secrets;
const open = () => openSecrets({ folder, clock, account: '000000000000', region: 'us-east-1' });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  clock = new RuntimeClock({ mode: 'virtual', start: START });
  secrets = open();
});

afterEach(() => {
  secrets.close();
  rmSync(folder, { recursive: true });
});

interface Value {
  ARN: string;
  VersionId: string;
  SecretString: string;
  VersionStages: string[];
}
const get = (more: object = {}) =>
  secrets.service('GetSecretValue', { SecretId: 'LinkKey', ...more }) as Promise<Value>;
const put = (SecretString: string, more: object = {}) =>
  secrets.service('PutSecretValue', { SecretId: 'LinkKey', SecretString, ...more }) as Promise<Value>;
const token = (letter: string) => letter.repeat(32);

describe('a secret', () => {
  test('is made once and found by name, ARN and ARN without its suffix', async () => {
    const { arn, versionId } = secrets.ensure('LinkKey', {
      generate: { PasswordLength: 64, ExcludePunctuation: true },
    });
    expect(arn).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:LinkKey-[A-Za-z0-9]{6}$/);
    const value = await get();
    expect(value).toMatchObject({
      ARN: arn,
      Name: 'LinkKey',
      VersionId: versionId,
      VersionStages: ['AWSCURRENT'],
      CreatedDate: START / 1_000,
    });
    expect(value.SecretString).toMatch(/^[A-Za-z0-9]{64}$/);
    expect(secrets.ensure('LinkKey', { generate: {} })).toEqual({ arn, versionId });
    for (const SecretId of [arn, arn.slice(0, -7)]) expect(await get({ SecretId })).toEqual(value);
  });

  test('outlives the process, in a file that only its owner reads', async () => {
    const made = secrets.ensure('LinkKey', { generate: {} });
    const value = await get();
    expect(statSync(join(folder, 'secrets.sqlite')).mode & 0o777).toBe(0o600);
    secrets.close();
    secrets = open();
    expect(secrets.ensure('LinkKey', { generate: {} })).toEqual(made);
    expect(await get()).toEqual(value);
  });

  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
  test('moves AWSCURRENT to a new version and AWSPREVIOUS to the one before', async () => {
    const first = secrets.ensure('LinkKey', { secretString: 'one' }).versionId;
    await put('two', { ClientRequestToken: token('b') });
    expect(await get()).toMatchObject({ SecretString: 'two', VersionId: token('b') });
    expect(await get({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({
      SecretString: 'one',
      VersionId: first,
    });
    await put('three', { ClientRequestToken: token('c') });
    expect(await get({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({ VersionId: token('b') });
    expect(await secrets.service('DescribeSecret', { SecretId: 'LinkKey' })).toMatchObject({
      VersionIdsToStages: { [token('b')]: ['AWSPREVIOUS'], [token('c')]: ['AWSCURRENT'] },
    });
    // The first version has no label any more; it is still there for who knows its id.
    expect(await get({ VersionId: first })).toMatchObject({ SecretString: 'one' });
    expect(await secrets.service('ListSecretVersionIds', { SecretId: 'LinkKey' })).toMatchObject({
      Versions: [{ VersionId: token('b') }, { VersionId: token('c') }],
    });
    const all = (await secrets.service('ListSecretVersionIds', {
      SecretId: 'LinkKey',
      IncludeDeprecated: true,
    })) as { Versions: object[] };
    expect(all.Versions).toHaveLength(3);
  });

  test('keeps AWSCURRENT where it is when a version gets another label', async () => {
    secrets.ensure('LinkKey', { secretString: 'one' });
    await put('two', { VersionStages: ['AWSPENDING'] });
    expect(await get()).toMatchObject({ SecretString: 'one' });
    expect(await get({ VersionStage: 'AWSPENDING' })).toMatchObject({ SecretString: 'two' });
  });

  test('takes the same token with the same value again, and refuses it with another', async () => {
    secrets.ensure('LinkKey', { secretString: 'one' });
    await put('two', { ClientRequestToken: token('b') });
    await put('two', { ClientRequestToken: token('b') });
    await expect(put('three', { ClientRequestToken: token('b') })).rejects.toMatchObject({
      code: 'ResourceExistsException',
    });
    expect(await get()).toMatchObject({ SecretString: 'two' });
  });

  test('can be binary', async () => {
    secrets.ensure('LinkKey', { secretString: 'one' });
    await secrets.service('PutSecretValue', { SecretId: 'LinkKey', SecretBinary: 'aGVsbG8=' });
    expect(await get()).toMatchObject({ SecretBinary: 'aGVsbG8=' });
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['an unknown secret', () => get({ SecretId: 'Nothing' }), 'ResourceNotFoundException'],
    ['an unknown label', () => get({ VersionStage: 'AWSPENDING' }), 'ResourceNotFoundException'],
    ['an unknown version', () => get({ VersionId: token('z') }), 'ResourceNotFoundException'],
    ['no secret id', () => get({ SecretId: '' }), 'InvalidParameterException'],
    ['no value', () => secrets.service('PutSecretValue', { SecretId: 'LinkKey' }), 'InvalidRequestException'],
    ['a short token', () => put('x', { ClientRequestToken: 'short' }), 'InvalidParameterException'],
    ['too large a value', () => put('x'.repeat(65_537)), 'InvalidParameterException'],
    ['no label at all', () => put('x', { VersionStages: [] }), 'InvalidParameterException'],
    ['an operation that is not here', () => secrets.service('DeleteSecret', {}), 'UnknownOperationException'],
  ])('refuses %s', async (_, run, code) => {
    secrets.ensure('LinkKey', { secretString: 'one' });
    await expect(run()).rejects.toMatchObject({ code });
  });

  test('refuses a label that another version has', async () => {
    const { versionId } = secrets.ensure('LinkKey', { secretString: 'one' });
    await put('two');
    await expect(get({ VersionId: versionId, VersionStage: 'AWSCURRENT' })).rejects.toMatchObject({
      code: 'InvalidRequestException',
    });
  });
});

// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html
describe('a generated string', () => {
  test('has every kind that is not excluded, in any place', () => {
    fc.assert(
      fc.property(
        fc.record({
          PasswordLength: fc.integer({ min: 5, max: 100 }),
          ExcludeLowercase: fc.boolean(),
          ExcludeNumbers: fc.boolean(),
          ExcludePunctuation: fc.boolean(),
          IncludeSpace: fc.boolean(),
        }),
        (options) => {
          const made = randomPassword(options);
          expect(made).toHaveLength(options.PasswordLength);
          expect(/[A-Z]/.test(made)).toBe(true);
          expect(/[a-z]/.test(made)).toBe(!options.ExcludeLowercase);
          expect(/\d/.test(made)).toBe(!options.ExcludeNumbers);
          expect(PUNCTUATION.test(made)).toBe(!options.ExcludePunctuation);
          expect(made.includes(' ')).toBe(options.IncludeSpace);
        },
      ),
    );
  });

  test('leaves out single characters, and is 32 long where nothing is said', () => {
    const made = Array.from({ length: 20 }, () => randomPassword({ ExcludeCharacters: 'aeiou"@/\\' })).join(
      '',
    );
    expect(made).toHaveLength(640);
    expect(made).not.toMatch(/[aeiou"@/\\]/);
  });

  test('is never the same', () => {
    expect(new Set(Array.from({ length: 100 }, () => randomPassword())).size).toBe(100);
  });

  test('goes into a template', () => {
    const made = JSON.parse(
      generateSecretString({
        SecretStringTemplate: '{"user":"care"}',
        GenerateStringKey: 'password',
        PasswordLength: 10,
      }),
    );
    expect(made).toEqual({ user: 'care', password: expect.stringMatching(/^.{10}$/) });
  });

  test.each<[string, Parameters<typeof generateSecretString>[0], RegExp]>([
    ['a length of none', { PasswordLength: 0 }, /PasswordLength is 0/],
    ['a length too short for all kinds', { PasswordLength: 3 }, /too short for the 4 kinds/],
    [
      'nothing to choose from',
      { ExcludeLowercase: true, ExcludeUppercase: true, ExcludeNumbers: true, ExcludePunctuation: true },
      /leave no character/,
    ],
    ['a template without a key', { SecretStringTemplate: '{}' }, /given together/],
  ])('refuses %s', (_, options, message) => {
    expect(() => generateSecretString(options)).toThrow(message);
  });
});
