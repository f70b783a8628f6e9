/** Command: which survey campaigns there are, one that is held now, and one that is ended now. */
import { command, readOptions, type Values, WrongUse } from '../../shared/platform/command-line.ts';
import { askFunction, failure, unreached } from '../../shared/platform/operator.ts';

/** How the command is used. */
export const USAGE = `npm run campaign -- --list | --name NAME | --end CASE [--json] [where]

  --list           the campaigns of the policy, and when each of them is held
  --name NAME      holds one now, e.g. relationship; once a day
  --end CASE       ends one that is held, e.g. Q20260115-0123456789: what was answered by now is evaluated
  --json           one line of JSON

where:
  --endpoint URL   another endpoint than AWS's, e.g. http://127.0.0.1:4510

  --help           print this`;

const OPTIONS = {
  list: { type: 'boolean', default: false },
  name: { type: 'string' },
  end: { type: 'string' },
  json: { type: 'boolean', default: false },
  endpoint: { type: 'string' },
} as const;

/** What is asked of the function. */
export const askedBy = (words: readonly string[]): object => asked(readOptions(words, OPTIONS));

function asked({ list, name, end }: Values<typeof OPTIONS>): object {
  if ([list || undefined, name, end].filter((one) => one !== undefined).length !== 1)
    throw new WrongUse('Say one of --list, --name NAME and --end CASE.');
  if (list) return { list };
  return name === undefined ? { end } : { name };
}

/** What the function answers. */
interface Told {
  readonly begun?: readonly { readonly campaign: string; readonly caseId: string }[];
  readonly ended?: string;
  readonly campaigns?: readonly {
    readonly campaign: string;
    readonly definition: string;
    readonly naming: string;
    readonly months: readonly number[];
    readonly dayOfMonth: number;
    readonly days: number;
    readonly approval: string;
  }[];
}

/** The answer in lines. */
export function printed({ begun, ended, campaigns = [] }: Told): string {
  if (ended !== undefined) return `Ends: ${ended}.`;
  if (begun !== undefined)
    return begun.length === 0
      ? 'Nothing begun: it is held today already.'
      : begun.map(({ campaign, caseId }) => `Begun: ${campaign}, ${caseId}.`).join('\n');
  return campaigns
    .map(
      ({ campaign, definition, naming, months, dayOfMonth, days, approval }) =>
        `${campaign.padEnd(14)} survey ${definition}, ${naming.toLowerCase()}, on day ${dayOfMonth} of months ${months.join(', ')}, for ${days} days${approval === 'NEEDED' ? ', after approval' : ''}`,
    )
    .join('\n');
}

const FUNCTION = 'Steward-RunCampaign';

await command(import.meta, {
  usage: USAGE,
  options: OPTIONS,
  async run(values) {
    const request = asked(values);
    const { failed, payload } = await askFunction(FUNCTION, request, values.endpoint).catch((fault) => {
      throw unreached(fault, values.endpoint);
    });
    if (failed) throw failure(FUNCTION, payload);
    console.log(values.json ? JSON.stringify(payload) : printed(payload as Told));
  },
});
