/** How the statutory date of a complaint came about. */
import type { CaseClock } from '../../shared/contracts/complaint.ts';
import type { AnyHead } from '../../shared/contracts/items.ts';
import type { Policies } from '../../shared/platform/policies.ts';
import type { Trace } from '../../shared/policy/explain.ts';
import { promisedTermOf } from '../../shared/policy/term.ts';

/** The reasons as its clock has them, or as the date was promised before there was one; undefined where they lead to another date. */
export async function dueTraceOf(
  { policies }: { readonly policies: Pick<Policies, 'read'> },
  head: AnyHead,
  lastClock: () => Promise<CaseClock | undefined>,
): Promise<Trace | undefined> {
  if (head.kind !== 'complaint' || head.dueAt === undefined) return undefined;
  const clock = await lastClock();
  if (clock !== undefined) {
    const { dueAt, trace } = clock;
    return dueAt === head.dueAt && trace !== undefined ? (JSON.parse(trace) as Trace) : undefined;
  }
  const [pack, calendar] = await Promise.all([
    policies.read('complaint-pack', head.policies?.['complaint-pack']),
    policies.read('working-time', head.policies?.['working-time']),
  ]);
  return promisedTermOf({ ...head, dueAt: head.dueAt }, pack.pack, calendar.pack)?.trace;
}
