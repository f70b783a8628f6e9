/** The golden of a storyboard: the states it becomes, as reviewed text beside it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { QueryLanguage, StateGraph } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Story } from './kit.ts';

/** A storyboard and where its golden lies. */
export interface Told {
  /** Folder under `workflows`. */
  readonly folder: string;
  /** Name of the state machine. */
  readonly machine: string;
  // `never` lets storyboards of every cast stand in one list; the golden's cast has every part there is.
  readonly tell: (scope: Construct, cast: never) => Story;
}

/** File name of a golden. */
export const GOLDEN = 'storyboard.asl.json';

/** The fields of a state in the order in which they are best read. */
const FIELDS = [
  'Comment',
  'QueryLanguage',
  'StartAt',
  'States',
  'Type',
  'Resource',
  'TimeoutSeconds',
  'Timestamp',
  'Items',
  'MaxConcurrency',
  'ProcessorConfig',
  'Arguments',
  'Branches',
  'ItemProcessor',
  'Choices',
  'Condition',
  'Assign',
  'Output',
  'Error',
  'Retry',
  'ErrorEquals',
  'Catch',
  'Next',
  'Default',
  'End',
];

/** Stands in for every function and machine: its ARN is the name of the part, e.g. `${register}`. */
const namedCast = new Proxy(
  {},
  {
    get: (_, part) => {
      const name = `\${${String(part)}}`;
      return { functionArn: name, stateMachineArn: name };
    },
  },
) as never;

/** The ASL of a storyboard, with the names of the cast where a deployed one has ARNs. */
export function renderGolden(tell: Told['tell']): string {
  // With a named region the partition is a word instead of a token.
  const app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } });
  const stack = new Stack(app, 'Golden', { env: { region: 'us-east-1' } });
  const story = tell(stack, namedCast);
  const graph = new StateGraph(story.startState, 'golden').toGraphJson(QueryLanguage.JSONATA);
  const rank = new Map([...FIELDS, ...story.order].map((name, index) => [name, index]));
  const definition = ordered({ QueryLanguage: 'JSONata', ...stack.resolve(graph) }, rank);
  return `${pretty(definition, '')}\n`;
}

/** Writes the golden of every storyboard that is not fresh, and gives the files it wrote. */
export function writeGolden(storyboards: readonly Told[], workflows: string): string[] {
  return storyboards.flatMap(({ folder, tell }) => {
    const file = join(workflows, folder, GOLDEN);
    const golden = renderGolden(tell);
    if (existing(file) === golden) return [];
    writeFileSync(file, golden);
    return [file];
  });
}

function existing(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** The same value with its keys in the order of `rank`; unranked keys stay behind them as they came. */
function ordered(value: unknown, rank: ReadonlyMap<string, number>): unknown {
  if (Array.isArray(value)) return value.map((item) => ordered(item, rank));
  if (value === null || typeof value !== 'object') return value;
  const last = rank.size;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (rank.get(a) ?? last) - (rank.get(b) ?? last))
      .map(([key, item]) => [key, ordered(item, rank)]),
  );
}

const WIDTH = 110;

/** JSON that keeps on one line what fits there, so that a review sees states and not brackets. */
function pretty(value: unknown, indent: string): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const deeper = `${indent}  `;
  const list = Array.isArray(value);
  const [open, close] = list ? '[]' : '{}';
  const items = list
    ? value.map((item) => pretty(item, deeper))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${pretty(item, deeper)}`);
  if (items.length === 0) return `${open}${close}`;
  const line = list ? `[${items.join(', ')}]` : `{ ${items.join(', ')} }`;
  const nested =
    JSON.stringify(value)
      .slice(1)
      .match(/\{"|\[\{/g)?.length ?? 0;
  if (!line.includes('\n') && nested < 2 && indent.length + line.length <= WIDTH) return line;
  if (list && value.every((item) => typeof item === 'string')) return filled(items, indent, deeper);
  return `${open}\n${items.map((item) => deeper + item).join(',\n')}\n${indent}${close}`;
}

/** A list of words over as few lines as it needs. */
function filled(items: readonly string[], indent: string, deeper: string): string {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && deeper.length + last.length + item.length + 3 <= WIDTH) {
      lines[lines.length - 1] = `${last}, ${item}`;
    } else {
      lines.push(item);
    }
  }
  return `[\n${lines.map((line) => deeper + line).join(',\n')}\n${indent}]`;
}
