/** Command: the report of a survey campaign, as JSON, as a page with charts, or for a spreadsheet. */
import { writeFileSync } from 'node:fs';
import { Language } from '../../shared/contracts/codes.ts';
import { command, readOptions, type Values, WrongUse } from '../../shared/platform/command-line.ts';
import { askFunction, failure, unreached } from '../../shared/platform/operator.ts';

/** How the command is used. */
export const USAGE = `npm run survey:report -- [--id CASE] [--as FORM] [--to FILE] [where]

  --id CASE        the report of a campaign, e.g. Q20260115-0123456789; without it the list of campaigns
  --as FORM        json, html or csv; json unless said otherwise
  --language L     of the page, zh-CN or en; zh-CN unless said otherwise
  --to FILE        writes it there instead of printing it

where:
  --endpoint URL   another endpoint than AWS's, e.g. http://127.0.0.1:4510

  --help           print this`;

const OPTIONS = {
  id: { type: 'string' },
  as: { type: 'string', default: 'json' },
  language: { type: 'string', default: 'zh-CN' },
  to: { type: 'string' },
  endpoint: { type: 'string' },
} as const;

/** What is asked of the function: the request that a browser would send. */
export const askedBy = (words: readonly string[]): object => asked(readOptions(words, OPTIONS));

function asked({ id, as, language }: Values<typeof OPTIONS>): object {
  if (!['json', 'html', 'csv'].includes(as))
    throw new WrongUse(`--as is '${as}'; it must be json, html or csv.`);
  if (id === undefined && as === 'csv')
    throw new WrongUse('--as csv needs --id CASE: the list has no figures.');
  if (!Language.safeParse(language).success)
    throw new WrongUse(`--language is '${language}'; it must be zh-CN or en.`);
  return {
    httpMethod: 'GET',
    headers: { 'accept-language': language },
    queryStringParameters: { as, ...(id !== undefined && { id }) },
  };
}

const FUNCTION = 'Steward-ShowReports';

await command(import.meta, {
  usage: USAGE,
  options: OPTIONS,
  async run(values) {
    const request = asked(values);
    const { failed, payload } = await askFunction(FUNCTION, request, values.endpoint).catch((fault) => {
      throw unreached(fault, values.endpoint);
    });
    if (failed) throw failure(FUNCTION, payload);
    const { statusCode, body } = payload as { statusCode: number; body: string };
    if (statusCode === 404) throw new WrongUse(`There is no published report of ${values.id}.`);
    if (statusCode !== 200) throw new Error(`${FUNCTION} answered ${statusCode}.`);
    if (values.to === undefined) return console.log(body);
    writeFileSync(values.to, body);
    console.log(`Written: ${values.to}.`);
  },
});
