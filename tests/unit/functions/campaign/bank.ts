/** A small bank in which campaigns are held: its customers, and what invitations and their workflow would have done. */

import type { Tier } from '../../../../shared/contracts/codes.ts';
import {
  CampaignHead,
  CampaignMember,
  type InvitationHead,
  type SurveyAnswer,
} from '../../../../shared/contracts/survey.ts';
import { campaignIdOf } from '../../../../shared/platform/ids.ts';
import { smallAws } from '../../shared/platform/small-aws.ts';

type Fields = Record<string, unknown>;

/** Thursday, 15 January 2026, 9:00 in Shanghai: the day of the survey of the relationship. */
export const MORNING = '2026-01-15T01:00:00.000Z';

/** The campaign of that day. */
export const CASE = campaignIdOf('relationship', '2026-01-15');

/** Half of it, and its end, where it was launched in the morning. */
export const HALF = '2026-01-29T01:00:00.000Z';
export const END = '2026-02-12T01:00:00.000Z';

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:SurveyCampaign';

/** Execution of a campaign. */
export const executionOf = (caseId: string): string =>
  `${MACHINE.replace(':stateMachine:', ':execution:')}:campaign-${caseId}-r1`;

/** What a state sends to its function. */
export const input = (
  step: string,
  more: Fields = {},
  { caseId = CASE, entered = MORNING, emits = [] as string[] } = {},
) => ({
  v: 1,
  step,
  execution: executionOf(caseId),
  entered,
  case: { v: 1, caseId, round: 1, ...more },
  emits,
});

/** Opens the bank; nobody is its customer yet. */
export async function surveyedBank() {
  const aws = await smallAws();
  process.env.DRAW_KEY_SECRET = 'Steward/DrawKey';
  // Only now: what they are wired with is read when they are loaded.
  const { runCampaign } = await import('../../../../functions/campaign/run-campaign.ts');
  const { runCampaignWiring } = await import('../../../../functions/campaign/wiring.ts');
  const { invitationOf } = await import('../../../../functions/campaign/invited.ts');
  const { handler: lint } = await import('../../../../functions/campaign/lint-survey.ts');
  const { handler: draw } = await import('../../../../functions/campaign/draw-sample.ts');
  const { handler: invite } = await import('../../../../functions/campaign/invite-members.ts');
  const { handler: weigh } = await import('../../../../functions/campaign/weigh-response.ts');
  const { handler: endInvitations } = await import('../../../../functions/campaign/end-invitations.ts');
  const { handler: evaluate } = await import('../../../../functions/campaign/evaluate-campaign.ts');
  const { handler: voices } = await import('../../../../functions/campaign/answer-voices.ts');
  const { handler: close } = await import('../../../../functions/campaign/close-campaign.ts');
  const run = runCampaign({
    ...runCampaignWiring(),
    drawKey: async () => ({ kid: 'k1', value: 'a key of the bank' }),
  });
  const bank = {
    aws,
    run,
    lint,
    draw,
    invite,
    weigh,
    endInvitations,
    evaluate,
    voices,
    close,
    /** So many customers of a tier, in the order of their numbers or backwards. */
    async customers(tier: Tier, count: number, backwards = false): Promise<void> {
      for (let at = 0; at < count; at++) {
        const number = backwards ? count - 1 - at : at;
        await aws.put('Customers', {
          customerId: `${tier}-${number}`,
          sk: 'PROFILE',
          v: 1,
          name: 'CANARY',
          language: 'zh-CN',
          type: 'personal',
          tier,
          stage: 'mature',
          riskClass: 'compliant',
          branch: `B${number % 3}`,
          zone: 'Asia/Shanghai',
        });
      }
    },
    async head(caseId = CASE): Promise<CampaignHead> {
      const rows = await aws.items('Cases');
      return CampaignHead.parse(rows.find((row) => row.caseId === caseId && row.sk === 'HEAD'));
    },
    async members(caseId = CASE): Promise<CampaignMember[]> {
      const rows = await aws.items('Cases');
      return rows
        .filter((row) => row.caseId === caseId && String(row.sk).startsWith('MEMBER#'))
        .map((row) => CampaignMember.parse(row))
        .toSorted((a, b) => (a.sk < b.sk ? -1 : 1));
    },
    /** What other functions were invoked with. */
    asked: (functionName: string): Fields[] =>
      aws.invocations
        .filter((one) => one.functionName === functionName)
        .map(({ payload }) => payload as Fields),
    async deeds(act: string): Promise<Fields[]> {
      return (await aws.items('Audit')).filter((row) => row.act === act);
    },
    async events(name: string): Promise<Fields[]> {
      const rows = await aws.items('Outbox');
      return rows.filter((row) => row.name === name).map(({ detail }) => detail as Fields);
    },
    async signals(): Promise<Fields[]> {
      return (await aws.items('Outbox')).filter(({ kind }) => kind === 'signal');
    },
    /** Writes the invitation of somebody who was asked, as its own workflow would have. */
    async invitation(
      head: Pick<InvitationHead, 'caseId' | 'customerId'> & Partial<InvitationHead>,
    ): Promise<void> {
      await aws.put('Cases', {
        sk: 'HEAD',
        v: 1,
        kind: 'survey',
        status: 'INVITED',
        surveyId: CASE,
        definition: 'relationship',
        version: 1,
        about: 'relationship',
        naming: 'NAMED',
        cause: 'CAMPAIGN',
        causeId: CASE,
        askAt: MORNING,
        invitedAt: MORNING,
        round: 1,
        openedAt: MORNING,
        execution: 'x',
        ...head,
      } satisfies InvitationHead);
    },
    async answer(answer: Pick<SurveyAnswer, 'answerKey' | 'values'> & Partial<SurveyAnswer>): Promise<void> {
      await aws.put('Answers', {
        surveyId: CASE,
        v: 1,
        state: 'SUBMITTED',
        definition: 'relationship',
        version: 1,
        mode: 'WEB',
        ...answer,
      } satisfies SurveyAnswer);
    },
    /** Has a task of the campaign answered by somebody. */
    async decided(form: string, answer: Fields, item?: number): Promise<void> {
      await aws.put('Tasks', {
        taskId: `T-${form}-${item ?? 0}`,
        v: 1,
        caseId: CASE,
        step: 'Answer voices',
        form,
        clock: form,
        state: 'DECIDED',
        holder: 'staff',
        assigneeId: 'S1',
        level: 1,
        generation: 1,
        why: [],
        heldBy: [],
        createdAt: MORNING,
        dueAt: MORNING,
        assignedAt: MORNING,
        checkpointAt: MORNING,
        remindersSent: 0,
        rounds: 0,
        linkExpiry: 0,
        codeNumber: 1,
        wrongCodes: 0,
        execution: executionOf(CASE),
        policies: {},
        decidedAt: MORNING,
        decidedBy: 'S1',
        answer: JSON.stringify(answer),
        ...(item !== undefined && { item }),
      });
    },
  };

  /** A campaign that has been drawn from a bank of these customers. */
  async function drawnFrom(vip: number, potential: number, mass: number, backwards = false): Promise<Fields> {
    await bank.customers('vip', vip, backwards);
    await bank.customers('potential', potential, backwards);
    await bank.customers('mass', mass, backwards);
    await run({ schedule: 'Campaigns' });
    await lint(input('Load and lint'));
    return (await draw(input('Draw sample'))) as Fields;
  }

  /** Launches batch by batch, as the storyboard does; gives the last answer. */
  async function launched(step = 'Launch', at = MORNING): Promise<Fields> {
    for (let batch = 0; batch < 100; batch++) {
      const entered = new Date(Date.parse(at) + batch).toISOString();
      const answer = (await invite(input(step, {}, { entered }))) as Fields;
      if (answer.launchCursor === 'END') return answer;
    }
    throw new Error('The launch does not end.');
  }

  /** Number of the invitation of a member. */
  const invitationIdOf = (member: CampaignMember, caseId = CASE): string => {
    const id = invitationOf({ caseId, definition: 'relationship' }, member, 'Asia/Shanghai');
    if (id === undefined) throw new Error(`${member.customerId} was not asked.`);
    return id;
  };

  /** Invitations of everybody who was asked; the first so many have answered. */
  async function invited(answered: number, its: Partial<InvitationHead> = {}): Promise<void> {
    for (const [at, member] of (await bank.members()).entries()) {
      if (member.askAt === undefined) continue;
      await bank.invitation({
        caseId: invitationIdOf(member),
        customerId: member.customerId,
        tier: member.tier,
        stage: 'mature',
        branch: 'B1',
        ...(at < answered && { participation: 'SUBMITTED', status: 'CLOSED' }),
        ...its,
      });
    }
  }
  return { ...bank, drawnFrom, launched, invited, invitationIdOf };
}
