/** How a visit ended, by what its steps and forms said. */
import { VisitOutcome } from '../../../shared/contracts/codes.ts';

/**
 * The outcome of a visit; undefined if nothing says one. A takeover comes last, so it counts before everything else. A
 * greeting that nobody brought on its day was missed.
 */
export function outcomeOf({
  way,
  ending,
  kind,
}: Readonly<Record<string, unknown>>): VisitOutcome | undefined {
  if (way === 'COMPLETE' || way === 'CANCEL') return 'MANUAL_TAKEOVER';
  return VisitOutcome.safeParse(ending).data ?? (kind === 'GREETING' ? 'MISSED' : undefined);
}
