/** Reads a synthesized cloud assembly into the model that the runtime is made from. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { wrongCalls } from './calls.ts';
import { attributeOf, type Resource } from './identities.ts';
import type { AssemblyModel, RestApiModel } from './model.ts';
import { throttleOf } from './readers/api.ts';
import type { Draft, ReadingPlace } from './reading.ts';
import { PASSED_OVER, READERS } from './resources.ts';
import { type Place, Stack, type Template, Unresolvable } from './stack.ts';

/** Account of everything that runs here. */
const LOCAL_ACCOUNT = '000000000000';

/** Region where the assembly names none. */
const USUAL_REGION = 'us-east-1';

/** The assembly holds something that the runtime cannot run; the message names every such thing. */
export class UnsupportedAssembly extends Error {
  override readonly name = 'UnsupportedAssembly';
  readonly problems: readonly string[];

  constructor(folder: string, problems: readonly string[]) {
    super(
      [`The assembly in ${folder} cannot run here:`, ...problems.map((problem) => `- ${problem}`)].join('\n'),
    );
    this.problems = problems;
  }
}

interface Manifest {
  artifacts?: Record<
    string,
    {
      type: string;
      environment?: string;
      displayName?: string;
      properties?: { templateFile?: string; stackName?: string; file?: string; directoryName?: string };
    }
  >;
}

interface AssetManifest {
  files?: Record<
    string,
    { source: { path?: string; packaging?: string }; destinations: Record<string, { objectKey: string }> }
  >;
  dockerImages?: Record<string, unknown>;
}

/** What the reader is told about the place that the assembly is to run in. */
export interface AssemblyOptions {
  /** Folder that `cdk synth` wrote. */
  folder: string;
  /** URL of the gateway. */
  endpoint: string;
  /** Values of template parameters, by name, offered to every stack. */
  parameters?: Readonly<Record<string, string>>;
}

/** Reads and resolves an assembly; throws UnsupportedAssembly with everything that stands in the way. */
export function readAssembly({ folder, endpoint, parameters = {} }: AssemblyOptions): AssemblyModel {
  const manifest = readJson<Manifest>(folder, 'manifest.json');
  const artifacts = Object.entries(manifest.artifacts ?? {});
  const problems: string[] = [];
  const assets = readAssets(folder, artifacts, problems);
  const place: Place = { account: LOCAL_ACCOUNT, region: regionOf(artifacts), endpoint, parameters };

  const exports = new Map<string, () => unknown>();
  const importValue = (name: string): unknown => {
    const value = exports.get(name);
    if (!value) throw new Unresolvable(`no stack exports ${name}`);
    return value();
  };
  const stacks: Stack[] = [];
  for (const [id, { type, properties }] of artifacts) {
    if (type === 'cdk:cloud-assembly') problems.push(`${id}: stages are not supported`);
    if (type !== 'aws:cloudformation:stack') continue;
    try {
      const template = readJson<Template>(folder, properties?.templateFile ?? '');
      stacks.push(new Stack(properties?.stackName ?? id, template, place, importValue));
    } catch (fault) {
      problems.push((fault as Error).message);
    }
  }
  for (const stack of stacks) for (const [name, value] of stack.exports()) exports.set(name, value);

  const draft = emptyDraft(place);
  const at: ReadingPlace = {
    draft,
    asset(key) {
      const path = assets.get(key);
      if (!path) throw new Unresolvable(`there is no asset ${key} in the assembly`);
      return path;
    },
    readText: (path) => readFileSync(path, 'utf8'),
    attribute(resource: Resource, attribute) {
      return attributeOf(resource, attribute) ?? '';
    },
  };
  for (const stack of stacks) readStack(stack, at, problems);
  joinTogether(draft, problems);
  if (problems.length === 0) problems.push(...wrongCalls(draft.model));
  if (problems.length > 0) throw new UnsupportedAssembly(folder, problems);
  return draft.model;
}

function readStack(stack: Stack, at: ReadingPlace, problems: string[]): void {
  for (const [logicalId, { Type }] of stack.resources()) {
    const where = `${stack.name}/${logicalId} (${Type})`;
    try {
      if (Object.hasOwn(PASSED_OVER, Type)) {
        const { passedOver } = at.draft.model;
        passedOver[Type] = (passedOver[Type] ?? 0) + 1;
        continue;
      }
      const read = Object.hasOwn(READERS, Type) ? READERS[Type] : undefined;
      if (!read) throw new Error('the runtime does not support this type of resource');
      const resource = stack.resource(logicalId);
      const properties = stack.properties(logicalId);
      if (Type === 'AWS::Lambda::Function') requireFolder(properties, at);
      read(resource, properties, at);
    } catch (fault) {
      problems.push(`${where}: ${(fault as Error).message}`);
    }
  }
  try {
    at.draft.model.outputs[stack.name] = stack.outputs();
  } catch (fault) {
    problems.push(`${stack.name}, outputs: ${(fault as Error).message}`);
  }
}

function requireFolder(properties: Record<string, unknown>, at: ReadingPlace): void {
  const key = (properties.Code as { S3Key?: unknown } | undefined)?.S3Key;
  if (typeof key !== 'string') return;
  const path = at.asset(key);
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    throw new Error(
      `its code ${path} must be a folder; synthesize the assembly again, and bundle to folders`,
    );
  }
}

/** Brings together what stands in resources of their own: settings of functions, policies of roles, routes of APIs. */
function joinTogether(draft: Draft, problems: string[]): void {
  const { model } = draft;
  for (const made of model.functions) {
    Object.assign(made.async, draft.invokeConfigs.get(made.name));
    made.qualifiers = draft.qualifiers
      .filter(({ functionArn }) => functionArn === made.arn || functionArn === made.name)
      .map(({ qualifier }) => qualifier);
  }
  for (const { name, document, roles } of draft.policies) {
    for (const role of model.roles) if (roles.includes(role.name)) role.policies.push({ name, document });
  }
  for (const api of model.apis) joinApi(draft, api, problems);
}

function joinApi(draft: Draft, api: RestApiModel, problems: string[]): void {
  const { resources, methods, stages, validators, responses } = draft.api;
  const stage = stages.find(({ apiId }) => apiId === api.id);
  const where = `${api.stack}/${api.logicalId} (AWS::ApiGateway::RestApi)`;
  if (!stage || stages.filter(({ apiId }) => apiId === api.id).length > 1) {
    problems.push(`${where}: it must have one stage`);
    return;
  }
  api.stage = stage.name;
  const parts = new Map(
    resources.filter(({ apiId }) => apiId === api.id).map((resource) => [resource.id, resource]),
  );
  const pathOf = (id: string): string => {
    const resource = parts.get(id);
    return resource ? `${pathOf(resource.parentId)}/${resource.part}` : '';
  };
  for (const method of methods.filter(({ apiId }) => apiId === api.id)) {
    const path = pathOf(method.resourceId) || '/';
    api.routes.push({
      resourceId: method.resourceId,
      path,
      method: method.method,
      authorization: method.authorization,
      functionArn: method.functionArn,
      timeoutMs: method.timeoutMs,
      throttle: throttleOf(stage.settings, path, method.method),
      required: method.validatorId && validators.get(method.validatorId) ? method.parameters : [],
    });
  }
  for (const { apiId, type, response } of responses)
    if (apiId === api.id) api.gatewayResponses[type] = response;
}

function emptyDraft({ account, region }: Place): Draft {
  return {
    model: {
      account,
      region,
      tables: [],
      functions: [],
      machines: [],
      buses: [],
      rules: [],
      archives: [],
      schedules: [],
      queues: [],
      buckets: [],
      secrets: [],
      apis: [],
      permissions: [],
      roles: [],
      resourcePolicies: [],
      passedOver: {},
      outputs: {},
    },
    invokeConfigs: new Map(),
    qualifiers: [],
    policies: [],
    api: { resources: [], methods: [], stages: [], validators: new Map(), responses: [] },
  };
}

function readAssets(
  folder: string,
  artifacts: [string, { type: string; properties?: { file?: string } }][],
  problems: string[],
) {
  const assets = new Map<string, string>();
  for (const [id, { type, properties }] of artifacts) {
    if (type !== 'cdk:asset-manifest' || !properties?.file) continue;
    const { files, dockerImages } = readJson<AssetManifest>(folder, properties.file);
    if (Object.keys(dockerImages ?? {}).length > 0)
      problems.push(`${id}: container images are not supported`);
    for (const { source, destinations } of Object.values(files ?? {})) {
      for (const { objectKey } of Object.values(destinations)) {
        if (source.path) assets.set(objectKey, join(folder, source.path));
      }
    }
  }
  return assets;
}

/** The region of the stacks, as `aws://account/region` says it. */
function regionOf(artifacts: [string, { environment?: string }][]): string {
  const regions = artifacts.map(([, { environment }]) => environment?.split('/').at(-1));
  return regions.find((region) => region !== undefined && region !== 'unknown-region') ?? USUAL_REGION;
}

function readJson<T>(folder: string, file: string): T {
  const path = join(folder, file);
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (cause) {
    throw new Error(`Cannot read ${path} (${(cause as Error).message}); run the synth script first.`, {
      cause,
    });
  }
}
