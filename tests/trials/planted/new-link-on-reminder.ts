/** A bug to be found: every mail about a task prints a link of its own, so that a reminder kills the link before it. */
import { randomBytes } from 'node:crypto';

export * from '../../../functions/desk/seals.ts';

/** A nonce that is another one each time. */
export const nonceOf = (): string => randomBytes(16).toString('base64url');
