/** A visit as the nightly plan leaves it, for the tests of its steps. */
import type { ContactChannel, ContactPurpose, VisitKind } from '../../../../shared/contracts/codes.ts';
import { type FormName, forms } from '../../../../shared/contracts/forms.ts';
import {
  type CustomerPlan,
  type CustomerProfile,
  OutboxRow,
  type StaffProfile,
  TaskRow,
  VisitHead,
} from '../../../../shared/contracts/items.ts';
import { Decision } from '../../../../shared/contracts/steps.ts';
import { Visit } from '../../../../shared/contracts/visit.ts';
import { smallAws } from '../../shared/platform/small-aws.ts';

export const CASE = 'V20260302-0001';
export const EXECUTION = `arn:aws:states:us-east-1:000000000000:execution:FollowUpVisit:visit-${CASE}-r1`;

/** Monday, 2 March 2026, 10:30 in Shanghai. */
export const MONDAY = '2026-03-02T02:30:00.000Z';

export const customer: CustomerProfile = {
  customerId: 'C1',
  sk: 'PROFILE',
  v: 1,
  name: 'Wang Fang CANARY',
  email: 'wang@example.com',
  phone: '021 5555 0100',
  language: 'zh-CN',
  type: 'personal',
  tier: 'potential',
  stage: 'growing',
  riskClass: 'compliant',
  managerId: 'S1',
  branch: 'B1',
  zone: 'Asia/Shanghai',
};

export const manager: StaffProfile = {
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

/** A visit that is under way: opened, and planned for today. */
export const head: VisitHead = {
  caseId: CASE,
  sk: 'HEAD',
  v: 1,
  kind: 'visit',
  customerId: 'C1',
  status: 'WAITING',
  visitKind: 'CHECKUP',
  plannedDay: '2026-03-02',
  channel: 'phone',
  ownerId: 'S1',
  tier: 'potential',
  round: 1,
  openedAt: '2026-02-24T17:00:00.000Z',
  openShard: 'C#1',
  execution: EXECUTION,
  policies: {},
};

/** The plan from which it was started. */
export const started: CustomerPlan = {
  customerId: 'C1',
  sk: 'PLAN#CHECKUP',
  v: 1,
  kind: 'CHECKUP',
  day: '2026-03-02',
  channel: 'phone',
  caseId: CASE,
  last: { day: '2025-12-02', outcome: 'COMPLETED' },
};

/** A visit at which the customer was reached, with nothing special to it. */
export const reached = Visit.parse({
  outcome: 'REACHED',
  when: '',
  mailDate: '',
  satisfaction: '4',
  needs: '',
  expectations: '',
  concerns: '',
  newPhone: '',
  newEmail: '',
  nextDay: '',
  problem: 'NO',
  problemText: '',
  serviceRequest: '',
  suggestion: '',
  promise1: '',
  promise1Due: '',
  promise2: '',
  promise2Due: '',
  promise3: '',
  promise3Due: '',
});

/** A small AWS with one visit under way, and what a step is sent. */
export async function visitUnderWay() {
  const aws = await smallAws();
  let tasks = 0;
  return {
    aws,
    async reset(changes: Partial<VisitHead> = {}): Promise<void> {
      await aws.clear();
      await aws.put('Customers', customer);
      await aws.put('Staff', manager);
      await aws.put('Customers', started);
      await aws.put('Cases', { ...head, ...changes });
      for (const channel of ['phone', 'mail', 'wechat'] as const) await this.consents('care', channel);
    },
    /** The customer's yes, or no, to contacts of a purpose by a channel. */
    async consents(purpose: ContactPurpose, channel: ContactChannel, state = 'GIVEN'): Promise<void> {
      const sk = `CONSENT#${purpose}#${channel}`;
      const at = '2025-06-01T00:00:00.000Z';
      await aws.put('Customers', {
        customerId: 'C1',
        sk,
        v: 1,
        purpose,
        channel,
        state,
        at,
        from: 'customer',
      });
    },
    /** What the state machine sends. */
    input: (step: string, emits: string[] = [], state: Record<string, unknown> = {}, entered = MONDAY) => ({
      v: 1,
      step,
      execution: EXECUTION,
      entered,
      case: { v: 1, caseId: CASE, round: 1, kind: 'CHECKUP' satisfies VisitKind, ...state },
      emits,
    }),
    async headNow(): Promise<VisitHead> {
      return VisitHead.parse((await aws.items('Cases')).find(({ sk }) => sk === 'HEAD'));
    },
    async row(table: string, key: string): Promise<Record<string, unknown> | undefined> {
      return (await aws.items(table)).find(({ sk }) => sk === key);
    },
    /** The outbox as its schema has it: mails, and events by themselves or with the mail that tells of the same. */
    async sent() {
      const rows = (await aws.items('Outbox')).map((item) => OutboxRow.parse(item));
      return {
        mails: rows.filter((row) => row.kind === 'mail'),
        events: rows.flatMap((row) => (row.kind === 'event' ? [row] : (row.events ?? []))),
      };
    },
    /** Contacts in the ledger, by their state. */
    async contacts(): Promise<string[]> {
      const rows = await aws.items('Contacts');
      return rows
        .filter(({ sk }) => String(sk).startsWith('CONTACT#'))
        .map(({ state }) => String(state))
        .sort();
    },
    /** Everything that was written, to see that a second attempt writes nothing. */
    everything: () =>
      Promise.all(
        ['Cases', 'Customers', 'Contacts', 'Staff', 'Signals', 'Outbox', 'Audit', 'Register', 'Tasks'].map(
          (table) => aws.items(table),
        ),
      ),
    /** Puts a task in which somebody answered; gives its id. */
    async answered(
      form: FormName,
      answer: Record<string, unknown>,
      fields: Partial<TaskRow> = {},
    ): Promise<string> {
      const decision = Object.fromEntries(forms[form].codes.map((code) => [code, answer[code]]));
      const at = new Date(Date.now() - 3_600_000 + ++tasks * 60_000).toISOString();
      const task = TaskRow.parse({
        taskId: `T${tasks}`,
        v: 1,
        caseId: CASE,
        step: 'Visit',
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
        ...fields,
      });
      await aws.put('Tasks', task);
      return task.taskId;
    },
  };
}
