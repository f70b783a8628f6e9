/** asl-validator, typed. */
import { createRequire } from 'node:module';

interface Verdict {
  isValid: boolean;
  errors: { 'Error code': string; Message: string }[];
}

// The package declares its types for a default export that it does not have.
const check = createRequire(import.meta.url)('asl-validator') as (
  definition: unknown,
  options?: object,
) => Verdict;

/** What asl-validator finds wrong with a definition. */
export const validate = (definition: object): Verdict['errors'] =>
  // It writes into what it is given.
  check(structuredClone(definition), { checkPaths: true, checkArn: true }).errors;
