/** Where an improvement stands, and how its steps answer: once, however often they are tried. */
import type { ImprovementHead } from '../../shared/contracts/improvement.ts';
import type { StepInput } from '../../shared/contracts/steps.ts';
import * as once from '../../shared/platform/answer-once.ts';
import type { Surveying } from '../../shared/policy/surveying.ts';
import type { ImprovementAdvance, ImprovementDesk } from './ports.ts';

/** Statuses in which an improvement is not over. */
export const openStatuses = [
  'OPENED',
  'PLANNED',
  'CARRIED_OUT',
  'MEASURED',
] as const satisfies readonly ImprovementHead['status'][];

/** Moves an improvement on by what a step finds, once an entry of its state; gives the answer. */
export async function answerOnce<Answer extends object>(
  desk: ImprovementDesk,
  input: StepInput,
  beginning: once.Beginning<ImprovementHead>,
  find: (head: ImprovementHead, at: string) => Promise<once.FoundAnswer<Answer, ImprovementAdvance>>,
): Promise<Answer> {
  const { answer } = await once.answerOnce<Answer, ImprovementHead, ImprovementAdvance>(
    desk,
    input,
    beginning,
    find,
  );
  return answer;
}

/** The numbers by which an improvement goes: those with which it began. */
export async function termsOf(
  { policies }: Pick<ImprovementDesk, 'policies'>,
  { policies: kept = {} }: Pick<ImprovementHead, 'policies'>,
): Promise<Surveying['improvements']> {
  const { pack } = await policies.read('surveying', kept.surveying);
  return pack.improvements;
}
