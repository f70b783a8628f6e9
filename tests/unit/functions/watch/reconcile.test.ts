import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { ServiceFault } from '../../../../infra/local/gateway/service.ts';
import { IncidentRow, TaskRow } from '../../../../shared/contracts/items.ts';
import { executionName, OPEN_CASES, shardKey } from '../../../../shared/platform/ids.ts';
import { smallAws } from '../../shared/platform/small-aws.ts';
import { head, task } from './rows.ts';

const aws = await smallAws();
const { handler: reconcile } = await import('../../../../functions/watch/reconcile.ts');
const { handler: openIncident } = await import('../../../../functions/watch/open-incident.ts');

beforeEach(() => aws.clear());
afterAll(() => aws.close());

const nameOf = (caseId: string) => executionName('complaint', caseId, 1);
const executionOf = (caseId: string) =>
  `arn:aws:states:us-east-1:000000000000:execution:ComplaintHandling:${nameOf(caseId)}`;
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

/** An open case of this status, received some minutes ago. */
const open = (caseId: string, status: string, minutes = 60) =>
  aws.put(
    'Cases',
    head({
      caseId,
      status,
      openShard: shardKey(OPEN_CASES, caseId),
      openedAt: ago(minutes),
      execution: executionOf(caseId),
    }),
  );

const stands = (caseId: string, status: string, error?: string) =>
  aws.executions.set(nameOf(caseId), { name: nameOf(caseId), input: '{}', status, error });

const incidents = async () => (await aws.items('Register')).map((item) => IncidentRow.parse(item));

describe('a case whose execution ended without closing it', () => {
  test.each(['FAILED', 'TIMED_OUT', 'ABORTED', 'SUCCEEDED'])('%s is an incident, once', async (status) => {
    await open('K1', 'ACKNOWLEDGED');
    stands('K1', status, status === 'FAILED' ? 'NobodyTookOver' : undefined);
    expect(await reconcile({})).toMatchObject({ asked: 1, incidents: 1, started: 0 });
    expect(await incidents()).toMatchObject([
      { state: 'OPEN', caseId: 'K1', status, execution: executionOf('K1') },
    ]);
    expect((await aws.items('Outbox')).map(({ name }) => name)).toEqual(['incident.opened']);
    expect(await reconcile({})).toMatchObject({ incidents: 0 });
    expect(await incidents()).toHaveLength(1);
  });

  test('is the same incident that the rule on status changes opens, whichever is first', async () => {
    const event = {
      id: 'e1',
      'detail-type': 'Step Functions Execution Status Change',
      detail: { executionArn: executionOf('K1'), name: nameOf('K1'), status: 'FAILED', input: null },
    };
    await open('K1', 'RECEIVED');
    stands('K1', 'FAILED');
    await reconcile({});
    expect(await openIncident(event)).toMatchObject({ opened: false });
    expect(await incidents()).toHaveLength(1);
    await aws.clear();
    await open('K1', 'RECEIVED');
    stands('K1', 'FAILED');
    await openIncident(event);
    expect(await reconcile({})).toMatchObject({ incidents: 0 });
    expect(await incidents()).toHaveLength(1);
  });

  test('whatever its status, and its tasks are taken back', async () => {
    const statuses = ['REGISTERED', 'ACKNOWLEDGED', 'TRIAGED', 'CLOCKED', 'PROPOSED', 'NOTIFIED'];
    for (const status of statuses) {
      await open(`K-${status}`, status);
      stands(`K-${status}`, 'ABORTED');
      await aws.put(
        'Tasks',
        task({ taskId: `T-${status}`, caseId: `K-${status}`, execution: executionOf(`K-${status}`) }),
      );
    }
    expect(await reconcile({})).toMatchObject({ incidents: statuses.length });
    expect((await aws.items('Tasks')).map(({ state }) => state)).toEqual(statuses.map(() => 'CANCELLED'));
  });

  test('is none while it runs or waits for its redrive, and none once it is closed', async () => {
    await open('K1', 'ACKNOWLEDGED');
    stands('K1', 'RUNNING');
    await open('K2', 'ACKNOWLEDGED');
    stands('K2', 'PENDING_REDRIVE');
    await open('K3', 'ACKNOWLEDGED');
    stands('K3', 'SUCCEEDED');
    // Closed after the index was read.
    aws.before.DescribeExecution = () => aws.put('Cases', head({ caseId: 'K3', status: 'CLOSED' }));
    expect(await reconcile({})).toEqual({ asked: 3, started: 0, incidents: 0, orphans: 0, overdue: 0 });
  });

  test('and of which Step Functions knows nothing any more is one as well', async () => {
    await open('K1', 'ACKNOWLEDGED');
    expect(await reconcile({})).toMatchObject({ incidents: 1, started: 0 });
    expect(await incidents()).toMatchObject([{ status: 'MISSING' }]);
  });
});

describe('a case that was received and never started', () => {
  test('is started after some minutes, as intake would have started it', async () => {
    await open('K1', 'RECEIVED', 6);
    expect(await reconcile({})).toMatchObject({ started: 1, incidents: 0 });
    expect(aws.executions.get(nameOf('K1'))).toMatchObject({ input: '{"v":1,"caseId":"K1","round":1}' });
    expect((await aws.items('Audit')).map(({ act }) => act)).toEqual(['case.started-late']);
    expect(await reconcile({})).toMatchObject({ started: 0, incidents: 0 });
  });

  test('C14 also the next round of one that was opened again', async () => {
    const execution = executionOf('K1').replace(/-r1$/, '-r2');
    await aws.put('Cases', {
      ...head({ caseId: 'K1', status: 'CLOCKED', openShard: shardKey(OPEN_CASES, 'K1'), openedAt: ago(600) }),
      round: 2,
      execution,
    });
    expect(await reconcile({})).toMatchObject({ started: 1, incidents: 0 });
    expect(aws.executions.get('complaint-K1-r2')).toMatchObject({ input: '{"v":1,"caseId":"K1","round":2}' });
  });

  test('a visit that the plan left without its execution is started like that as well', async () => {
    const name = executionName('visit', 'V1', 1);
    const execution = `arn:aws:states:us-east-1:000000000000:execution:FollowUpVisit:${name}`;
    await aws.put('Cases', {
      caseId: 'V1',
      sk: 'HEAD',
      v: 1,
      kind: 'visit',
      customerId: 'C1',
      status: 'PLANNED',
      visitKind: 'CHECKUP',
      plannedDay: '2026-03-05',
      channel: 'phone',
      round: 1,
      openedAt: ago(6),
      openShard: shardKey(OPEN_CASES, 'V1'),
      execution,
    });
    expect(await reconcile({})).toMatchObject({ started: 1, incidents: 0 });
    expect(aws.executions.get(name)).toMatchObject({ input: '{"v":1,"caseId":"V1","round":1}' });
    aws.executions.set(name, { name, input: '{}', status: 'FAILED', error: 'NobodyTookOver' });
    expect(await reconcile({})).toMatchObject({ started: 0, incidents: 1 });
  });

  test('is left to intake while it is young', async () => {
    await open('K1', 'RECEIVED', 4);
    expect(await reconcile({})).toMatchObject({ asked: 0, started: 0 });
  });
});

test('with more open cases than one run asks after, it asks a bounded number of times', async () => {
  for (let at = 0; at < 310; at++) await open(`K${at}`, 'CLOCKED', 10 + at);
  const { asked } = (await reconcile({})) as { asked: number };
  expect(asked).toBe(300);
});

describe('R9 an open task whose execution has ended', () => {
  const waiting = (taskId: string, its: Record<string, unknown> = {}) =>
    aws.put('Tasks', task({ taskId, execution: executionOf('K1'), checkpointAt: ago(-60), ...its }));

  test.each(['FAILED', 'ABORTED', 'TIMED_OUT', 'SUCCEEDED'])(
    '%s is taken back, once, and its record says why',
    async (status) => {
      await waiting('T1');
      stands('K1', 'RUNNING');
      expect(await reconcile({})).toMatchObject({ orphans: 0, overdue: 0 });
      stands('K1', status);
      expect(await reconcile({})).toMatchObject({ orphans: 1 });
      expect(TaskRow.parse((await aws.items('Tasks'))[0])).toMatchObject({ state: 'CANCELLED' });
      expect((await aws.items('Audit')).map(({ act, facts }) => [act, facts])).toMatchObject([
        ['task.cancelled', { reason: 'execution-ended' }],
      ]);
      expect(await reconcile({})).toMatchObject({ orphans: 0 });
    },
  );

  test('is believed in while Step Functions has not heard of it, until its checkpoint is long past', async () => {
    await waiting('T1', { checkpointAt: ago(14) });
    expect(await reconcile({})).toMatchObject({ orphans: 0 });
    await waiting('T1', { checkpointAt: ago(16) });
    expect(await reconcile({})).toMatchObject({ orphans: 1 });
  });

  test('and one that still runs past its checkpoint is counted as overdue', async () => {
    await waiting('T1', { checkpointAt: ago(16) });
    stands('K1', 'RUNNING');
    expect(await reconcile({})).toMatchObject({ orphans: 0, overdue: 1 });
  });

  test('two hundred of them are taken back in one run', async () => {
    for (let at = 0; at < 200; at++) {
      await waiting(`T${at}`, {
        openShard: `O#${at % 8}`,
        caseId: `K${at}`,
        execution: executionOf(`K${at}`),
      });
      stands(`K${at}`, 'ABORTED');
    }
    expect(await reconcile({})).toMatchObject({ orphans: 200 });
  });
});

test('cases that cannot be read do not keep tasks from being looked after', async () => {
  await aws.put('Tasks', task({ execution: executionOf('K1'), checkpointAt: ago(-60) }));
  stands('K1', 'FAILED');
  aws.before.Query = ({ IndexName }) => {
    if (IndexName === 'byOpening') throw new ServiceFault('AccessDeniedException', 'no');
  };
  await expect(reconcile({})).rejects.toMatchObject({ name: 'CallRefused' });
  expect((await aws.items('Tasks')).map(({ state }) => state)).toEqual(['CANCELLED']);
});
