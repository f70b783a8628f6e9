/** An invitation to a survey, for the tests of its steps. */
import type { ContactChannel, ContactPurpose } from '../../../../shared/contracts/codes.ts';
import type { SignalKind } from '../../../../shared/contracts/complaint.ts';
import { type FormName, forms } from '../../../../shared/contracts/forms.ts';
import {
  type CustomerProfile,
  OutboxRow,
  type StaffProfile,
  TaskRow,
} from '../../../../shared/contracts/items.ts';
import { Decision } from '../../../../shared/contracts/steps.ts';
import {
  type AnswerValues,
  InvitationHead as Head,
  type InvitationHead,
  type SurveyAnswer,
} from '../../../../shared/contracts/survey.ts';
import { smallAws } from '../../shared/platform/small-aws.ts';

export const CASE = 'S20260302-0001';
export const EXECUTION = `arn:aws:states:us-east-1:000000000000:execution:SurveyInvitation:survey-${CASE}-r1`;

/** Monday, 2 March 2026, 10:30 in Shanghai. */
export const MONDAY = '2026-03-02T02:30:00.000Z';

/** So many days after that Monday, at the same time. */
export const onDay = (days: number): string => new Date(Date.parse(MONDAY) + days * 86_400_000).toISOString();

const customer: CustomerProfile = {
  customerId: 'C1',
  sk: 'PROFILE',
  v: 1,
  name: 'Wang Fang CANARY',
  email: 'wang@example.com',
  phone: '021 5555 0100',
  language: 'zh-CN',
  type: 'personal',
  tier: 'vip',
  stage: 'mature',
  riskClass: 'compliant',
  managerId: 'S1',
  branch: 'B1',
  zone: 'Asia/Shanghai',
};

const manager: StaffProfile = {
  staffId: 'S1',
  sk: 'PROFILE',
  v: 1,
  name: 'Li Na CANARY',
  email: 'li.na@bank.example',
  language: 'en',
  role: 'rm',
  level: 1,
  lines: ['high-end', 'ordinary'],
  branch: 'B1',
  capacity: 8,
  zone: 'Asia/Shanghai',
  active: true,
};

/** An invitation after a complaint that is taken up, and is to be sent. */
const head: InvitationHead = {
  caseId: CASE,
  sk: 'HEAD',
  v: 1,
  kind: 'survey',
  customerId: 'C1',
  status: 'OPENED',
  surveyId: 'complaint-2026-03',
  definition: 'complaint',
  about: 'event',
  naming: 'NAMED',
  cause: 'COMPLAINT',
  causeId: 'K1',
  askAt: MONDAY,
  ratedId: 'S9',
  tier: 'vip',
  stage: 'mature',
  branch: 'B1',
  managerId: 'S1',
  round: 1,
  openedAt: MONDAY,
  openShard: 'C#1',
  execution: EXECUTION,
  policies: {},
};

/** What makes an invitation one that was sent on that Monday. */
export const sent: Partial<InvitationHead> = {
  status: 'INVITED',
  version: 1,
  invitedAt: MONDAY,
  expiresAt: onDay(14),
  reminders: 0,
};

/** A small AWS with one invitation, and what a step is sent. */
export async function surveyUnderWay() {
  const aws = await smallAws();
  let tasks = 0;
  return {
    aws,
    async reset(
      changes: Partial<InvitationHead> = {},
      profile: Partial<CustomerProfile> = {},
    ): Promise<void> {
      tasks = 0;
      await aws.clear();
      await aws.put('Customers', { ...customer, ...profile });
      await aws.put('Staff', manager);
      await aws.put('Cases', { ...head, ...changes });
      for (const channel of ['phone', 'mail'] as const) await this.consents('survey', channel);
      await this.consents('care', 'mail');
    },
    async consents(purpose: ContactPurpose, channel: ContactChannel, state = 'GIVEN'): Promise<void> {
      await aws.put('Customers', {
        customerId: 'C1',
        sk: `CONSENT#${purpose}#${channel}`,
        v: 1,
        purpose,
        channel,
        state,
        at: state === 'GIVEN' ? '2025-06-01T00:00:00.000Z' : MONDAY,
        from: 'customer',
      });
    },
    /** A complaint of the customer as its own steps write it: what it holds back, with the count of its changes. */
    async complains(caseId = 'K2', moves = 1): Promise<void> {
      await aws.put('Customers', {
        customerId: 'C1',
        sk: `HOLD#complaint#${caseId}`,
        v: 1,
        caseId,
        severity: 'S3',
        openedAt: MONDAY,
      });
      await aws.put('Customers', { customerId: 'C1', sk: 'COUNT#holds', v: 1, moves });
    },
    /** The complaint that is asked about, closed at a moment. */
    async closed(closedAt: string, its: Record<string, unknown> = {}): Promise<void> {
      await aws.put('Cases', {
        caseId: 'K1',
        sk: 'HEAD',
        v: 1,
        kind: 'complaint',
        customerId: 'C1',
        status: 'CLOSED',
        outcome: 'REJECTED',
        class: 'COMPLAINT',
        severity: 'S3',
        ownerId: 'S9',
        round: 1,
        openedAt: '2026-02-20T00:00:00.000Z',
        closedAt,
        execution: 'arn',
        ...its,
      });
    },
    /** What the customer's own page writes, without what wakes the story. */
    async answers(
      values: AnswerValues,
      {
        state = 'SUBMITTED',
        ...changes
      }: Partial<InvitationHead> & Pick<Partial<SurveyAnswer>, 'state'> = {},
    ): Promise<void> {
      const now = await this.headNow();
      await aws.put('Cases', {
        ...now,
        participation: state,
        participatedAt: MONDAY,
        moves: (now.moves ?? 0) + 1,
        ...changes,
      });
      await aws.put('Answers', {
        surveyId: now.surveyId,
        answerKey: CASE,
        v: 1,
        state,
        definition: now.definition,
        version: 1,
        values,
        mode: 'WEB',
      } satisfies SurveyAnswer);
    },
    async signalled(kind: SignalKind): Promise<void> {
      const signalId = `SIG-${kind}`;
      await aws.put('Cases', { caseId: CASE, sk: `SIGNAL#${signalId}`, v: 1, signalId, at: MONDAY, kind });
    },
    /** What the state machine sends. */
    input: (
      step: string,
      state: Record<string, unknown> = {},
      { entered = MONDAY, emits = [] as string[] } = {},
    ) => ({
      v: 1,
      step,
      execution: EXECUTION,
      entered,
      case: { v: 1, caseId: CASE, round: 1, ...state },
      emits,
    }),
    async headNow(caseId = CASE): Promise<InvitationHead> {
      const rows = await aws.items('Cases');
      return Head.parse(rows.find((row) => row.caseId === caseId && row.sk === 'HEAD'));
    },
    async row(table: string, key: string): Promise<Record<string, unknown> | undefined> {
      return (await aws.items(table)).find(({ sk, answerKey }) => (sk ?? answerKey) === key);
    },
    /** The outbox as its schema has it. */
    async sent() {
      const rows = (await aws.items('Outbox')).map((item) => OutboxRow.parse(item));
      return {
        mails: rows.filter((row) => row.kind === 'mail'),
        signals: rows.filter((row) => row.kind === 'signal'),
        events: rows.flatMap((row) => (row.kind === 'event' ? [row] : (row.events ?? []))),
      };
    },
    /** Contacts in the ledger, by their state. */
    async contacts(): Promise<string[]> {
      return (await aws.items('Contacts'))
        .filter(({ sk }) => String(sk).startsWith('CONTACT#'))
        .map(({ state }) => String(state))
        .sort();
    },
    /** Everything that was written, to see that a second attempt writes nothing. */
    everything: () =>
      Promise.all(
        ['Cases', 'Customers', 'Contacts', 'Outbox', 'Audit', 'Tasks', 'Answers', 'Signals'].map((table) =>
          aws.items(table),
        ),
      ),
    /** Puts a task in which somebody answered; gives its id. */
    async answered(form: FormName, answer: Record<string, unknown>): Promise<string> {
      const decision = Object.fromEntries(forms[form].codes.map((code) => [code, answer[code]]));
      const at = new Date(Date.parse(MONDAY) + ++tasks * 60_000).toISOString();
      const task = TaskRow.parse({
        taskId: `T${tasks}`,
        v: 1,
        caseId: CASE,
        step: form,
        form,
        clock: form,
        state: 'DECIDED',
        assigneeId: 'S1',
        level: 1,
        generation: 1,
        why: [],
        heldBy: [],
        createdAt: at,
        dueAt: at,
        assignedAt: at,
        checkpointAt: at,
        remindersSent: 0,
        rounds: 0,
        linkExpiry: 1_800_000_000,
        codeNumber: 1,
        wrongCodes: 0,
        execution: EXECUTION,
        policies: {},
        decision: Decision.parse(decision),
        answer: JSON.stringify(answer),
        decidedAt: at,
        decidedBy: 'S1',
      });
      await aws.put('Tasks', task);
      return task.taskId;
    },
  };
}
