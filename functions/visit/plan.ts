/** Command: the next months of one manager, asked of the page that operations look at. */
import { command, readOptions, type Values, WrongUse } from '../../shared/platform/command-line.ts';
import { askFunction, unreached } from '../../shared/platform/operator.ts';

/** How the command is used. */
export const USAGE = `npm run plan -- --manager ID [--months 12] [--language zh-CN|en] [--json] [--stop | --resume] [where]

  --manager ID     whose customers, e.g. S04
  --months N       how far ahead, 1 to 24; 12 unless said otherwise
  --language L     of the reasons; en unless said otherwise
  --json           one line of JSON: manager, from, until, customers, contacts

  --stop           stops the starts of visits by the nightly plan
  --resume         takes the plan of today up again

where:
  --endpoint URL   another endpoint than AWS's, e.g. http://127.0.0.1:4510

  --help           print this`;

const OPTIONS = {
  manager: { type: 'string' },
  months: { type: 'string', default: '12' },
  language: { type: 'string', default: 'en' },
  json: { type: 'boolean', default: false },
  stop: { type: 'boolean', default: false },
  resume: { type: 'boolean', default: false },
  endpoint: { type: 'string' },
} as const;

/** What is asked of which function. */
export interface Asked {
  readonly functionName: string;
  readonly request: object;
}

/** Reads the command line; an error says which part of it is wrong. */
export const askedBy = (wordsGiven: readonly string[]): Asked => asked(readOptions(wordsGiven, OPTIONS));

function asked({ manager, months, language, stop, resume }: Values<typeof OPTIONS>): Asked {
  if (stop && resume) throw new WrongUse('Only one of --stop and --resume at a time.');
  if (stop || resume) {
    if (manager !== undefined)
      throw new WrongUse('--stop and --resume are about the whole plan, not a manager.');
    return { functionName: 'Steward-RunPlan', request: stop ? { stop: true } : { resume: true } };
  }
  if (manager === undefined) throw new WrongUse('--manager is missing: say whose plan, e.g. --manager S04.');
  if (!/^(?:[1-9]|1\d|2[0-4])$/.test(months))
    throw new WrongUse(`--months is ${months}; it must be 1 to 24.`);
  if (!['zh-CN', 'en'].includes(language))
    throw new WrongUse(`--language is ${language}; it must be zh-CN or en.`);
  return {
    functionName: 'Steward-ShowPlan',
    request: {
      httpMethod: 'GET',
      headers: { accept: 'application/json', 'accept-language': language },
      queryStringParameters: { manager, months },
    },
  };
}

interface Told {
  readonly manager: string;
  readonly from: string;
  readonly until: string;
  readonly customers: number;
  readonly contacts: readonly {
    readonly day: string;
    readonly customerId: string;
    readonly kind: string;
    readonly channel: string;
    readonly topic?: string;
    readonly why: readonly string[];
  }[];
}

/** The plan in lines, a heading a month. */
export function printed({ manager, from, until, customers, contacts }: Told): string {
  const months = Map.groupBy(contacts, ({ day }) => day.slice(0, 7));
  return [
    `Plan of ${manager}, ${from} to ${until}, contacts: ${contacts.length}, customers: ${customers}`,
    ...[...months].map(([month, some]) =>
      [
        `\n${month}  (${some.length})`,
        ...some.map(
          ({ day, customerId, kind, channel, topic, why }) =>
            `  ${day}  ${customerId.padEnd(12)}  ${kind.padEnd(18)}  ${channel.padEnd(10)} ${topic ?? ''}`.trimEnd() +
            (why.length === 0 ? '' : `\n              ${why.join(' ')}`),
        ),
      ].join('\n'),
    ),
  ].join('\n');
}

await command(import.meta, {
  usage: USAGE,
  options: OPTIONS,
  async run(values) {
    const { functionName, request } = asked(values);
    const answer = await askFunction(functionName, request, values.endpoint).catch((fault) => {
      throw unreached(fault, values.endpoint);
    });
    if (answer.failed) throw new Error(`${functionName} failed: ${JSON.stringify(answer.payload)}.`);
    if (functionName === 'Steward-RunPlan') {
      console.log(JSON.stringify(answer.payload));
      return;
    }
    const { statusCode, body } = answer.payload as { statusCode: number; body: string };
    if (statusCode === 404) throw new WrongUse(`There is no member of staff ${values.manager}.`);
    if (statusCode !== 200) throw new Error(`${functionName} answered ${statusCode}: ${body}`);
    console.log(values.json ? body : printed(JSON.parse(body) as Told));
  },
});
