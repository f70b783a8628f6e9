/** What a campaign is evaluated from, and what its report holds: numbers and codes, no names and no words of customers. */
import type { Tier } from '../../../shared/contracts/codes.ts';
import type { MeasuredFigure } from '../../../shared/contracts/improvement.ts';
import type {
  Dimension,
  Driver,
  InvitationHead,
  Naming,
  Stratum,
  SurveyAnswer,
  SurveyDefinition,
} from '../../../shared/contracts/survey.ts';
import type { Estimate } from '../../../shared/policy/proportions.ts';
import type { Surveying } from '../../../shared/policy/surveying.ts';

/** What a report needs to know of an invitation. */
export type Asked = Pick<
  InvitationHead,
  | 'caseId'
  | 'customerId'
  | 'tier'
  | 'stage'
  | 'branch'
  | 'managerId'
  | 'invitedAt'
  | 'participation'
  | 'band'
  | 'recovery'
>;

/** One wave of a campaign: whom it asked, and what they answered. */
export interface Wave {
  /** Every invitation of it; one without `invitedAt` asked nobody. */
  readonly invitations: readonly Asked[];
  readonly answers: readonly SurveyAnswer[];
}

/** What a campaign is evaluated from. */
export interface Evaluated extends Wave {
  readonly caseId: string;
  /** Name of the campaign, e.g. `relationship`. */
  readonly campaign: string;
  readonly naming: Naming;
  readonly definition: SurveyDefinition;
  /** Version of the policy `surveys` that was asked by. */
  readonly version: number;
  /** When the first were asked, and when it ended. */
  readonly from: string;
  readonly until: string;
  readonly strata: Readonly<Record<Tier, Stratum>>;
  /** Reports of earlier waves of the same campaign, oldest first. */
  readonly before: readonly SurveyResults[];
  /** The wave before, of a named campaign: shows what became of those who were not satisfied. */
  readonly last?: Wave | undefined;
  /** Complaints that were received between the ends, by whose they are: the complaint rate of managers (R280). */
  readonly complaints?: readonly { readonly customerId: string }[] | undefined;
}

/** Numbers of the policy `surveying` that decide what is shown. */
export type Showing = Pick<Surveying, 'leastInGroup' | 'leastAnswers' | 'low' | 'high' | 'weakBelow'>;

/** A figure, or that there were too few to draw one from, or that it would give away a group that is too small. */
export type Shown<Value> =
  | { readonly shown: true; readonly of: number; readonly value: Value }
  | { readonly shown: false };

/** A mean with its 95 % interval, its standard error, and how many unweighted answers it is worth. */
export interface Mean extends Estimate {
  readonly error: number;
  readonly effective: number;
}

/** A figure of an earlier wave and of this one; a line breaks where the wording or the scale has changed. */
export interface TrendPoint {
  readonly caseId: string;
  readonly until: string;
  readonly estimate: Estimate;
  /** Whether it asked the same words on the same scale as the point before. */
  readonly comparable: boolean;
}

/** What one question found; an open text only how many wrote one. */
export interface QuestionResult {
  readonly id: string;
  readonly dimension: Dimension;
  readonly kind: SurveyDefinition['questions'][number]['kind'];
  /** The same for the same words on the same scale. */
  readonly trendKey: string;
  readonly answered: number;
  /** Answers by code or number, unweighted, in the order of the scale. */
  readonly distribution: Shown<readonly { readonly code: string; readonly count: number }[]>;
  /** Of ratings the mean, of a recommendation the NPS (-100 to 100), of yes or no the share of YES. */
  readonly figure: Shown<Mean>;
  readonly trend: readonly TrendPoint[];
  /** The figure less that of the wave before, where both asked the same. */
  readonly change?: Estimate | undefined;
}

/** A group of customers and how satisfied it is. */
export interface GroupResult {
  readonly key: string;
  readonly satisfaction: Shown<{ readonly mean: Mean; readonly satisfied: Estimate }>;
  /** Of managers: of the customers asked, those who complained in the time (R280). */
  readonly complaintRate?: Shown<Estimate> | undefined;
}

/** What drives satisfaction, and how well the bank does in it. */
export interface DriverResult {
  readonly driver: Driver;
  readonly mean: Shown<Mean>;
  /** Correlation with the overall rating, by Fisher’s interval. */
  readonly importance: Shown<Estimate>;
  /** Whether even the upper end of its interval is below the policy’s mark. */
  readonly weak: boolean;
}

/** How those who answered differ from those who were asked: counts by what the bank knows of both. */
export interface BiasResult {
  readonly profile: 'tier' | 'stage';
  readonly groups: readonly { readonly key: string; readonly asked: number; readonly answered: number }[];
}

/** What a campaign found; stored and published as JSON. */
export interface SurveyResults {
  readonly v: 1;
  readonly caseId: string;
  readonly campaign: string;
  readonly naming: Naming;
  readonly definition: string;
  readonly version: number;
  readonly from: string;
  readonly until: string;
  readonly strata: Readonly<Record<Tier, Stratum>>;
  /** Customers who were invited, and who answered; partial answers count where they hold a score. */
  readonly asked: number;
  readonly answered: number;
  readonly partial: number;
  /** Whether that are enough to publish anything. */
  readonly enough: boolean;
  readonly response: {
    readonly all: Shown<Estimate>;
    readonly byTier: Readonly<Record<Tier, Shown<Estimate>>>;
  };
  /** How answers were weighted: of a named survey by tier and stage to all customers; an anonymous one is not. */
  readonly weighting: {
    readonly kind: 'TIER_AND_STAGE' | 'NONE';
    /** Least and greatest weight, where 1 is the average. */
    readonly least: number;
    readonly most: number;
    /** Kish’s effective number of answers. */
    readonly effective: number;
  };
  /** The share of satisfied customers, the mean of ratings, NPS and ease. */
  readonly measures: {
    readonly satisfied: Shown<Estimate>;
    readonly csat: Shown<Mean>;
    readonly nps: Shown<Mean>;
    readonly ces: Shown<Mean>;
  };
  readonly questions: readonly QuestionResult[];
  /** Absent of an anonymous survey: its answers know no group. */
  readonly groups?:
    | {
        readonly tier: readonly GroupResult[];
        readonly branch: readonly GroupResult[];
        readonly manager: readonly GroupResult[];
      }
    | undefined;
  readonly drivers: readonly DriverResult[];
  readonly bias: readonly BiasResult[];
  /** Weighted less unweighted mean rating: what asking alone would have got wrong. */
  readonly biasOfMean?: number | undefined;
  /** Telephone less web, mean rating. */
  readonly mode: {
    readonly web: number;
    readonly phone: number;
    readonly difference: Shown<Estimate>;
  };
  /** Change of the rating of unsatisfied customers whose trouble was seen to, less that of those left alone. */
  readonly recovery?: Shown<Estimate> | undefined;
}

/** A weak driver as an improvement begins with it. */
export interface WeakDriver {
  readonly driver: Driver;
  readonly before: MeasuredFigure;
}
