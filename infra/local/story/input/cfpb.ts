/** Rows of the US Consumer Complaint Database as complaints that the bank's customers submit. */
import { cfpbCrosswalk, coderOf } from '../cfpb-crosswalk.ts';
import type { InputEvent } from './input.ts';

/** Columns without which a row says too little. */
const NEEDED = ['date_received', 'product', 'issue', 'complaint_id'] as const;

/** How a complaint came in, by `submitted_via`; what the bank has no door for came over the counter. */
const CHANNELS: Readonly<Record<string, string>> = {
  web: 'web',
  'web referral': 'api',
  referral: 'api',
  phone: 'phone',
  email: 'email',
  'postal mail': 'branch',
  fax: 'branch',
};

/** Columns that are kept with the case as facts. */
const FACTS = [
  'date_received',
  'date_sent_to_company',
  'product',
  'sub_product',
  'issue',
  'sub_issue',
  'company',
  'state',
  'tags',
  'company_response_to_consumer',
  'timely_response',
  'consumer_disputed',
] as const;

/** Longest fact that an event may carry, and longest subject, in characters. */
const LONGEST = 200;

/** The names of columns as this file has them: the database's own, and those of its API. */
const columnOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');

/** Whether a header is that of the database. */
export const isCfpbHeader = (names: readonly string[]): boolean => {
  const columns = new Set(names.map(columnOf));
  return NEEDED.every((name) => columns.has(name));
};

/**
 * The complaints of the rows, in the order of their dates. No row names a customer, so each is given one of the
 * bank's by its number; the day it was received in the United States is a fact of it, not the day it is received here.
 */
export function cfpbEvents(
  rows: readonly { line: number; row: Record<string, string> }[],
  customers: readonly string[],
): InputEvent[] {
  const codeOf = coderOf(cfpbCrosswalk());
  return rows
    .map(({ line, row }) => ({
      line,
      row: Object.fromEntries(Object.entries(row).map(([name, value]) => [columnOf(name), value.trim()])),
    }))
    .map(({ line, row }) => ({ line, row, day: dayOf(row.date_received ?? '', line) }))
    .sort((one, other) => one.day.localeCompare(other.day) || one.line - other.line)
    .map(({ line, row, day }) => {
      const { product = '', sub_product = '', issue = '', sub_issue = '', complaint_id = '' } = row;
      const { business, cause } = codeOf({
        product,
        subProduct: sub_product,
        issue,
        subIssue: sub_issue,
      });
      const named = FACTS.flatMap((name): [string, string][] => {
        const value = name === 'date_received' ? day : (row[name] ?? '');
        return value === '' ? [] : [[name, value.slice(0, LONGEST)]];
      });
      return {
        line,
        source: 'bank.cfpb',
        type: 'complaint.submitted',
        detail: {
          v: 1,
          channel: CHANNELS[(row.submitted_via ?? '').toLowerCase()] ?? 'branch',
          externalId: `CFPB-${complaint_id}`,
          customerId: customerOf(complaint_id, customers),
          subject: `${product}: ${issue}`.slice(0, LONGEST),
          text: row.consumer_complaint_narrative || withoutNarrative(product, issue, sub_issue),
          coded: { business, cause },
          facts: Object.fromEntries(named),
        },
      };
    });
}

const withoutNarrative = (product: string, issue: string, subIssue: string): string =>
  `${product}. ${issue}.${subIssue === '' ? '' : ` ${subIssue}.`} (The row holds no narrative.)`;

/** The same number names the same customer in every run. */
function customerOf(complaintId: string, customers: readonly string[]): string {
  const number = [...complaintId].reduce(
    (sum, character) => (sum * 31 + character.charCodeAt(0)) % 1_000_003,
    0,
  );
  return customers[number % customers.length] ?? '';
}

/** A day as YYYY-MM-DD, from that or from MM/DD/YYYY. */
function dayOf(text: string, line: number): string {
  const [, month, day, year] = /^(\d{2})\/(\d{2})\/(\d{2,4})$/.exec(text) ?? [];
  const iso =
    year === undefined ? text.slice(0, 10) : `${year.length === 2 ? `20${year}` : year}-${month}-${day}`;
  if (/^\d{4}-\d{2}-\d{2}$/.test(iso)) return iso;
  throw new SyntaxError(`line ${line}: date_received is '${text}'; it must be a day such as 2017-03-21.`);
}
