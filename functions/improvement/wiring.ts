/** Who provides what improvements need. */
import * as z from 'zod';
import { AlertHead } from '../../shared/contracts/churn.ts';
import { MeasuredFigure } from '../../shared/contracts/improvement.ts';
import { CaseHead, CustomerProfile, TaskRow } from '../../shared/contracts/items.ts';
import { CampaignHead, Dimension, InvitationHead, SurveyReportRow } from '../../shared/contracts/survey.ts';
import { ConditionFailed } from '../../shared/faults/faults.ts';
import { clock } from '../../shared/platform/clock.ts';
import { environment, Setting, Zone } from '../../shared/platform/env.ts';
import { executionArn, startExecution } from '../../shared/platform/executions.ts';
import { outboxSignal, sendNow } from '../../shared/platform/outbox.ts';
import { Policies } from '../../shared/platform/policies.ts';
import { Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import {
  escalationPolicy,
  serviceMapPolicy,
  surveyingPolicy,
  workingTimePolicy,
} from '../../shared/policy/packs.ts';
import { daysLater } from './figures.ts';
import type { DriverFigure, FigureBook, ImprovementDesk, MeasureDesk, OpenDesk, TellDesk } from './ports.ts';
import { lastAbout, type Stored, storedImprovements } from './stored-improvements.ts';

/** What the steps of an improvement read, and the desk for its tasks. */
const improvementPolicies = {
  'service-map': serviceMapPolicy,
  'working-time': workingTimePolicy,
  escalation: escalationPolicy,
  surveying: surveyingPolicy,
} as const;

/** Their names. */
export const improvementPolicyNames = /* @__PURE__ */ Object.keys(
  improvementPolicies,
) as (keyof typeof improvementPolicies)[];

const casesTable = (): Table => new Table(environment({ CASES_TABLE: Setting }).CASES_TABLE, 'caseId', 'sk');
const registerTable = (): Table =>
  new Table(environment({ REGISTER_TABLE: Setting }).REGISTER_TABLE, 'entry');

function stored(): Stored {
  const env = environment({ OUTBOX_TABLE: Setting, AUDIT_TABLE: Setting, DELIVER_FUNCTION: Setting });
  return {
    cases: casesTable(),
    register: registerTable(),
    outbox: new Table(env.OUTBOX_TABLE, 'outboxId'),
    audit: new Table(env.AUDIT_TABLE, 'entityId', 'sk'),
    senders: { deliver: env.DELIVER_FUNCTION },
  };
}

/** What opening one needs. */
export function openWiring(): OpenDesk {
  const { IMPROVEMENT_MACHINE_ARN: machine } = environment({ IMPROVEMENT_MACHINE_ARN: Setting });
  const execution = (caseId: string) => ({ kind: 'improvement', caseId, round: 1 });
  return {
    clock,
    improvements: storedImprovements(clock, stored()),
    workflow: {
      nameOf: (caseId) => executionArn(machine, execution(caseId)),
      start: (caseId) => startExecution(machine, execution(caseId)),
    },
  };
}

/** What every step needs, as the environment names it. */
export function improvementWiring(): ImprovementDesk {
  const env = environment({ TASKS_TABLE: Setting, POLICIES_TABLE: Setting, BANK_ZONE: Zone });
  const tasks = new Table(env.TASKS_TABLE, 'taskId');
  return {
    clock,
    zone: env.BANK_ZONE,
    cases: storedImprovements(clock, { ...stored(), tasks }),
    tasks: { ofCase: (caseId) => tasks.behind(TaskRow, { index: 'byCase', of: ['caseId', caseId] }) },
    policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, improvementPolicies),
  };
}

/** What a step needs that counts. */
export function measureWiring(): MeasureDesk {
  const { CUSTOMERS_TABLE } = environment({ CUSTOMERS_TABLE: Setting });
  return {
    ...improvementWiring(),
    figures: storedFigures(casesTable(), registerTable(), new Table(CUSTOMERS_TABLE, 'customerId', 'sk')),
  };
}

/** What of a report of a campaign an improvement is measured by; the rest is for readers. */
const Report = z.object({
  from: z.string(),
  until: z.string(),
  questions: z.array(
    z.object({
      dimension: Dimension,
      kind: z.string(),
      trendKey: z.string(),
      figure: z.discriminatedUnion('shown', [
        z.object({ shown: z.literal(false) }),
        z.object({
          shown: z.literal(true),
          value: z.object({ value: z.number(), error: z.number(), effective: z.number() }),
        }),
      ]),
    }),
  ),
});

/** Days that an invitation can be open for: who answers on a day was asked so many days before at most. */
const LONGEST_INVITATION_DAYS = 60;

const storedFigures = (cases: Table, register: Table, customers: Table): FigureBook => {
  /** Heads of a kind, from when they were opened on. */
  const ofKind = <S extends z.ZodType>(Schema: S, kind: string, from: string, until: string) =>
    cases.behind(Schema, {
      index: 'byKind',
      of: ['kind', kind],
      sort: { attribute: 'openedAt', from, until },
    });
  return {
    ofDriver: async (campaignId, driver) => {
      const row = await register.get(SurveyReportRow, { entry: `survey#${campaignId}` });
      if (row === undefined) return undefined;
      return figureOf(Report.parse(JSON.parse(row.report)), driver);
    },
    campaignAfter: async (campaign, after) => {
      const heads = await ofKind(CampaignHead, 'campaign', after, LAST);
      return heads.findLast(
        (head) =>
          head.campaign === campaign && head.outcome === 'PUBLISHED' && (head.launchedAt ?? '') > after,
      )?.caseId;
    },
    complaints: async ({ business, cause, branch }, from, until) => {
      const heads = (await ofKind(CaseHead, 'complaint', from, until)).filter(
        (head) => head.openedAt < until && head.business === business && head.cause === cause,
      );
      const profiles = await customers.getMany(
        CustomerProfile,
        heads.map(({ customerId }) => ({ customerId, sk: 'PROFILE' })),
      );
      return profiles.filter((profile) => profile.branch === branch).length;
    },
    leavers: async (reason, from, until) => {
      const since = daysLater(from, -LONGEST_INVITATION_DAYS);
      return (await ofKind(InvitationHead, 'survey', since, until)).filter(
        ({ scores, participatedAt = '' }) =>
          scores?.reason === reason && participatedAt >= from && participatedAt < until,
      ).length;
    },
    alerts: async (cause, from, until) =>
      (await ofKind(AlertHead, 'alert', from, until)).filter(
        (head) => head.openedAt < until && head.cause === cause,
      ).length,
  };
};

/** Behind every moment. */
const LAST = '9999';

function figureOf(
  { from, until, questions }: z.infer<typeof Report>,
  driver: string,
): DriverFigure | undefined {
  const question = questions.find(({ dimension, kind }) => dimension === driver && kind === 'RATING');
  if (question === undefined || !question.figure.shown) return undefined;
  const { value, error, effective: n } = question.figure.value;
  return {
    figure: MeasuredFigure.parse({ what: 'MEAN', value, n, error, from, until }),
    trendKey: question.trendKey,
  };
}

/** What telling improvements of a new report needs. */
export function tellWiring(): TellDesk {
  const env = environment({ OUTBOX_TABLE: Setting, SIGNAL_CASE_FUNCTION: Setting });
  const [cases, register] = [casesTable(), registerTable()];
  const outbox = new Table(env.OUTBOX_TABLE, 'outboxId');
  return {
    clock,
    campaigns: {
      nameOf: async (caseId) => (await cases.get(CampaignHead, { caseId, sk: 'HEAD' }))?.campaign,
    },
    improvements: {
      about: (key) => lastAbout(register, key),
      tell: async (caseId, campaignId, at) => {
        const signal = outboxSignal({ caseId, signal: 'MEASURED', outsideId: campaignId, at });
        try {
          await sendNow(await new Transaction(clock).outbox(outbox, signal).commit(), {
            signal: env.SIGNAL_CASE_FUNCTION,
          });
        } catch (error) {
          // The same campaign, heard of again: its signal is on its way, or was heard.
          if (!(error instanceof ConditionFailed)) throw error;
        }
      },
    },
  };
}
