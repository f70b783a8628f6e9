/** The environment of a function as a typed value. */
import * as z from 'zod';
import { mismatchesOf } from '../contracts/mismatch.ts';
import { SettingWrong } from '../faults/faults.ts';

export { Zone } from '../contracts/codes.ts';

/** A variable that must be there and not empty. */
export const Setting = z.string().min(1);

/** The name of the function that runs, as Lambda gives it; undefined in a command or a test. */
export const functionName = (): string | undefined => process.env.AWS_LAMBDA_FUNCTION_NAME;

/** Reads the variables that a function names; the error names the one that is absent or wrong. */
export function environment<Shape extends Record<string, z.ZodType>>(
  shape: Shape,
  variables: Record<string, string | undefined> = process.env,
): z.output<z.ZodObject<Shape>> {
  const parsed = z.object(shape).safeParse(variables);
  if (!parsed.success) throw new SettingWrong(mismatchesOf(parsed.error), { cause: parsed.error });
  return parsed.data;
}
