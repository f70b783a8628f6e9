/** A complaint as intake leaves it, for the tests of its steps. */
import { type FormName, forms } from '../../../../shared/contracts/forms.ts';
import { OutboxRow, TaskRow } from '../../../../shared/contracts/items.ts';
import { Decision } from '../../../../shared/contracts/steps.ts';
import { smallAws } from '../../shared/platform/small-aws.ts';

/** A small AWS with one received complaint, and what a step is sent. */
export async function receivedComplaint() {
  const aws = await smallAws();
  const execution = 'arn:aws:states:us-east-1:000000000000:execution:ComplaintHandling:complaint-K1-r1';
  const customer = {
    customerId: 'C1',
    sk: 'PROFILE',
    v: 1,
    name: 'Wang Fang CANARY',
    email: 'wang@example.com',
    language: 'zh-CN',
    type: 'personal',
    tier: 'vip',
    stage: 'mature',
    riskClass: 'compliant',
    managerId: 'S1',
    branch: 'B1',
    zone: 'Asia/Shanghai',
  };
  const manager = {
    staffId: 'S1',
    sk: 'PROFILE',
    v: 1,
    name: 'Li Na',
    email: 'li.na@bank.example',
    language: 'en',
    role: 'rm',
    level: 1,
    lines: ['high-end'],
    branch: 'B1',
    capacity: 8,
    zone: 'Asia/Shanghai',
    active: true,
  };
  const head = {
    caseId: 'K1',
    sk: 'HEAD',
    v: 1,
    kind: 'complaint',
    customerId: 'C1',
    status: 'RECEIVED',
    round: 1,
    openedAt: '2026-09-25T02:05:00.000Z',
    openShard: 'C#1',
    execution,
  };
  const note = {
    caseId: 'K1',
    sk: 'NOTE#0000',
    v: 1,
    channel: 'app',
    externalId: 'APP-1',
    submittedAt: '2026-09-25T02:00:00.000Z',
    text: 'CANARY: charged twice',
  };
  let tasks = 0;
  return {
    aws,
    execution,
    customer,
    manager,
    head,
    note,
    async reset(): Promise<void> {
      await aws.clear();
      await aws.put('Customers', customer);
      await aws.put('Staff', manager);
      await aws.put('Cases', head);
      await aws.put('Cases', note);
    },
    /** What the state machine sends. */
    input: (
      step: string,
      emits: string[],
      state: Record<string, unknown> = {},
      entered = '2026-09-25T02:05:01.000Z',
    ) => ({
      v: 1,
      step,
      execution,
      entered,
      case: { v: 1, caseId: 'K1', round: 1, ...state },
      emits,
    }),
    async headNow(): Promise<Record<string, unknown> | undefined> {
      return this.rowNow('HEAD');
    },
    /** A row of the case. */
    async rowNow(key: string): Promise<Record<string, unknown> | undefined> {
      return (await aws.items('Cases')).find(({ sk }) => sk === key);
    },
    /** The outbox as its schema has it, mails and events apart; events ride with mails where there is one. */
    async sent() {
      const rows = (await aws.items('Outbox')).map((item) => OutboxRow.parse(item));
      return {
        mails: rows.filter((row) => row.kind === 'mail'),
        events: rows.flatMap((row) => (row.kind === 'event' ? [row] : (row.events ?? []))),
      };
    },
    /** Everything that was written, to see that a second attempt writes nothing. */
    everything: async () =>
      Promise.all(['Cases', 'Outbox', 'Audit', 'Register', 'Tasks'].map((table) => aws.items(table))),
    /** Puts a task in which somebody answered; `fields` say who, when, and at which level. */
    async answered(
      form: string,
      answer: Record<string, unknown>,
      fields: Partial<TaskRow> = {},
    ): Promise<string> {
      const { codes } = forms[form as FormName];
      const decision = Object.fromEntries(codes.map((code) => [code, answer[code]]));
      return this.task({
        form,
        clock: form,
        state: 'DECIDED',
        decision: Decision.parse(decision),
        answer: JSON.stringify(answer),
        // Each answer is a minute after the one before.
        decidedAt: new Date(Date.parse('2026-09-26T00:00:00.000Z') + ++tasks * 60_000).toISOString(),
        decidedBy: fields.assigneeId ?? 'S1',
        ...fields,
      });
    },
    /** Puts a task. */
    async task(fields: Partial<TaskRow>): Promise<string> {
      const taskId = fields.taskId ?? `T${++tasks}`;
      const row: TaskRow = {
        taskId,
        v: 1,
        caseId: 'K1',
        step: 'Step',
        form: 'findings',
        clock: 'investigation',
        state: 'OPEN',
        assigneeId: 'S1',
        level: 1,
        generation: 1,
        why: [],
        heldBy: [],
        createdAt: '2026-09-25T03:00:00.000Z',
        dueAt: '2026-09-29T03:00:00.000Z',
        assignedAt: '2026-09-25T03:00:00.000Z',
        checkpointAt: '2026-09-27T03:00:00.000Z',
        remindersSent: 0,
        rounds: 0,
        linkExpiry: 1_800_000_000,
        codeNumber: 1,
        wrongCodes: 0,
        execution,
        policies: {},
        ...fields,
      };
      await aws.put('Tasks', TaskRow.parse(row));
      return taskId;
    },
    /** Puts something that reached the case from outside. */
    async signal(kind: 'WITHDRAWN' | 'SUPPLEMENTED', at: string, signalId = `S-${kind}`): Promise<void> {
      await aws.put('Cases', { caseId: 'K1', sk: `SIGNAL#${signalId}`, v: 1, signalId, at, kind });
    },
  };
}
