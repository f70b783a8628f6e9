/** How complaints of the US Consumer Complaint Database are coded here. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** Codes by product and by issue; a name with ` | ` is a sub-product or sub-issue that has a code of its own. */
export const CfpbCrosswalk = z.strictObject({
  source: z.string(),
  products: z.record(z.string(), z.string()),
  issues: z.record(z.string(), z.string()),
  /** What is not listed. */
  otherwise: z.strictObject({ business: z.string(), cause: z.string() }),
});
export type CfpbCrosswalk = z.infer<typeof CfpbCrosswalk>;

/** How a row of the database names its matter; a field that the row leaves empty may be empty here. */
export interface CfpbMatter {
  readonly product: string;
  readonly subProduct: string;
  readonly issue: string;
  readonly subIssue: string;
}

/** What a matter is coded as; `listed` is false where product or issue are not in the crosswalk. */
export interface Coded {
  readonly business: string;
  readonly cause: string;
  readonly listed: boolean;
}

/** Gives the coder of a crosswalk. */
export function coderOf({ products, issues, otherwise }: CfpbCrosswalk): (matter: CfpbMatter) => Coded {
  const businesses = byName(products);
  const causes = byName(issues);
  return ({ product, subProduct, issue, subIssue }) => {
    const business = businesses(product, subProduct);
    const cause = causes(issue, subIssue);
    return {
      business: business ?? otherwise.business,
      cause: cause ?? otherwise.cause,
      listed: business !== undefined && cause !== undefined,
    };
  };
}

/** The crosswalk beside this file. */
export const cfpbCrosswalk = (): CfpbCrosswalk =>
  CfpbCrosswalk.parse(JSON.parse(readFileSync(new URL('cfpb-crosswalk.json', import.meta.url), 'utf8')));

/** Finds the finer name first. Spellings changed over the years, so letters and digits alone count. */
function byName(
  codes: Readonly<Record<string, string>>,
): (name: string, finer: string) => string | undefined {
  const spelled = new Map(Object.entries(codes).map(([name, code]) => [spellingOf(...partsOf(name)), code]));
  return (name, finer) => spelled.get(spellingOf(name, finer)) ?? spelled.get(spellingOf(name, ''));
}

const partsOf = (name: string): [name: string, finer: string] => {
  const [first = '', finer = ''] = name.split(' | ');
  return [first, finer];
};

const spellingOf = (name: string, finer: string): string =>
  [name, finer].map((part) => part.toLowerCase().replaceAll(/[^a-z0-9]/g, '')).join('|');
