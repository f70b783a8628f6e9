/** The app: five stacks, checked by cdk-nag while they are synthesized. */
import { readFileSync } from 'node:fs';
import { App, Stack, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Bundles } from './constructs/bundle.ts';
import type { Settings } from './settings.ts';
import { CareStack } from './stacks/care.ts';
import { DeskStack } from './stacks/desk.ts';
import { RecordsStack } from './stacks/records.ts';
import { WatchStack } from './stacks/watch.ts';

/** What the app is made from. */
export interface StewardProps {
  readonly settings: Settings;
  readonly bundles: Bundles;
  /** Folder of the cloud assembly. */
  readonly outdir: string;
  /** True adds CDK's check against the CloudFormation schemas, which costs about two seconds. */
  readonly schemaCheck?: boolean;
}

/** Builds the app; `synth()` on it writes the assembly, or throws when cdk-nag finds something open. */
export function steward({ settings, bundles, outdir, schemaCheck = false }: StewardProps): App {
  const { context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8')) as {
    context: Record<string, unknown>;
  };
  const app = new App({
    outdir,
    context,
    analyticsReporting: false,
    stackTraces: false,
    builtinCloudFormationValidation: schemaCheck,
  });
  const env =
    settings.account === undefined || settings.region === undefined
      ? {}
      : { env: { account: settings.account, region: settings.region } };
  const records = new RecordsStack(app, 'Steward-Records', {
    ...env,
    description: 'Steward: tables, keys, imported files and secrets',
    terminationProtection: true,
    settings,
  });
  const workshop = {
    bundles,
    keys: records.keys,
    logRetentionDays: settings.logRetentionDays,
    environment: { BANK_ZONE: settings.zone },
    reserveConcurrency: settings.reserveConcurrency,
  };
  // A stack holds 500 resources, and a function is five: those that only state machines call stand apart.
  const steps = new Stack(app, 'Steward-Steps', {
    ...env,
    description: 'Steward: functions that are steps of workflows',
  });
  const care = new CareStack(app, 'Steward-Care', {
    ...env,
    description: 'Steward: bus, workflows and their functions',
    records,
    steps,
    workshop,
    settings,
  });
  const desk = new DeskStack(app, 'Steward-Desk', {
    ...env,
    description: 'Steward: pages of mailed tasks, case list of operations',
    records,
    care,
    workshop,
    settings,
  });
  new WatchStack(app, 'Steward-Watch', {
    ...env,
    description: 'Steward: alarms and dashboard',
    records,
    care,
    desk,
    settings,
  });
  bundles.refuseUnused();
  Tags.of(app).add('application', 'steward');
  if (settings.costCentre !== undefined) Tags.of(app).add('cost-centre', settings.costCentre);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
