/** One stack of an assembly, with everything in it that can be resolved before anything is made. */
import { attributeOf, type Resource, refOf } from './identities.ts';

/** A template as `cdk synth` writes it, as far as it is read. */
export interface Template {
  Parameters?: Record<string, { Type: string; Default?: unknown }>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  Conditions?: Record<string, unknown>;
  Resources: Record<string, TemplateResource>;
  Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown }; Condition?: string }>;
}

/** A resource of a template. */
export interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
  Condition?: string;
}

/** What is the same for all stacks of an assembly. */
export interface Place {
  account: string;
  region: string;
  /** URL of the gateway. */
  endpoint: string;
  /** Values of template parameters, by name; where one is missing the template's default counts. */
  parameters: Readonly<Record<string, string>>;
}

/** Something in a template that the runtime cannot resolve; the message says where. */
export class Unresolvable extends Error {
  override readonly name = 'Unresolvable';
}

/** Stands for `AWS::NoValue`: what resolves to it is left out. */
const NO_VALUE = Symbol('AWS::NoValue');

/** Sections of a template that are read or that say nothing about what is deployed. */
const SECTIONS = new Set([
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Mappings',
  'Conditions',
  'Resources',
  'Outputs',
  'Rules',
]);

/** A stack whose values can be resolved. */
export class Stack {
  readonly name: string;
  readonly template: Template;
  readonly #place: Place;
  readonly #importValue: (name: string) => unknown;
  readonly #open = new Set<string>();
  readonly #resources = new Map<string, Resource>();

  constructor(name: string, template: Template, place: Place, importValue: (name: string) => unknown) {
    const unknown = Object.keys(template).find((section) => !SECTIONS.has(section));
    if (unknown) throw new Unresolvable(`${name}: the template section ${unknown} is not supported.`);
    this.name = name;
    this.template = template;
    this.#place = place;
    this.#importValue = importValue;
  }

  /** Logical ids and resources whose condition holds. */
  *resources(): Generator<[logicalId: string, resource: TemplateResource]> {
    for (const [logicalId, resource] of Object.entries(this.template.Resources)) {
      if (resource.Condition === undefined || this.#condition(resource.Condition))
        yield [logicalId, resource];
    }
  }

  /** The properties of a resource, resolved. */
  properties(logicalId: string): Record<string, unknown> {
    return this.#guard(`${this.name}/${logicalId}`, () => {
      const resolved = this.resolve(this.template.Resources[logicalId]?.Properties ?? {});
      return resolved as Record<string, unknown>;
    });
  }

  /** What identifies a resource of this stack. */
  resource(logicalId: string): Resource {
    const known = this.#resources.get(logicalId);
    if (known) return known;
    const resource = this.template.Resources[logicalId];
    if (!resource) throw new Unresolvable(`${this.name}: there is no resource or parameter ${logicalId}.`);
    const { account, region, endpoint } = this.#place;
    const made: Resource = {
      stack: this.name,
      logicalId,
      type: resource.Type,
      account,
      region,
      endpoint,
      property: (name) =>
        this.#guard(`${logicalId}.${name}`, () => {
          const value = this.resolve(resource.Properties?.[name]);
          return value === NO_VALUE ? undefined : value;
        }),
    };
    this.#resources.set(logicalId, made);
    return made;
  }

  /** Values of the exports of this stack, each resolved when it is asked for. */
  *exports(): Generator<[name: string, value: () => unknown]> {
    for (const { Export, Value } of this.#outputs()) {
      if (!Export) continue;
      const name = String(this.resolve(Export.Name));
      yield [name, () => this.#guard(`the export ${name}`, () => this.resolve(Value))];
    }
  }

  /** Values of the outputs of this stack. */
  outputs(): Record<string, string> {
    const entries = Object.entries(this.template.Outputs ?? {});
    return Object.fromEntries(
      entries
        .filter(([, { Condition }]) => Condition === undefined || this.#condition(Condition))
        .map(([id, { Value }]) => [id, String(this.resolve(Value))]),
    );
  }

  /** Resolves every intrinsic function in a value. */
  resolve(value: unknown): unknown {
    if (typeof value === 'string') {
      if (value.includes('{{resolve:')) {
        throw new Unresolvable(`the dynamic reference ${value} is not supported`);
      }
      return value;
    }
    if (Array.isArray(value))
      return value.map((item) => this.resolve(item)).filter((item) => item !== NO_VALUE);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [first] = entries;
    if (
      first &&
      entries.length === 1 &&
      (first[0] === 'Ref' || first[0] === 'Condition' || first[0].startsWith('Fn::'))
    ) {
      // A policy statement has a key `Condition` too, but an object under it.
      if (first[0] !== 'Condition' || typeof first[1] === 'string')
        return this.#intrinsic(first[0], first[1]);
    }
    return Object.fromEntries(
      entries
        .map(([key, item]) => [key, this.resolve(item)] as const)
        .filter(([, item]) => item !== NO_VALUE),
    );
  }

  #intrinsic(name: string, argument: unknown): unknown {
    switch (name) {
      case 'Ref':
        return this.#ref(String(argument));
      case 'Condition':
        return this.#condition(String(argument));
      case 'Fn::GetAtt':
        return this.#attribute(argument);
      case 'Fn::Join': {
        const [separator, parts] = this.#list(name, argument, 2);
        const list = this.resolve(parts);
        if (!Array.isArray(list)) throw new Unresolvable('Fn::Join needs a list');
        return list.map(String).join(String(separator));
      }
      case 'Fn::Sub':
        return this.#substitute(argument);
      case 'Fn::Select': {
        const [index, list] = this.#list(name, argument, 2).map((item) => this.resolve(item));
        const found = Array.isArray(list) ? list[Number(index)] : undefined;
        if (found === undefined) throw new Unresolvable(`Fn::Select finds nothing at ${String(index)}`);
        return found;
      }
      case 'Fn::Split': {
        const [separator, whole] = this.#list(name, argument, 2);
        return String(this.resolve(whole)).split(String(separator));
      }
      case 'Fn::ImportValue':
        return this.#importValue(String(this.resolve(argument)));
      case 'Fn::If': {
        const [condition, yes, no] = this.#list(name, argument, 3);
        return this.resolve(this.#condition(String(condition)) ? yes : no);
      }
      case 'Fn::FindInMap': {
        const [map, top, second] = this.#list(name, argument, 3).map((item) => String(this.resolve(item)));
        const found = this.template.Mappings?.[map ?? '']?.[top ?? '']?.[second ?? ''];
        if (found === undefined)
          throw new Unresolvable(`Fn::FindInMap finds nothing at ${map}.${top}.${second}`);
        return found;
      }
      case 'Fn::Base64':
        return Buffer.from(String(this.resolve(argument))).toString('base64');
      case 'Fn::Equals': {
        const [left, right] = this.#list(name, argument, 2).map((item) => this.resolve(item));
        return JSON.stringify(left) === JSON.stringify(right);
      }
      case 'Fn::And':
        return (argument as unknown[]).every((item) => this.resolve(item) === true);
      case 'Fn::Or':
        return (argument as unknown[]).some((item) => this.resolve(item) === true);
      case 'Fn::Not':
        return this.resolve(this.#list(name, argument, 1)[0]) !== true;
      default:
        throw new Unresolvable(`the function ${name} is not supported`);
    }
  }

  #ref(name: string): unknown {
    const { account, region } = this.#place;
    switch (name) {
      case 'AWS::AccountId':
        return account;
      case 'AWS::Region':
        return region;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackName':
        return this.name;
      case 'AWS::StackId':
        return `arn:aws:cloudformation:${region}:${account}:stack/${this.name}/local`;
      case 'AWS::NoValue':
        return NO_VALUE;
      default:
        return this.template.Parameters?.[name] ? this.#parameter(name) : refOf(this.resource(name));
    }
  }

  #parameter(name: string): unknown {
    const { Type, Default } = this.template.Parameters?.[name] ?? { Type: 'String' };
    const given = this.#place.parameters[name] ?? Default;
    if (Type.startsWith('AWS::SSM::')) {
      throw new Unresolvable(`the parameter ${name} is of type ${Type}, which is not supported`);
    }
    if (given === undefined)
      throw new Unresolvable(`the parameter ${name} has no default and no value was given`);
    const isList = Type === 'CommaDelimitedList' || Type.startsWith('List<');
    return isList
      ? String(given)
          .split(',')
          .map((item) => item.trim())
      : given;
  }

  #attribute(argument: unknown): string {
    const parts = typeof argument === 'string' ? argument.split('.') : this.#list('Fn::GetAtt', argument, 2);
    const [logicalId, ...path] = parts.map((part) => String(this.resolve(part)));
    const resource = this.resource(logicalId ?? '');
    const found = attributeOf(resource, path.join('.'));
    if (found === undefined) {
      throw new Unresolvable(`${logicalId} of type ${resource.type} has no attribute ${path.join('.')} here`);
    }
    return found;
  }

  #substitute(argument: unknown): string {
    const [template, own] =
      typeof argument === 'string' ? [argument, {}] : this.#list('Fn::Sub', argument, 2);
    return String(template).replace(/\$\{(!?)([^}]+)\}/g, (whole, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      const value = (own as Record<string, unknown>)[name];
      if (value !== undefined) return String(this.resolve(value));
      return String(name.includes('.') ? this.#attribute(name) : (this.#ref(name.trim()) ?? whole));
    });
  }

  #condition(name: string): boolean {
    const condition = this.template.Conditions?.[name];
    if (condition === undefined) throw new Unresolvable(`${this.name}: there is no condition ${name}.`);
    return this.#guard(`condition ${name}`, () => this.resolve(condition) === true);
  }

  #list(name: string, argument: unknown, length: number): unknown[] {
    if (Array.isArray(argument) && argument.length === length) return argument;
    throw new Unresolvable(`${name} needs a list of ${length}`);
  }

  *#outputs() {
    for (const output of Object.values(this.template.Outputs ?? {})) {
      if (output.Condition === undefined || this.#condition(output.Condition)) yield output;
    }
  }

  /** Turns an endless circle of references into an error that names it. */
  #guard<T>(what: string, resolve: () => T): T {
    if (this.#open.has(what)) throw new Unresolvable(`${what} refers to itself`);
    this.#open.add(what);
    try {
      return resolve();
    } finally {
      this.#open.delete(what);
    }
  }
}
