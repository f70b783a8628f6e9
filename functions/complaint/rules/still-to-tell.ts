/** Whether a letter that no mail brought is still worth telling. */
import type { CaseHead, TaskRow } from '../../../shared/contracts/items.ts';
import type { LetterTemplate } from '../../../shared/contracts/letter-by-hand.ts';

/** A letter, by the mail that was to bring it. */
export interface Untold {
  readonly template: LetterTemplate;
  /** The number under which it was sealed; the acknowledgement is made when it is printed. */
  readonly letter?: number | undefined;
}

/** What a customer is told on the way; once a case is closed, how it ended counts alone. */
const onTheWay: readonly LetterTemplate[] = ['acknowledgement', 'extension', 'facts-received', 'reopened'];

/**
 * Whether a letter is to be told: not if somebody has told it by hand, not on the way of a case that is over, and not a
 * decision that new facts have opened again.
 */
export function isStillToTell(
  { template, letter }: Untold,
  { status }: Pick<CaseHead, 'status'>,
  tasks: readonly Pick<TaskRow, 'form' | 'clock' | 'item' | 'state'>[],
): boolean {
  if (onTheWay.includes(template) && status === 'CLOSED') return false;
  if (template === 'decision' && status !== 'NOTIFIED' && status !== 'CLOSED') return false;
  const acknowledges = template === 'acknowledgement';
  return !tasks.some(
    ({ form, clock, item, state }) =>
      form === 'by-hand' &&
      state === 'DECIDED' &&
      (clock === 'acknowledge-by-hand') === acknowledges &&
      (acknowledges || (letter !== undefined && item === letter)),
  );
}
