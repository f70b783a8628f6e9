/**
 * What a target is handed instead of the event: Input, InputPath and InputTransformer of a rule's target, as in
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html.
 */
import { ServiceFault } from '../gateway/service.ts';

/** How a target wants its input; at most one of the three. */
export interface InputSettings {
  /** A constant, JSON text. */
  input?: string;
  /** A path into the event, e.g. `$.detail`. */
  inputPath?: string;
  inputTransformer?: { inputPathsMap?: Record<string, string>; inputTemplate: string };
}

/** What the predefined variables of a template say. */
export interface TransformContext {
  ruleArn: string;
  ruleName: string;
  /** When the event came in, ISO 8601. */
  ingestionTime: string;
}

/** Makes the payload of a target out of an event. */
export type Transform = (event: Record<string, unknown>, context: TransformContext) => unknown;

const MOST_VARIABLES = 100;
const PLACEHOLDER = /<([A-Za-z0-9_.-]+)>/g;

/** Compiles a target's input settings; what AWS would refuse is refused now, with the value. */
export function compileInput(settings: InputSettings, target: string): Transform {
  const given = (['input', 'inputPath', 'inputTransformer'] as const).filter(
    (key) => settings[key] !== undefined,
  );
  if (given.length > 1) {
    throw new ServiceFault(
      'ValidationException',
      `Only one of Input, InputPath and InputTransformer may be given for target ${target}, not ${given.join(' and ')}.`,
    );
  }
  if (settings.input !== undefined) {
    const constant = json(settings.input, `Input of target ${target}`);
    return () => constant;
  }
  if (settings.inputPath !== undefined) {
    const path = compilePath(settings.inputPath, target);
    return (event) => path(event) ?? {};
  }
  if (settings.inputTransformer) return compileTemplate(settings.inputTransformer, target);
  return (event) => event;
}

function json(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ServiceFault('ValidationException', `${what} is not valid JSON: ${(cause as Error).message}`);
  }
}

/** The JSON paths of EventBridge: dots, names with dashes and underscores, array indices and `[*]`. */
function compilePath(path: string, target: string): (event: unknown) => unknown {
  const steps = [...path.slice(1).matchAll(/\.([A-Za-z0-9_\-/]+)|\[(\d+|\*)\]|\['([^']+)'\]/g)];
  if (path[0] !== '$' || steps.map(([whole]) => whole).join('') !== path.slice(1)) {
    throw new ServiceFault(
      'ValidationException',
      `Invalid input path "${path}" of target ${target}: only $, .name, ['name'], [0] and [*] are supported.`,
    );
  }
  return (event) => {
    let found: unknown[] = [event];
    let many = false;
    for (const [, name, index, quoted] of steps) {
      if (index === '*') {
        many = true;
        found = found.flatMap((value) => (Array.isArray(value) ? value : []));
      } else {
        const key = name ?? quoted ?? Number(index);
        found = found.flatMap((value) => {
          const inner = (value as Record<string | number, unknown> | null | undefined)?.[key];
          return inner === undefined ? [] : [inner];
        });
      }
    }
    return many ? found : found[0];
  };
}

function compileTemplate(
  transformer: { inputPathsMap?: Record<string, string>; inputTemplate: string },
  target: string,
): Transform {
  const paths = Object.entries(transformer.inputPathsMap ?? {});
  if (paths.length > MOST_VARIABLES) {
    throw new ServiceFault(
      'ValidationException',
      `InputPathsMap of target ${target} has ${paths.length} entries; at most ${MOST_VARIABLES} are allowed.`,
    );
  }
  for (const [name] of paths) {
    if (name.toLowerCase().startsWith('aws.')) {
      throw new ServiceFault(
        'ValidationException',
        `InputPathsMap of target ${target} names "${name}"; names that begin with AWS. are reserved.`,
      );
    }
  }
  const variables = new Map(paths.map(([name, path]) => [name, compilePath(path, target)]));
  const template = transformer.inputTemplate;
  // A template that cannot become JSON is found at the start, not at the first event.
  filled(template, () => 'x', target);
  return (event, context) =>
    filled(
      template,
      (name) => {
        switch (name) {
          case 'aws.events.rule-arn':
            return context.ruleArn;
          case 'aws.events.rule-name':
            return context.ruleName;
          case 'aws.events.event.ingestion-time':
            return context.ingestionTime;
          case 'aws.events.event.json':
            return event;
          case 'aws.events.event': {
            const { detail: _, ...envelope } = event;
            return envelope;
          }
          default:
            return variables.get(name)?.(event);
        }
      },
      target,
    );
}

/** Fills a template: a variable inside a JSON string becomes text, elsewhere it becomes a JSON value. */
function filled(template: string, look: (name: string) => unknown, target: string): unknown {
  let inString = false;
  let made = '';
  let from = 0;
  const quotes = (text: string): void => {
    for (const [mark] of text.matchAll(/\\.|"/g)) if (mark === '"') inString = !inString;
  };
  for (const place of template.matchAll(PLACEHOLDER)) {
    const before = template.slice(from, place.index);
    quotes(before);
    const value = look(place[1] as string);
    made += before + (inString ? insideString(value) : value === undefined ? 'null' : JSON.stringify(value));
    from = place.index + place[0].length;
  }
  made += template.slice(from);
  // "For strings, quotes are required", yet a bare line of text is taken as a string too, as AWS does.
  if (/^\s*["{[]/.test(template)) return json(made, `The filled InputTemplate of target ${target}`);
  try {
    return JSON.parse(made);
  } catch {
    return made;
  }
}

function insideString(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}
