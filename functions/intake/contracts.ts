/** Command: prints the contract of every inbound event, with a right example and a wrong one with its reason. */
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { type InboundType, inbound } from '../../shared/contracts/events.ts';
import { examples } from './examples.ts';
import { jsonText } from './json-text.ts';
import { judge, type Reason } from './rules/judge.ts';

/** The contract of one event type. */
export interface Contract {
  readonly type: InboundType;
  readonly schema: object;
  readonly valid: Record<string, unknown>;
  readonly invalid: Record<string, unknown>;
  /** Why the wrong example is quarantined. */
  readonly reason: Reason;
}

/** Contracts of all inbound events; the reasons come out of the same rule that judges events on the bus. */
export function contracts(): Contract[] {
  return (Object.keys(inbound) as InboundType[]).map((type) => {
    const { valid, invalid } = examples[type];
    const right = judgeExample(valid);
    if (right !== undefined) throw new Error(`The valid example of ${type} is refused: ${describe(right)}.`);
    const reason = judgeExample(invalid);
    if (reason === undefined) throw new Error(`The invalid example of ${type} is accepted.`);
    return { type, schema: z.toJSONSchema(inbound[type], { io: 'input' }), valid, invalid, reason };
  });
}

function judgeExample(event: Record<string, unknown>): Reason | undefined {
  const verdict = judge(event, Buffer.byteLength(jsonText(event)));
  return verdict.sound ? undefined : verdict.reason;
}

const describe = ({ code, field, expected }: Reason): string => `${code}: ${field} must be ${expected}`;

/** The contracts in words. */
export function printed(all: readonly Contract[]): string {
  const json = (value: unknown) => JSON.stringify(value, null, 2);
  return all
    .map(({ type, schema, valid, invalid, reason }) =>
      [
        `# ${type}`,
        `JSON Schema of "detail":\n${json(schema)}`,
        `Accepted, for example:\n${json(valid)}`,
        `Quarantined, for example:\n${json(invalid)}`,
        `because of ${describe(reason)}`,
      ].join('\n\n'),
    )
    .join('\n\n');
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  console.log(values.json ? JSON.stringify(contracts()) : printed(contracts()));
}
