/** Deploys the app to AWS: `npm run deploy -- --profile NAME [--settings FILE] [--approve never|broadening|any-change]`. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { command, readOptions, type Values, WrongUse } from '../shared/platform/command-line.ts';
import { readSettings, SETTINGS_FILE, Settings, WrongSettings } from './settings.ts';

/** Approvals that the CDK CLI knows: before which changes of rights it asks. */
const APPROVALS = ['never', 'broadening', 'any-change'] as const;

const USAGE = `npm run deploy -- --profile NAME [--settings FILE] [--approve never|broadening|any-change]
  --profile NAME   profile of the AWS CLI
  --settings FILE  the bank's settings (${SETTINGS_FILE})
  --approve WHEN   before which changes of rights it asks (broadening)
  --help           print this`;

const OPTIONS = {
  profile: { type: 'string' },
  settings: { type: 'string' },
  approve: { type: 'string', default: 'broadening' },
} as const;

/** What a deployment does, in order: arguments for Node, and the function that is invoked at the end. */
export interface Plan {
  readonly synth: readonly string[];
  readonly deploy: readonly string[];
  /** Function that writes the versions of the policies that the table lacks. */
  readonly seed: string;
  /** Environment of every step: the profile, and the region where settings name one. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Reads the command line and the settings it names into a plan. */
export const plan = (words: readonly string[]): Plan => planned(readOptions(words, OPTIONS));

function planned(values: Values<typeof OPTIONS>): Plan {
  const { profile, settingsFile, approve } = checked(values);
  const settings = readSettings(settingsFile);
  refuseExamples(settings, settingsFile ?? SETTINGS_FILE);
  const here = dirname(fileURLToPath(import.meta.url));
  const cdk = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin', 'cdk');
  return {
    synth: [
      join(here, 'app.ts'),
      '--schema-check',
      '--out',
      'cdk.out',
      ...(settingsFile === undefined ? [] : ['--settings', settingsFile]),
    ],
    deploy: [cdk, 'deploy', '--all', '--app', 'cdk.out', '--profile', profile, '--require-approval', approve],
    seed: 'Steward-SeedPolicies',
    environment: {
      AWS_PROFILE: profile,
      ...(settings.region === undefined ? {} : { AWS_REGION: settings.region }),
    },
  };
}

function checked({ profile, settings, approve }: Values<typeof OPTIONS>) {
  if (profile === undefined || profile.trim() === '') {
    throw new WrongUse('--profile is missing; name the AWS profile to deploy with.');
  }
  if (!APPROVALS.some((known) => known === approve)) {
    throw new WrongUse(`--approve is '${approve}'; it must be one of ${APPROVALS.join(', ')}.`);
  }
  return { profile, approve, ...(settings === undefined ? {} : { settingsFile: settings }) };
}

/** The defaults suit one machine; mails that carry an example address must not leave a bank. */
function refuseExamples(settings: Settings, source: string): void {
  const examples = Settings.parse({});
  const unset = (['baseUrl', 'mailFrom', 'bankNameZh', 'bankNameEn'] as const).filter(
    (name) => settings[name] === examples[name],
  );
  if (unset.length === 0) return;
  throw new WrongSettings(
    [
      `Settings in ${source} that a deployment needs are still the examples:`,
      ...unset.map((name) => `  ${name} is ${JSON.stringify(settings[name])}; set the bank's own`),
    ].join('\n'),
  );
}

/** Runs one step in a process of its own; a step that fails ends the deployment with its exit code. */
function run(step: readonly string[], environment: Plan['environment']): void {
  const { status, error } = spawnSync(process.execPath, step, {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Has the deployed app write the versions of the policies that it does not have yet. */
async function seed(functionName: string, { AWS_PROFILE, AWS_REGION }: Plan['environment']): Promise<void> {
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient({
    ...(AWS_PROFILE === undefined ? {} : { profile: AWS_PROFILE }),
    ...(AWS_REGION === undefined ? {} : { region: AWS_REGION }),
  });
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({ FunctionName: functionName, Payload: new TextEncoder().encode('{}') }),
  );
  if (FunctionError !== undefined) {
    throw new Error(
      `The app is deployed, but ${functionName} failed: ${new TextDecoder().decode(Payload)}. Look at its log, then invoke it again.`,
    );
  }
  console.log('The app is deployed and has its policies.');
}

await command(import.meta, {
  usage: USAGE,
  options: OPTIONS,
  async run(values) {
    try {
      const { synth, deploy, seed: seeder, environment } = planned(values);
      run(synth, environment);
      run(deploy, environment);
      await seed(seeder, environment);
    } catch (fault) {
      if (fault instanceof WrongUse) throw fault;
      console.error(fault instanceof WrongSettings ? fault.message : fault);
      process.exitCode = 1;
    }
  },
});
