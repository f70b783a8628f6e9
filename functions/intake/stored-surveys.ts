/** Wishes of the bank to have customers asked, over the table of intake. */
import { IntakeAccepted } from '../../shared/contracts/items.ts';
import type { InvitationWish } from '../../shared/contracts/survey.ts';
import { ConditionFailed } from '../../shared/faults/faults.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { invitationIdOf } from '../../shared/platform/ids.ts';
import type { Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import { dayIn } from '../../shared/policy/days.ts';
import type { SurveyBook } from './ports.ts';
import type { SoundSurvey } from './rules/judge.ts';

/** The same thing is asked about once, whoever asks for it: its row stands beside that of the message. */
const aboutKey = ({ survey, about, customerId }: SoundSurvey['detail']): string =>
  `asked#${survey}#${about}#${customerId}`;

/** Wishes over the table of intake; `ask` has a customer asked, once for a wish. */
export const storedSurveys = (
  { intake, zone }: { readonly intake: Table; readonly zone: string },
  clock: Clock,
  ask: (wish: InvitationWish) => Promise<void>,
): SurveyBook => {
  const known = async (wish: SoundSurvey, businessKey: string): Promise<IntakeAccepted | undefined> =>
    (await intake.get(IntakeAccepted, { businessKey })) ??
    (await intake.get(IntakeAccepted, { businessKey: aboutKey(wish.detail) }));
  return {
    take: async (wish, { businessKey, receivedAt }) => {
      const { customerId, survey, about } = wish.detail;
      const caseId = invitationIdOf('BANK', about, survey, customerId, dayIn(receivedAt, zone));
      const row: IntakeAccepted = {
        businessKey,
        v: 1,
        state: 'ACCEPTED',
        caseId,
        eventId: wish.eventId,
        receivedAt,
      };
      const before = await known(wish, businessKey);
      const kept =
        before ?? ((await written(clock, intake, row, wish)) ? row : await known(wish, businessKey));
      const first = kept ?? row;
      await ask(wishOf(wish.detail, first.receivedAt));
      return { way: first === row ? 'ACCEPTED' : 'DUPLICATE', caseId: first.caseId };
    },
  };
};

async function written(
  clock: Clock,
  intake: Table,
  row: IntakeAccepted,
  wish: SoundSurvey,
): Promise<boolean> {
  try {
    await new Transaction(clock)
      .putNew(intake, row, 'the business key is new')
      .putNew(intake, { ...row, businessKey: aboutKey(wish.detail) }, 'nobody was asked about it')
      .commit();
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
}

/** The wish as whoever opens invitations takes it: the same for the same row. */
const wishOf = (
  { customerId, survey, about, ratedId }: SoundSurvey['detail'],
  askAt: string,
): InvitationWish => ({
  v: 1,
  customerId,
  definition: survey,
  naming: 'NAMED',
  cause: 'BANK',
  causeId: about,
  askAt,
  ...(ratedId !== undefined && { ratedId }),
});
