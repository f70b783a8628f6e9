import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { plan } from '../../infra/deploy.ts';
import { checkSettings, readSettings } from '../../infra/settings.ts';
import { temporaryFolder } from './folder.ts';

/** Writes a settings file and gives its path. */
function file(content: string): string {
  const path = join(temporaryFolder(), 'bank.json');
  writeFileSync(path, content);
  return path;
}

const bank = {
  baseUrl: 'https://care.first.test',
  mailFrom: 'care@first.test',
  bankNameZh: '第一银行',
  bankNameEn: 'First Bank',
};

describe('settings', () => {
  test('the defaults are complete and name neither account nor region', () => {
    const settings = checkSettings({}, 'test');
    expect(settings).toMatchObject({ zone: 'Asia/Shanghai', sweepMinutes: 1, logRetentionDays: 1096 });
    expect([settings.account, settings.region]).toEqual([undefined, undefined]);
  });

  test.each([
    [{ logRetentionDays: 45 }, /logRetentionDays is 45; it must be one of 1, 3, 5/],
    [{ baseUrl: 'http://care.bank.test' }, /baseUrl is "http:\/\/care\.bank\.test"; .* https/],
    [{ baseUrl: 'https://care.bank.test/' }, /no slash at the end/],
    [{ zone: 'Asia/Peking' }, /zone is "Asia\/Peking"; it must be an IANA time zone/],
    [{ mailFrom: 'care' }, /mailFrom is "care"; it must be an e-mail address/],
    [{ sweepMinutes: 0.5 }, /sweepMinutes is 0\.5; it must be a whole number from 1 to 60/],
    [{ sweepMinutes: 90 }, /sweepMinutes is 90; it must be at most 60/],
    [{ account: 123456789012 }, /account is 123456789012; it must be the 12 digits/],
    [{ account: '123456789012' }, /both account and region, or neither/],
    [{ apiLogRole: 'none' }, /apiLogRole is "none"; it must be create or exists/],
    [{ certificateArn: 'arn:x' }, /certificateArn is "arn:x"; it must be the ARN of an ACM certificate/],
    [{ baseURL: 'https://x.test' }, /baseURL is not a setting; there are account, region, baseUrl/],
    [[], /the file holds \[\]; it must hold one object/],
  ])('%j is refused with the setting, its value and what would be right', (value, message) => {
    expect(() => checkSettings(value, 'test')).toThrow(message);
  });

  test('all wrong settings are named at once', () => {
    expect(() => checkSettings({ zone: 'x', mailFrom: 'y' }, 'bank.json')).toThrow(
      /Wrong settings in bank\.json:\n {2}mailFrom is "y".*\n {2}zone is "x"/,
    );
  });

  test('a file that is absent or not JSON is named', () => {
    expect(() => readSettings('/nowhere/bank.json')).toThrow('/nowhere/bank.json cannot be read (ENOENT)');
    const broken = file('{ "zone": ');
    expect(() => readSettings(broken)).toThrow(`The settings file ${broken} is not JSON`);
  });
});

describe('a deployment', () => {
  test('synthesizes with the settings, deploys that assembly under the profile, and seeds the policies', () => {
    const settings = file(JSON.stringify({ ...bank, account: '123456789012', region: 'ap-southeast-1' }));
    const { synth, deploy, seed, environment } = plan(['--profile', 'care', '--settings', settings]);
    expect(synth.slice(1)).toEqual(['--schema-check', '--out', 'cdk.out', '--settings', settings]);
    expect(deploy.slice(1)).toEqual([
      ...['deploy', '--all', '--app', 'cdk.out', '--profile', 'care'],
      ...['--require-approval', 'broadening'],
    ]);
    expect(deploy[0]).toMatch(/aws-cdk\/bin\/cdk$/);
    expect(seed).toBe('Steward-SeedPolicies');
    expect(environment).toEqual({ AWS_PROFILE: 'care', AWS_REGION: 'ap-southeast-1' });
  });

  test.each([
    [[], /--profile is missing; name the AWS profile to deploy with/],
    [['--profile', ''], /--profile is missing/],
    [['--profil', 'care'], /Unknown option '--profil'; the switches are --profile, --settings, --approve/],
    [['--profile', 'care', '--approve', 'yes'], /--approve is 'yes'; it must be one of never, broadening/],
  ])('called as %j it says how to call it', (commandLine, message) => {
    expect(() => plan(commandLine)).toThrow(message);
  });

  test('the examples of the run on one machine are refused, each by name', () => {
    const settings = file(JSON.stringify({ ...bank, mailFrom: 'care@bank.example' }));
    expect(() => plan(['--profile', 'care', '--settings', settings])).toThrow(
      /mailFrom is "care@bank\.example"; set the bank's own/,
    );
    expect(() => plan(['--profile', 'care', '--settings', settings])).not.toThrow(/baseUrl/);
  });
});
