/** What a holder who passes a task on has submitted: whom it is for, or what is to be mended. */
import { Pass } from '../../../shared/contracts/task-pages.ts';

/** Why a field is not accepted; a colleague and the way must fit each other. */
export type PassFlaw =
  | 'choose'
  | 'choose-colleague'
  | 'leave-colleague'
  | 'not-free'
  | 'nobody-else'
  | 'too-short'
  | 'too-long';

/** Flaws by field. */
export type PassFlaws = Readonly<Partial<Record<'way' | 'to' | 'reason', PassFlaw>>>;

/** The passing in a submission, or the flaws of its fields. */
export function passIn(
  submitted: Readonly<Record<string, string | undefined>>,
): { readonly pass: Pass } | { readonly flaws: PassFlaws } {
  const { way, to = '', reason = '' } = submitted;
  const parsed = Pass.safeParse({ way, to, reason: reason.toWellFormed().replace(/\r\n?/g, '\n') });
  const flaws: { way?: PassFlaw; to?: PassFlaw; reason?: PassFlaw } = {};
  for (const { path, code } of parsed.error?.issues ?? []) {
    if (path[0] === 'way') flaws.way ??= 'choose';
    else if (path[0] === 'to') flaws.to ??= 'choose-colleague';
    else flaws.reason ??= code === 'too_big' ? 'too-long' : 'too-short';
  }
  if (way === 'REASSIGN' && to === '') flaws.to = 'choose-colleague';
  if (way === 'HAND_BACK' && to !== '') flaws.to = 'leave-colleague';
  return parsed.success && Object.keys(flaws).length === 0 ? { pass: parsed.data } : { flaws };
}
