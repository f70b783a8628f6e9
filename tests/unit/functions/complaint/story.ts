/** A complaint as intake leaves it, for the tests of its steps. */
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
    statusShard: 'RECEIVED#1',
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
  return {
    aws,
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
      return (await aws.items('Cases')).find(({ sk }) => sk === 'HEAD');
    },
  };
}
