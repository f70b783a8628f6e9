/** The law by which a case reckons, who must not act on it, and the watch over its clock. */
import type { CaseClock } from '../../shared/contracts/complaint.ts';
import type { CaseHead, CustomerProfile } from '../../shared/contracts/items.ts';
import { CaseUnknown, StoryIncomplete } from '../../shared/faults/faults.ts';
import type { ComplaintPack } from '../../shared/policy/complaint-pack.ts';
import { receiptOf, termOf, wakeAtsOf } from '../../shared/policy/term.ts';
import type { WorkingTime } from '../../shared/policy/working-time.ts';
import type { CaseBook, ClockDesk, ComplaintDesk, StaffBook } from './ports.ts';
import type { Sheet } from './rules/letter.ts';

/** The law of a case, and the calendar of the bank. */
export interface Law {
  readonly pack: ComplaintPack;
  readonly calendar: WorkingTime;
}

/** The law in the versions that a case keeps; those in force where it keeps none yet. */
export async function lawOf(
  { policies }: Pick<ComplaintDesk, 'policies'>,
  versions: CaseHead['policies'] = {},
): Promise<Law> {
  const [law, calendar] = await Promise.all([
    policies.read('complaint-pack', versions['complaint-pack']),
    policies.read('working-time', versions['working-time']),
  ]);
  return { pack: law.pack, calendar: calendar.pack };
}

/** What the customer said when the case began. */
export async function noteOf({ cases }: { readonly cases: Pick<CaseBook, 'note'> }, caseId: string) {
  const note = await cases.note(caseId);
  if (note === undefined) throw new CaseUnknown(caseId);
  return note;
}

/** Steps up from whom a complaint is about; no bank has more of them, and superiors that go in a circle end here. */
const MOST_SUPERIORS = 8;

/**
 * Whom the complaint is about, by the customer's word and by triage, and whoever stands above them up to the top: none of
 * them acts on the case (CN-2020, recusal).
 */
export async function recusedBy(
  { staff }: { readonly staff: Pick<StaffBook, 'find'> },
  ...respondents: readonly { readonly respondentId?: string | undefined }[]
): Promise<string[]> {
  const recused = new Set<string>();
  for (const { respondentId } of respondents) {
    let next = respondentId;
    for (let step = 0; step <= MOST_SUPERIORS && next !== undefined && !recused.has(next); step++) {
      recused.add(next);
      next = (await staff.find(next))?.superiorId;
    }
  }
  return [...recused];
}

/** The same, and whoever handled, proposed or approved in a round of the case that is over: another one looks at it anew. */
export const recusedIn = async (
  desk: { readonly staff: Pick<StaffBook, 'find'> },
  head: Pick<CaseHead, 'respondentId' | 'formerIds'>,
  ...respondents: readonly { readonly respondentId?: string | undefined }[]
): Promise<string[]> => [
  ...new Set([...(await recusedBy(desk, ...respondents, head)), ...(head.formerIds ?? [])]),
];

/** A version of the statutory term. */
export function clockOf(
  caseId: string,
  given: Pick<CaseClock, 'number' | 'startsAt' | 'extensions' | 'why' | 'setAt'> &
    Partial<Pick<CaseClock, 'approvedBy' | 'causeId'>>,
  { pack, calendar }: Law,
): CaseClock {
  const { number, startsAt, extensions, why } = given;
  const by = why === 'extension' ? 'receipt' : why;
  const { dueAt, trace } = termOf({ startsAt, extensions, by }, pack, calendar);
  const sk = `CLOCK#${String(number).padStart(4, '0')}`;
  return { caseId, sk, v: 1, ...given, dueAt, trace: JSON.stringify(trace) };
}

/** Has the clock that counts watched, however often it is asked for; the watch of a case that is over ends by itself. */
export async function watchClock(
  { cases, watch }: Pick<ClockDesk, 'cases' | 'watch'>,
  caseId: string,
  { pack }: Law,
): Promise<CaseClock> {
  const clock = await cases.clock(caseId);
  if (clock === undefined)
    throw new StoryIncomplete(caseId, [{ field: 'CLOCK', expected: 'a clock as Set clocks writes it' }]);
  // From the row alone, so that a retry asks for the same.
  const wakeAts = wakeAtsOf(clock.dueAt, pack, clock.setAt);
  await watch.start({ v: 1, caseId, clock: clock.number, wakeAts });
  return clock;
}

/** What a letter to the customer begins from: in the language in which they wrote, or else in their own. */
export async function sheetOf(
  desk: Pick<ComplaintDesk, 'cases'>,
  { caseId, openedAt }: CaseHead,
  customer: CustomerProfile,
  pack: ComplaintPack,
  at: string,
): Promise<Sheet> {
  const note = await desk.cases.note(caseId);
  // A takeover may end a case of which not even the note can be read.
  const receivedAt = receiptOf({ submittedAt: note?.submittedAt ?? openedAt, openedAt });
  return { caseId, language: note?.language ?? customer.language, receivedAt, at, pack };
}
