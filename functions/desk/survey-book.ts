/** The rows behind the page of a survey: the invitation, and what was answered. */
import { AnyHead } from '../../shared/contracts/items.ts';
import { type InvitationHead, SurveyAnswer, type SurveyScores } from '../../shared/contracts/survey.ts';
import { ConditionFailed } from '../../shared/faults/faults.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { outboxSignal } from '../../shared/platform/outbox.ts';
import { type Condition, holds, type Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import type { SendNow } from './ports.ts';

/** Invitations and answers, as the pages read them. */
export interface SurveyBook {
  invitation(caseId: string): Promise<InvitationHead | undefined>;
  answer(surveyId: string, answerKey: string): Promise<SurveyAnswer | undefined>;
}

/** What a post writes. */
export interface Taking {
  /** The invitation as it was read. */
  readonly head: InvitationHead;
  readonly act: 'keep' | 'submit';
  /** With `by` it is named, whatever the invitation was. */
  readonly answer: SurveyAnswer;
  readonly scores: SurveyScores;
  /** What was kept without a name before a name was given: it loses its words. */
  readonly before: SurveyAnswer | undefined;
  readonly at: string;
}

/** Takes answers. */
export interface AnswerTaker {
  /** All or nothing; false where the invitation or the answer is not as it was read any more. */
  take(taking: Taking): Promise<boolean>;
}

/** Who writes. */
export const ACTOR = 'answer-survey';

/** Over the tables of cases and answers. */
export const surveyBook = ({
  cases,
  answers,
}: {
  readonly cases: Table;
  readonly answers: Table;
}): SurveyBook => ({
  invitation: async (caseId) => {
    const head = await cases.get(AnyHead, { caseId, sk: 'HEAD' });
    return head?.kind === 'survey' ? head : undefined;
  },
  answer: (surveyId, answerKey) => answers.get(SurveyAnswer, { surveyId, answerKey }),
});

/** Over the tables that an answer changes. */
export function answerTaker(
  tables: { readonly cases: Table; readonly answers: Table; readonly outbox: Table; readonly audit: Table },
  clock: Clock,
  sendNow: SendNow,
): AnswerTaker {
  const { cases, answers, outbox, audit } = tables;
  return {
    take: async ({ head, act, answer, scores, before, at }) => {
      const { caseId } = head;
      const key = { caseId, sk: 'HEAD' };
      const submitted = act === 'submit';
      const named = answer.by !== undefined;
      const transaction = new Transaction(clock).put(answers, SurveyAnswer.parse(answer), openAnswer);
      if (before !== undefined) {
        const emptied: SurveyAnswer = { ...before, values: {} };
        transaction.put(answers, emptied, openAnswer);
      }
      if (named || submitted) {
        transaction.update(
          cases,
          key,
          {
            set: {
              participation: submitted ? 'SUBMITTED' : 'PARTIAL',
              participatedAt: at,
              ...(named && { naming: 'NAMED', scores }),
            },
            add: { moves: 1 },
          },
          openInvitation(head, at),
        );
        // Kept once more is no news: whoever has the link and the code could fill the record without end.
        if (submitted || head.participation === undefined)
          transaction.audit(audit, {
            entityId: caseId,
            actor: ACTOR,
            act: submitted ? 'survey.answered' : 'survey.kept',
            facts: { naming: named ? 'NAMED' : 'ANONYMOUS' },
          });
      } else {
        // Who has kept something without a name is nowhere: a few of them would be easy to find.
        transaction.check(cases, key, openInvitation(head, at));
      }
      if (submitted)
        transaction.outbox(outbox, outboxSignal({ caseId, signal: 'ANSWERED', outsideId: 'submitted', at }));
      try {
        await sendNow(await transaction.commit());
        return true;
      } catch (error) {
        if (error instanceof ConditionFailed) return false;
        throw error;
      }
    },
  };
}

const openAnswer: Condition = holds(
  'the answer was not submitted',
  'attribute_not_exists(#surveyId) OR #state = :partial',
  { partial: 'PARTIAL' },
);

const openInvitation = ({ naming }: InvitationHead, now: string): Condition =>
  holds(
    'the invitation is open as it was read',
    [
      '#status = :invited',
      '#naming = :naming',
      '#expiresAt > :now',
      'attribute_not_exists(#stopped)',
      'attribute_not_exists(#closedAt)',
      '(attribute_not_exists(#participation) OR #participation = :partial)',
    ].join(' AND '),
    { invited: 'INVITED', naming, now, partial: 'PARTIAL' },
  );

/** Whether answers to an invitation are taken at a moment, were taken already, or not any more. */
export function standingOf(head: InvitationHead, now: string): 'open' | 'answered' | 'over' {
  if (head.participation === 'SUBMITTED') return 'answered';
  const { status, stopped, closedAt, expiresAt } = head;
  const open =
    status === 'INVITED' &&
    stopped === undefined &&
    closedAt === undefined &&
    expiresAt !== undefined &&
    expiresAt > now;
  return open ? 'open' : 'over';
}
