/** What answering what customers said needs of the world. */
import type { CaseLetter } from '../../shared/contracts/complaint.ts';
import type {
  FeedbackHead,
  FeedbackRow,
  FeedbackVoice,
  ImprovementWish,
} from '../../shared/contracts/improvement.ts';
import type { CaseSignal, CustomerProfile, OutboxRow, TaskRow } from '../../shared/contracts/items.ts';
import type { AnsweringBook } from '../../shared/platform/answer-once.ts';
import type { AnswerBook } from '../../shared/platform/answers.ts';
import type { Deed } from '../../shared/platform/audit.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { Policies } from '../../shared/platform/policies.ts';

/** A step of an answer: what becomes of its head, what is written beside it, what is recorded, and what is sent. */
export interface FeedbackAdvance {
  readonly status: FeedbackHead['status'];
  readonly set: Partial<
    Omit<FeedbackHead, 'caseId' | 'sk' | 'v' | 'kind' | 'status' | 'openShard' | 'moves'>
  >;
  /** The answer, as it goes to the customer. */
  readonly letter?: CaseLetter;
  /** The answer, as it is kept beside what was said. */
  readonly reply?: string;
  /** How it was answered, as the register says from now on. */
  readonly answered?: Required<Pick<FeedbackRow, 'answered' | 'answeredTo' | 'answeredAt'>> &
    Pick<FeedbackRow, 'improvement'>;
  /** Waits that are over: there are none in this story. */
  readonly over?: readonly TaskRow[];
  readonly handled?: readonly CaseSignal[];
  readonly deed: Omit<Deed, 'entityId'>;
  readonly outbox: readonly OutboxRow[];
}

/** What was said, and how far its answer is. */
export interface FeedbackBook extends AnsweringBook<FeedbackHead, FeedbackAdvance> {
  /** Number of the last letter that was sealed; 0 before there is one. */
  lastLetter(caseId: string): Promise<number>;
  /** Writes what was said, with its entry in the register; false where it is there already. */
  open(
    head: FeedbackHead,
    its: { readonly voice: FeedbackVoice; readonly row: FeedbackRow; readonly outbox: readonly OutboxRow[] },
  ): Promise<boolean>;
}

/** Executions of the story. */
export interface Executions {
  nameOf(caseId: string): string;
  /** Starts the execution of a case; one that was started before is as good. */
  start(caseId: string): Promise<void>;
}

/** What taking in what somebody said needs. */
export interface OpenFeedbackDesk {
  readonly clock: Clock;
  readonly cases: Pick<FeedbackBook, 'find' | 'open'>;
  readonly executions: Executions;
}

/** What every step needs. */
export interface FeedbackDesk {
  readonly clock: Clock;
  readonly cases: FeedbackBook;
  readonly customers: { find(customerId: string): Promise<CustomerProfile | undefined> };
  readonly tasks: AnswerBook;
  readonly policies: Pick<Policies, 'inForce'>;
}

/** What sending an answer needs: something may be improved for it. */
export interface SendReplyDesk extends FeedbackDesk {
  readonly improvements: { open(wish: ImprovementWish): Promise<void> };
}
