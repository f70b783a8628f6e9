/** Who has acted on a complaint so far that another one has no share in the next round of it (FEATURES C14). */
import type { TaskRow } from '../../../shared/contracts/items.ts';
import { isSignature } from './signatures.ts';

/** Forms by which somebody handles a complaint, or proposes how it ends. */
const HANDLED_BY: readonly string[] = ['first-contact', 'findings', 'proposal', 'handling'];

/**
 * Whoever handled it, proposed a decision or signed one, by their ids. Who granted more time, told the
 * customer or triaged it has judged nothing; who took it over by hand has, unless they only had a step tried again.
 */
export const actedIn = (tasks: readonly TaskRow[]): string[] =>
  [
    ...new Set(
      tasks.flatMap((task) => {
        const { form, state, decidedBy, decision } = task;
        const acted =
          HANDLED_BY.includes(form) ||
          isSignature(task) ||
          (form === 'takeover' && decision?.way !== 'RETRY');
        return state === 'DECIDED' && acted && decidedBy !== undefined ? [decidedBy] : [];
      }),
    ),
  ].toSorted();
