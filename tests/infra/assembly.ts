/** The synthesized app, as the tests of this folder read it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { App } from 'aws-cdk-lib';
import { type Bundles, bundleHandlers } from '../../infra/constructs/bundle.ts';
import { checkSettings } from '../../infra/settings.ts';
import { steward } from '../../infra/steward.ts';
import { temporaryFolder } from './folder.ts';

/** A statement of an IAM or resource policy. */
export interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource?: unknown;
  readonly Principal?: { readonly Service?: unknown; readonly AWS?: unknown };
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** A resource of a template. */
export interface Resource {
  readonly stack: string;
  readonly id: string;
  readonly Type: string;
  // Properties are whatever CloudFormation defines for the type.
  // biome-ignore lint/suspicious/noExplicitAny: each test reads what its resource type has
  readonly Properties: any;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** One synthesized assembly. */
export class Assembly {
  readonly app: App;
  readonly bundles: Bundles;
  readonly folder: string;
  readonly resources: readonly Resource[];

  constructor(app: App, bundles: Bundles, folder: string) {
    this.app = app;
    this.bundles = bundles;
    this.folder = folder;
    this.resources = app.synth().stacks.flatMap(({ stackName, templateFile }) => {
      const template = JSON.parse(readFileSync(join(folder, templateFile), 'utf8')) as {
        Resources: Record<string, Omit<Resource, 'stack' | 'id'>>;
      };
      return Object.entries(template.Resources).map(([id, resource]) => ({
        ...resource,
        stack: stackName,
        id,
      }));
    });
  }

  /** All resources of a type; a type that the app does not have fails the test that asks for it. */
  all(type: string): Resource[] {
    const found = this.resources.filter(({ Type }) => Type === type);
    if (found.length === 0) throw new Error(`The assembly has no ${type}.`);
    return found;
  }

  /** Names of the deployed functions, without the prefix. */
  functions(): string[] {
    return this.all('AWS::Lambda::Function').map(({ Properties }) => shortName(Properties.FunctionName));
  }

  /** What a function may do: every statement of every policy of its role. */
  rightsOf(name: string): Statement[] {
    const made = this.function(name);
    const role = made.Properties.Role['Fn::GetAtt'][0] as string;
    return this.statementsOf(made.stack, role);
  }

  /** A function by its name without the prefix. */
  function(name: string): Resource {
    const found = this.all('AWS::Lambda::Function').find(
      ({ Properties }) => shortName(Properties.FunctionName) === name,
    );
    if (found === undefined) throw new Error(`There is no function ${name}.`);
    return found;
  }

  /** Statements of all policies of a role. */
  statementsOf(stack: string, role: string): Statement[] {
    return this.all('AWS::IAM::Policy')
      .filter(
        (policy) =>
          policy.stack === stack &&
          policy.Properties.Roles.some((each: { Ref?: string }) => each.Ref === role),
      )
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[]);
  }
}

/** Builds the app with the given settings, ready to be synthesized into a temporary folder. */
export async function assemble(
  settings: Record<string, unknown> = {},
): Promise<{ app: App; bundles: Bundles; folder: string }> {
  const folder = temporaryFolder();
  const functions = fileURLToPath(new URL('../../functions', import.meta.url));
  const bundles = await bundleHandlers({ functions, to: join(folder, 'handlers') });
  const app = steward({ settings: checkSettings(settings, 'the test'), bundles, outdir: folder });
  return { app, bundles, folder };
}

/** Synthesizes the app with the given settings. */
export async function synthesize(settings: Record<string, unknown> = {}): Promise<Assembly> {
  const { app, bundles, folder } = await assemble(settings);
  return new Assembly(app, bundles, folder);
}

/** Actions of a statement as a list. */
export const actionsOf = ({ Action }: Statement): string[] => [Action].flat();

/** Resources of a statement as text, so that references can be compared. */
export const targetsOf = ({ Resource: targets }: Statement): string[] =>
  [targets].flat().map((target) => (typeof target === 'string' ? target : JSON.stringify(target)));

/** `Steward-AcceptEvent` becomes `AcceptEvent`. */
export const shortName = (name: string): string => name.replace(/^Steward-/, '');
