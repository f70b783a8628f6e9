/** What improvements need of the world. */
import type {
  ImprovementHead,
  ImprovementRow,
  ImprovingRow,
  MeasuredFigure,
} from '../../shared/contracts/improvement.ts';
import type { OutboxRow, TaskRow } from '../../shared/contracts/items.ts';
import type { AnsweredAdvance, AnsweringBook } from '../../shared/platform/answer-once.ts';
import type { Deed } from '../../shared/platform/audit.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { Policies } from '../../shared/platform/policies.ts';
import type { ClusterOf } from './rules/about.ts';

type CaseDeed = Omit<Deed, 'entityId'>;

/** How an improvement moves on, all or nothing. */
export interface ImprovementAdvance extends AnsweredAdvance<ImprovementHead> {
  /** What changes of its entry in the register; one that is closed lets go of its key as well. */
  readonly row?: Partial<ImprovementRow>;
  readonly deed: CaseDeed;
  readonly outbox: readonly OutboxRow[];
}

/** Improvements, as cases and in the register. */
export interface ImprovementBook extends AnsweringBook<ImprovementHead, ImprovementAdvance> {
  /** The last improvement about this, and whether it is open. */
  about(key: string): Promise<ImprovingRow | undefined>;
  /** Opens one; false where another about the same is open, or this one was opened before. */
  open(opening: {
    readonly head: ImprovementHead;
    readonly row: ImprovementRow;
    readonly deed: CaseDeed;
    readonly outbox: readonly OutboxRow[];
  }): Promise<boolean>;
  /** Adds cases to one that is open; false if it has moved since it was read. */
  link(head: ImprovementHead, linked: readonly string[], deed: CaseDeed): Promise<boolean>;
}

/** What opening one needs. */
export interface OpenDesk {
  readonly clock: Clock;
  readonly improvements: ImprovementBook;
  readonly workflow: { nameOf(caseId: string): string; start(caseId: string): Promise<void> };
}

/** What every step needs. */
export interface ImprovementDesk {
  readonly clock: Clock;
  /** IANA zone in which a planned day ends. */
  readonly zone: string;
  readonly cases: ImprovementBook;
  readonly tasks: { ofCase(caseId: string): Promise<TaskRow[]> };
  readonly policies: Pick<Policies, 'read' | 'inForce'>;
}

/** A figure of a driver in one campaign. */
export interface DriverFigure {
  readonly figure: MeasuredFigure;
  /** The same for the same words on the same scale. */
  readonly trendKey: string;
}

/** What happened, as figures of before and after. */
export interface FigureBook {
  /** What a campaign found of a driver; undefined where it has no report, or too few answers. */
  ofDriver(campaignId: string, driver: string): Promise<DriverFigure | undefined>;
  /** The latest published campaign of this name that began to ask after a moment. */
  campaignAfter(campaign: string, after: string): Promise<string | undefined>;
  /** Complaints of this classification whose customers belong to a branch, by when they were received, the end excluded. */
  complaints(of: ClusterOf, from: string, until: string): Promise<number>;
  /** Customers who said when they left that it was for this reason, by when they said it, the end excluded. */
  leavers(reason: string, from: string, until: string): Promise<number>;
  /** Alerts whose customers think of leaving for this cause, by when they were raised, the end excluded. */
  alerts(cause: string, from: string, until: string): Promise<number>;
}

/** What a step needs that counts. */
export interface MeasureDesk extends ImprovementDesk {
  readonly figures: FigureBook;
}

/** What telling improvements of a new report needs. */
export interface TellDesk {
  readonly clock: Clock;
  readonly campaigns: {
    /** Name of a campaign; undefined where there is none of that number. */
    nameOf(campaignId: string): Promise<string | undefined>;
  };
  readonly improvements: {
    about(key: string): Promise<ImprovingRow | undefined>;
    /** Tells an improvement that there is something to measure it by, once a campaign. */
    tell(caseId: string, campaignId: string, at: string): Promise<void>;
  };
}
