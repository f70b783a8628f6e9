/** What all readers of resources share: a closed schema per type, so that nothing is ignored unsaid. */
import * as z from 'zod';
import { nameOf, type Resource, refOf } from './identities.ts';
import type { AssemblyModel, GatewayResponseModel, Origin } from './model.ts';
import type { MethodSetting } from './readers/api.ts';

/** What the readers of all resources fill: the model, and what only makes sense once everything was read. */
export interface Draft {
  model: AssemblyModel;
  /** Asynchronous settings, by function name. */
  invokeConfigs: Map<string, { retries: number; longestAge: number; onFailure?: string; onSuccess?: string }>;
  /** Function ARN, and the version number or alias name that means it. */
  qualifiers: { functionArn: string; qualifier: string }[];
  policies: { name: string; document: Record<string, unknown>; roles: string[] }[];
  api: {
    resources: { id: string; parentId: string; part: string; apiId: string }[];
    methods: MethodDraft[];
    stages: { apiId: string; name: string; settings: MethodSetting[]; origin: Origin }[];
    validators: Map<string, boolean>;
    responses: { apiId: string; type: string; response: GatewayResponseModel }[];
  };
}

/** A method before its path is known. */
interface MethodDraft {
  origin: Origin;
  apiId: string;
  resourceId: string;
  method: string;
  authorization: 'NONE' | 'AWS_IAM';
  functionArn: string;
  timeoutMs: number;
  parameters: string[];
  validatorId?: string;
  hasRole: boolean;
}

/** What a reader is told. */
export interface Reading<T> {
  origin: Origin;
  name: string;
  arn: (attribute?: string) => string;
  ref: string;
  properties: T;
  draft: Draft;
  /** Folder or file of an asset, by bucket key. */
  asset: (key: string) => string;
  readText: (path: string) => string;
}

/** How one type is read. */
export type ResourceReader = (
  resource: Resource,
  properties: Record<string, unknown>,
  at: ReadingPlace,
) => void;

/** What all readers need. */
export interface ReadingPlace {
  draft: Draft;
  asset: (key: string) => string;
  readText: (path: string) => string;
  attribute: (resource: Resource, attribute: string) => string;
}

/** Properties that have no meaning on one machine and are passed over knowingly. */
export function passedOver<const Names extends string>(...names: Names[]) {
  return Object.fromEntries(names.map((name) => [name, z.unknown().optional()])) as Record<
    Names,
    z.ZodOptional<z.ZodUnknown>
  >;
}

/** Templates hold numbers and booleans as such or as text. */
export const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
]);
/** The same of truth values. */
export const boolean = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
/** A document of any content: a policy, a pattern, tags. */
export const document = z.record(z.string(), z.unknown());
/** What IAM takes alone or in a list. */
export const textOrList = z.union([z.string(), z.array(z.string())]);

/** Makes the reader of one type: properties that its schema does not know are refused by name. */
export function reader<T extends z.ZodType>(
  schema: T,
  take: (reading: Reading<z.infer<T>>) => void,
): ResourceReader {
  return (resource, properties, { draft, asset, readText, attribute }) => {
    const origin = { stack: resource.stack, logicalId: resource.logicalId };
    const parsed = schema.safeParse(properties);
    if (!parsed.success) throw new Error(parsed.error.issues.map(explain).join('; '));
    take({
      origin,
      name: nameOf(resource),
      arn: (name = 'Arn') => attribute(resource, name),
      ref: refOf(resource),
      properties: parsed.data,
      draft,
      asset,
      readText,
    });
  };
}

function explain(issue: z.core.$ZodIssue): string {
  const path = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return `${path}: ${issue.message}`;
  return `the runtime does not support ${issue.keys.map((key) => (path ? `${path}.${key}` : key)).join(', ')}`;
}
