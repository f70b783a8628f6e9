import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { Keys } from '../../../../shared/platform/secrets.ts';
import { stillClock } from './small-aws.ts';

process.env.AWS_REGION = 'us-east-1';
const manager = mockClient(SecretsManagerClient);
const versions: { AWSCURRENT?: string; AWSPREVIOUS?: string } = {};

beforeEach(() => {
  manager.reset();
  versions.AWSCURRENT = 'aaaaaaaa-1';
  delete versions.AWSPREVIOUS;
  manager
    .on(GetSecretValueCommand)
    .callsFake(({ VersionStage }: { VersionStage: 'AWSCURRENT' | 'AWSPREVIOUS' }) => {
      const VersionId = versions[VersionStage];
      // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
      if (VersionId === undefined) throw new ResourceNotFoundException({ message: 'none', $metadata: {} });
      return { VersionId, SecretString: `value of ${VersionId}` };
    });
});

test('a secret that was never rotated has one key', async () => {
  const keys = new Keys('arn', stillClock());
  expect(await keys.all()).toEqual([{ kid: 'aaaaaaaa', value: 'value of aaaaaaaa-1' }]);
  expect(await keys.find('bbbbbbbb')).toBeUndefined();
});

test('after a rotation the new key signs and both are found; after the next the first is gone', async () => {
  const clock = stillClock();
  const keys = new Keys('arn', clock);
  await keys.current();
  Object.assign(versions, { AWSPREVIOUS: 'aaaaaaaa-1', AWSCURRENT: 'bbbbbbbb-1' });
  clock.move(5 * 60_000);
  expect((await keys.current()).kid).toBe('bbbbbbbb');
  expect((await keys.find('aaaaaaaa'))?.value).toBe('value of aaaaaaaa-1');
  Object.assign(versions, { AWSPREVIOUS: 'bbbbbbbb-1', AWSCURRENT: 'cccccccc-1' });
  clock.move(5 * 60_000);
  expect(await keys.find('aaaaaaaa')).toBeUndefined();
});

test('keys are read once in five minutes; an unknown kid makes us look again at most every ten seconds', async () => {
  const clock = stillClock();
  const keys = new Keys('arn', clock);
  const reads = () => manager.commandCalls(GetSecretValueCommand).length;
  for (let at = 0; at < 20; at++) await keys.find('xxxxxxxx');
  expect(reads()).toBe(2);
  clock.move(10_000);
  Object.assign(versions, { AWSPREVIOUS: 'aaaaaaaa-1', AWSCURRENT: 'xxxxxxxx-1' });
  expect((await keys.find('xxxxxxxx'))?.kid).toBe('xxxxxxxx');
  expect(reads()).toBe(3);
});

test('signing and finding by the current key ask for one version of the secret only', async () => {
  const clock = stillClock();
  const keys = new Keys('arn', clock);
  Object.assign(versions, { AWSPREVIOUS: 'aaaaaaaa-1', AWSCURRENT: 'bbbbbbbb-1' });
  await keys.current();
  await keys.find('bbbbbbbb');
  clock.move(60_000);
  await keys.current();
  expect(
    manager.commandCalls(GetSecretValueCommand).map(({ args: [{ input }] }) => input.VersionStage),
  ).toEqual(['AWSCURRENT', 'AWSCURRENT']);
  expect((await keys.find('aaaaaaaa'))?.kid).toBe('aaaaaaaa');
});

test('a manager that fails is a passing fault; a missing secret a lasting one', async () => {
  manager.on(GetSecretValueCommand).rejects(Object.assign(new Error('x'), { name: 'InternalServiceError' }));
  await expect(new Keys('arn', stillClock()).current()).rejects.toMatchObject({ name: 'PassingSecretFault' });
  manager.on(GetSecretValueCommand).rejects(new ResourceNotFoundException({ message: 'x', $metadata: {} }));
  await expect(new Keys('arn', stillClock()).current()).rejects.toMatchObject({
    name: 'CallRefused',
    passing: false,
  });
});
