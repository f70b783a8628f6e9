/** An alert as scoring raises it, for the tests of its steps. */
import type { AlertStep } from '../../../../shared/contracts/alert-rows.ts';
import { type AlertHead, AlertHead as Head } from '../../../../shared/contracts/churn.ts';
import type { ContactChannel, ContactPurpose } from '../../../../shared/contracts/codes.ts';
import { type FormName, forms } from '../../../../shared/contracts/forms.ts';
import {
  type CustomerProfile,
  OutboxRow,
  type StaffProfile,
  TaskRow,
} from '../../../../shared/contracts/items.ts';
import { Decision } from '../../../../shared/contracts/steps.ts';
import { smallAws } from '../../shared/platform/small-aws.ts';

export const CASE = 'A20260302-0001';
export const EXECUTION = `arn:aws:states:us-east-1:000000000000:execution:ChurnAlertResponse:alert-${CASE}-r1`;

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
  tier: 'potential',
  stage: 'at-risk',
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

/** An alert that is locked, and acted on by a person. */
const head: AlertHead = {
  caseId: CASE,
  sk: 'HEAD',
  v: 1,
  kind: 'alert',
  customerId: 'C1',
  status: 'LOCKED',
  band: 'medium',
  score: 0.45,
  reasons: [{ indicator: 'balanceRatio90', value: 0.4, adds: 0.9, rows: ['DAY#holdings#2026-02-27'] }],
  model: 1,
  tier: 'potential',
  riskClass: 'compliant',
  ownerId: 'S1',
  round: 1,
  openedAt: MONDAY,
  openShard: 'C#1',
  execution: EXECUTION,
  policies: {},
};

/** A small AWS with one alert under way, and what a step is sent. */
export async function alertUnderWay() {
  const aws = await smallAws();
  let tasks = 0;
  return {
    aws,
    async reset(changes: Partial<AlertHead> = {}, profile: Partial<CustomerProfile> = {}): Promise<void> {
      tasks = 0;
      await aws.clear();
      await aws.put('Customers', { ...customer, ...profile });
      await aws.put('Customers', { customerId: 'C1', sk: 'LOCK#alert', v: 1, caseId: CASE, at: MONDAY });
      await aws.put('Staff', manager);
      await aws.put('Staff', {
        ...manager,
        staffId: 'S3',
        role: 'line-head',
        level: 3,
        email: 'head@bank.example',
      });
      await aws.put('Cases', { ...head, ...changes });
      for (const channel of ['phone', 'mail'] as const) await this.consents('care', channel);
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
    /** A complaint of the customer, open unless it says when it was closed. */
    async complains(
      caseId = 'K1',
      its: { closedAt?: string; severity?: string; dueAt?: string | null; vulnerable?: 'YES' } = {},
    ): Promise<void> {
      const { closedAt, severity = 'S3', dueAt = '2026-03-20T00:00:00.000Z', vulnerable } = its;
      const openedAt = '2026-02-27T00:00:00.000Z';
      await aws.put('Customers', {
        customerId: 'C1',
        sk: `HOLD#complaint#${caseId}`,
        v: 1,
        caseId,
        severity,
        openedAt,
        closedAt,
      });
      await aws.put('Cases', {
        caseId,
        sk: 'HEAD',
        v: 1,
        kind: 'complaint',
        customerId: 'C1',
        status: closedAt === undefined ? 'CLOCKED' : 'CLOSED',
        ownerId: 'S1',
        dueAt: dueAt ?? undefined,
        round: 1,
        openedAt,
        vulnerable,
        execution: 'arn',
      });
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
    async headNow(caseId = CASE): Promise<AlertHead> {
      const rows = await aws.items('Cases');
      return Head.parse(rows.find((row) => row.caseId === caseId && row.sk === 'HEAD'));
    },
    /** Puts a step of a playbook. */
    async step(number: number, what: AlertStep['what'], its: Partial<AlertStep> = {}): Promise<void> {
      await aws.put('Cases', {
        caseId: CASE,
        sk: `STEP#${String(number).padStart(4, '0')}`,
        v: 1,
        number,
        what,
        state: 'RUNNING',
        plannedAt: MONDAY,
        ...its,
      });
    },
    /** Steps as they are: number, kind, state, outcome. */
    async steps(): Promise<string[]> {
      return (await aws.items('Cases'))
        .filter(({ sk }) => String(sk).startsWith('STEP#'))
        .sort((a, b) => Number(a.number) - Number(b.number))
        .map(({ number, what, state, outcome }) => [number, what, state, outcome ?? '-'].join(' '));
    },
    async row(table: string, key: string): Promise<Record<string, unknown> | undefined> {
      return (await aws.items(table)).find(({ sk, entry }) => (sk ?? entry) === key);
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
        ['Cases', 'Customers', 'Contacts', 'Outbox', 'Audit', 'Register', 'Tasks'].map((table) =>
          aws.items(table),
        ),
      ),
    /** Puts a task in which somebody answered; gives its id. */
    async answered(
      form: FormName,
      answer: Record<string, unknown>,
      fields: Partial<TaskRow> = {},
    ): Promise<string> {
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
        ...fields,
      });
      await aws.put('Tasks', task);
      return task.taskId;
    },
    /** What the customer had at the end of days, and what they did on them. */
    async figures(...days: { day: string; balance?: number; products?: number; count?: number }[]) {
      for (const { day, balance, products, count } of days) {
        await aws.put('Signals', {
          customerId: 'C1',
          sk: `DAY#holdings#${day}`,
          v: 1,
          day,
          balance,
          products,
          at: `${day}T12:00:00.000Z`,
          expiresAt: 1_900_000_000,
        });
        if (count === undefined) continue;
        await aws.put('Signals', {
          customerId: 'C1',
          sk: `DAY#transactions#${day}`,
          v: 1,
          day,
          count,
          moved: count * 100,
          came: 0,
          went: count * 100,
          ids: new Uint8Array([1]),
          expiresAt: 1_900_000_000,
          moves: 1,
        });
      }
    },
  };
}
