/** Command: prints the contract of every inbound event, with a right example and a wrong one with its reason. */
import * as z from 'zod';
import { type InboundType, inbound } from '../../shared/contracts/events.ts';
import { clock, instantOf } from '../../shared/platform/clock.ts';
import { command, WrongUse } from '../../shared/platform/command-line.ts';
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

/** The valid examples as PutEvents takes them, submitted `at` this instant. */
export function entries(at: string): object[] {
  return contracts().map(({ type, valid }) => ({
    EventBusName: 'Steward',
    Source: valid.source,
    DetailType: type,
    Detail: JSON.stringify({
      ...(valid.detail as object),
      ...('submittedAt' in (valid.detail as object) && { submittedAt: at }),
    }),
  }));
}

await command(import.meta, {
  usage: `npm run contracts -- [--json | --entries]
  --json     print one line of JSON: schema, valid and invalid example of every inbound event
  --entries  print the valid examples, submitted now, as \`aws events put-events --entries\` takes them
  --help     print this`,
  options: {
    json: { type: 'boolean', default: false },
    entries: { type: 'boolean', default: false },
  },
  run(values) {
    if (values.json && values.entries) throw new WrongUse('Only one of --json and --entries at a time.');
    if (values.entries) console.log(JSON.stringify(entries(instantOf(clock.now())), null, 2));
    else console.log(values.json ? JSON.stringify(contracts()) : printed(contracts()));
  },
});
