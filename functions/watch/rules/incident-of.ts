/** The incident that a failed execution is. */
import * as z from 'zod';
import { Id } from '../../../shared/contracts/codes.ts';

/** What EventBridge says when an execution ended otherwise than in success; `input` is absent if it is too large. */
export const StatusChange = z.object({
  id: z.string(),
  'detail-type': z.literal('Step Functions Execution Status Change'),
  detail: z.object({
    executionArn: z.string().min(1),
    name: z.string().min(1),
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    input: z.string().nullish(),
    error: z.string().nullish(),
  }),
});
export type StatusChange = z.infer<typeof StatusChange>;

/** What the inputs of all our workflows have in common. */
const OfCase = z.object({ caseId: Id });

/** The case of an execution: from its input, or else from its name, `<kind>-<caseId>-r<round>` or `…-c<clock>`. */
export function caseIdOf({ input, name }: StatusChange['detail']): string | undefined {
  const fromInput = OfCase.safeParse(parsed(input));
  if (fromInput.success) return fromInput.data.caseId;
  return /^[a-z]+-([A-Za-z0-9][A-Za-z0-9._-]{0,63})-[rc]\d+$/.exec(name)?.[1];
}

/** The name of an error, if it is one: a message in its place could hold anything. */
export function errorNameOf(error: string | null | undefined): string | undefined {
  if (error === null || error === undefined) return undefined;
  return /^[A-Za-z][A-Za-z0-9._]{0,99}$/.test(error) ? error : 'Unnamed';
}

function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
}
