/** Who provides what campaigns need. */

import * as z from 'zod';
import { CaseHead, TaskRow } from '../../shared/contracts/items.ts';
import { CampaignHead, InvitationHead, SurveyAnswer } from '../../shared/contracts/survey.ts';
import { clock } from '../../shared/platform/clock.ts';
import { environment, Setting, Zone } from '../../shared/platform/env.ts';
import { executionArn, startExecution } from '../../shared/platform/executions.ts';
import { invokeAsync } from '../../shared/platform/invoke.ts';
import { outboxSignal } from '../../shared/platform/outbox.ts';
import { Policies } from '../../shared/platform/policies.ts';
import { Keys } from '../../shared/platform/secrets.ts';
import { Table } from '../../shared/platform/table.ts';
import { Transaction } from '../../shared/platform/transaction.ts';
import { surveyingPolicy } from '../../shared/policy/packs.ts';
import type { Frame } from './drawing.ts';
import { campaignPolicies } from './policies.ts';
import type {
  CampaignDesk,
  DrawDesk,
  EndingDesk,
  EvaluateDesk,
  InvitationBook,
  InvitingDesk,
  ResponseDesk,
  RunCampaignDesk,
} from './ports.ts';
import { brought, type StoredHeads, storedBeginnings, storedCampaigns } from './stored-campaigns.ts';

const casesTable = (): Table => new Table(environment({ CASES_TABLE: Setting }).CASES_TABLE, 'caseId', 'sk');
const outboxTable = (): Table => new Table(environment({ OUTBOX_TABLE: Setting }).OUTBOX_TABLE, 'outboxId');

/** What every function writes campaigns with. */
function storedHeads(signal?: string): StoredHeads {
  const env = environment({ AUDIT_TABLE: Setting, DELIVER_FUNCTION: Setting });
  return {
    cases: casesTable(),
    outbox: outboxTable(),
    audit: new Table(env.AUDIT_TABLE, 'entityId', 'sk'),
    senders: { deliver: env.DELIVER_FUNCTION, ...(signal !== undefined && { signal }) },
  };
}

/** What every step needs, as the environment names it. */
function campaignWiring(register?: Table): CampaignDesk {
  const env = environment({ POLICIES_TABLE: Setting, TASKS_TABLE: Setting });
  const tasks = new Table(env.TASKS_TABLE, 'taskId');
  return {
    clock,
    cases: storedCampaigns(clock, {
      ...storedHeads(),
      tasks,
      ...(register !== undefined && { register }),
    }),
    tasks: {
      ofCase: (caseId) => tasks.behind(TaskRow, { index: 'byCase', of: ['caseId', caseId] }),
    },
    policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, campaignPolicies),
  };
}

const registerTable = (): Table =>
  new Table(environment({ REGISTER_TABLE: Setting }).REGISTER_TABLE, 'entry');

/** What a step needs that writes into the register: an incident, a report, an answer to what was said. */
export const reportingWiring = (): CampaignDesk => campaignWiring(registerTable());

/** What drawing a sample needs. */
export const drawWiring = (): DrawDesk => ({ ...campaignWiring(), frame: storedFrame() });

function storedFrame(): Frame {
  const { CUSTOMERS_TABLE } = environment({ CUSTOMERS_TABLE: Setting });
  const customers = new Table(CUSTOMERS_TABLE, 'customerId', 'sk');
  return {
    page: async (tier, after, most) => {
      const found = await customers.query(z.object({ customerId: z.string() }), {
        index: 'byTier',
        of: ['tier', tier],
        // Nothing comes between a number and the same one with one more character.
        ...(after !== undefined && { sort: { attribute: 'customerId', from: `${after}\u0000` } }),
        most,
      });
      return found.map(({ customerId }) => customerId);
    },
  };
}

/** What launching needs. */
export function invitingWiring(): InvitingDesk {
  const { OPEN_INVITATION_FUNCTION } = environment({ OPEN_INVITATION_FUNCTION: Setting });
  return {
    ...campaignWiring(),
    invitations: { open: (wish) => invokeAsync(OPEN_INVITATION_FUNCTION, wish) },
  };
}

/** What ending invitations needs. */
export function endingWiring(): EndingDesk {
  const { SIGNAL_CASE_FUNCTION: signal } = environment({ SIGNAL_CASE_FUNCTION: Setting });
  const outbox = outboxTable();
  return {
    ...campaignWiring(),
    zone: bankZone(),
    invitations: {
      ...storedInvitations(),
      end: (caseId, campaignId, at) =>
        brought(
          new Transaction(clock).outbox(
            outbox,
            outboxSignal({ caseId, signal: 'ENDED', outsideId: campaignId, at }),
          ),
          { signal },
        ),
    },
  };
}

const bankZone = (): string => environment({ BANK_ZONE: Zone }).BANK_ZONE;

function storedInvitations(): InvitationBook {
  const cases = casesTable();
  return {
    find: (caseIds) =>
      cases.getMany(
        InvitationHead,
        caseIds.map((caseId) => ({ caseId, sk: 'HEAD' })),
      ),
  };
}

/** What looking at the response needs. */
export const responseWiring = (): ResponseDesk => ({
  ...drawWiring(),
  zone: bankZone(),
  invitations: storedInvitations(),
});

/** What evaluating needs. */
export function evaluateWiring(): EvaluateDesk {
  const env = environment({ ANSWERS_TABLE: Setting, OPEN_IMPROVEMENT_FUNCTION: Setting });
  const answers = new Table(env.ANSWERS_TABLE, 'surveyId', 'answerKey');
  const cases = casesTable();
  const ofKind = <S extends z.ZodType>(Schema: S, kind: string, from: string, until: string) =>
    cases.behind(Schema, {
      index: 'byKind',
      of: ['kind', kind],
      sort: { attribute: 'openedAt', from, until },
    });
  return {
    ...reportingWiring(),
    zone: bankZone(),
    invitations: storedInvitations(),
    answers: { ofSurvey: (surveyId) => answers.query(SurveyAnswer, { of: ['surveyId', surveyId] }) },
    past: {
      campaigns: async (campaign, before, most) => {
        const all = await ofKind(CampaignHead, 'campaign', '0', before);
        return all
          .filter((head) => head.campaign === campaign && head.openedAt < before)
          .filter(({ outcome }) => outcome === 'PUBLISHED')
          .toReversed()
          .slice(0, most);
      },
      complaints: (from, until) => ofKind(CaseHead, 'complaint', from, until),
    },
    improvements: { open: (wish) => invokeAsync(env.OPEN_IMPROVEMENT_FUNCTION, wish) },
  };
}

/** What beginning a campaign needs. */
export function runCampaignWiring(): RunCampaignDesk {
  const env = environment({
    CAMPAIGN_MACHINE_ARN: Setting,
    POLICIES_TABLE: Setting,
    DRAW_KEY_SECRET: Setting,
    SIGNAL_CASE_FUNCTION: Setting,
    BANK_ZONE: Zone,
  });
  const machine = env.CAMPAIGN_MACHINE_ARN;
  const execution = (caseId: string) => ({ kind: 'campaign', caseId, round: 1 });
  const keys = new Keys(env.DRAW_KEY_SECRET, clock);
  return {
    clock,
    zone: env.BANK_ZONE,
    cases: storedBeginnings(clock, storedHeads(env.SIGNAL_CASE_FUNCTION)),
    policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, {
      surveying: surveyingPolicy,
    }),
    drawKey: () => keys.current(),
    workflow: {
      nameOf: (caseId) => executionArn(machine, execution(caseId)),
      start: (caseId) => startExecution(machine, execution(caseId)),
    },
  };
}
