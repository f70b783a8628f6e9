/** Command: the monthly report on churn alerts, an evaluation that is to be made now, and thresholds that somebody proposes. */
import { writeFileSync } from 'node:fs';
import { Language, Tier } from '../../shared/contracts/codes.ts';
import { command, readOptions, type Values, WrongUse } from '../../shared/platform/command-line.ts';
import { askFunction, failure, unreached } from '../../shared/platform/operator.ts';
import { type EvaluationReport, reportOf } from './pages/evaluation-page.ts';

/** How the command is used. */
export const USAGE = `npm run churn:report -- --month MONTH | --begin MONTH | --propose TIER … [where]

  --month MONTH     the report of a month, e.g. 2026-02, as one line of JSON
  --html FILE       writes it as a page with charts
  --language L      of the page, zh-CN or en; zh-CN unless said otherwise

  --begin MONTH     evaluates a month now

  --propose TIER    proposes thresholds for vip, potential or mass; two people decide
  --low N --medium N --high N   from which probability on each band begins, e.g. 0.12
  --by ID           who proposes them, e.g. S21

where:
  --endpoint URL    another endpoint than AWS's, e.g. http://127.0.0.1:4510

  --help            print this`;

const OPTIONS = {
  month: { type: 'string' },
  html: { type: 'string' },
  language: { type: 'string', default: 'zh-CN' },
  begin: { type: 'string' },
  propose: { type: 'string' },
  low: { type: 'string' },
  medium: { type: 'string' },
  high: { type: 'string' },
  by: { type: 'string' },
  endpoint: { type: 'string' },
} as const;

/** What is asked of the function. */
export const askedBy = (words: readonly string[]): object => asked(readOptions(words, OPTIONS));

function asked(values: Values<typeof OPTIONS>): object {
  const { month, begin, propose } = values;
  if ([month, begin, propose].filter((one) => one !== undefined).length !== 1)
    throw new WrongUse('Say one of --month MONTH, --begin MONTH and --propose TIER.');
  if (propose !== undefined) return proposal(propose, values);
  if (month !== undefined) return { report: monthIn('--month', month) };
  return { month: monthIn('--begin', begin ?? '') };
}

function monthIn(flag: string, text: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw new WrongUse(`${flag} is '${text}'; it must be a month such as 2026-02.`);
}

function proposal(tier: string, { by, ...values }: Values<typeof OPTIONS>): object {
  if (!Tier.safeParse(tier).success)
    throw new WrongUse(`--propose is '${tier}'; it must be one of ${Tier.options.join(', ')}.`);
  if (by === undefined) throw new WrongUse('--by is missing: say who proposes them, e.g. --by S21.');
  const [low = 0, medium = 0, high = 0] = (['low', 'medium', 'high'] as const).map((band) => {
    const text = values[band];
    const value = Number(text);
    if (text === undefined || !(value > 0 && value < 1))
      throw new WrongUse(`--${band} is '${text ?? ''}'; it must be a probability between 0 and 1, e.g. 0.3.`);
    return value;
  });
  if (!(low < medium && medium < high))
    throw new WrongUse(`--low ${low}, --medium ${medium} and --high ${high} must rise.`);
  return { propose: { low, medium, high }, tier, by };
}

/** The page of a report; its style and its charts are in it. */
export function pageOf(report: string, language: Language): string {
  const bank = { 'zh-CN': '流失预警', en: 'Churn alerts' };
  return reportOf({ language, bank, nonce: 'report' }, JSON.parse(report) as EvaluationReport).html;
}

const FUNCTION = 'Steward-RunEvaluation';

await command(import.meta, {
  usage: USAGE,
  options: OPTIONS,
  async run(values) {
    const request = asked(values);
    const language = Language.safeParse(values.language);
    if (!language.success) throw new WrongUse(`--language is '${values.language}'; it must be zh-CN or en.`);
    if (values.html !== undefined && values.month === undefined)
      throw new WrongUse('--html says nothing without --month.');
    const { failed, payload } = await askFunction(FUNCTION, request, values.endpoint).catch((fault) => {
      throw unreached(fault, values.endpoint);
    });
    if (failed) throw failure(FUNCTION, payload);
    const { caseId, report } = payload as { caseId?: string; report?: string };
    if (caseId !== undefined) console.log(`Begun: ${caseId}.`);
    else if (report === undefined) throw new WrongUse(`There is no report of ${values.month} yet.`);
    else if (values.html === undefined) console.log(report);
    else {
      writeFileSync(values.html, pageOf(report, language.data));
      console.log(`Written: ${values.html}.`);
    }
  },
});
