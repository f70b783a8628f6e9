import { expect, test } from 'vitest';
import { judgeAll } from '../../../../../../infra/local/story/account/judges.ts';
import { judging } from '../../../../../../infra/local/story/account/judging.ts';
import { linksOf } from '../../../../../../infra/local/story/account/links.ts';
import { wentOnWith } from '../../../../../../infra/local/story/account/seen.ts';
import { timelineOfCase } from '../../../../../../infra/local/story/account/timeline-of-case.ts';
import { head, planted } from './planted.ts';
import { answered, type Bank, event, K, on, rowOf, S, soundBank, trail, V } from './sound-bank.ts';

function judgedOf(bank: Bank) {
  const { judge, judged } = judging();
  judgeAll(bank, judge);
  return judged;
}

test('in a sound bank nothing is broken, and every invariant has something that it was looked at for', () => {
  const { broken, looked } = judgedOf(soundBank());
  expect(broken).toEqual([]);
  expect(Object.keys(looked).map(Number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15]);
});

test.each(planted)('it is found where %s', (_, number, what, spoil) => {
  const bank = soundBank();
  spoil(bank);
  const found = judgedOf(bank).broken.filter((one) => one.number === number);
  expect(found.map((one) => one.what).join('\n')).toMatch(
    typeof what === 'string' ? new RegExp(what.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')) : what,
  );
});

test('what is allowed is not taken for a fault', () => {
  const bank = soundBank();
  // A breach that was told of; a matter told by hand; a case that operations ended; an answer of this minute; a complaint
  // of somebody who was not yet invited.
  Object.assign(head(bank, K), { decidedAt: on(26) });
  bank.told.push(event('complaint.breached', on(25), { caseId: K, facts: { clock: 3 } }));
  bank.told.push(event('complaint.received', on(19), { caseId: 'K8', customerId: 'C1001' }));
  bank.mails.splice(2, 1);
  bank.tasks.push(answered('T10', 'by-hand', 'S01', on(14), { execution: 'arn:letter' }));
  bank.uses = new Map([...bank.uses, ['T10', 1]]);
  bank.tasks.push(answered('T11', 'visit', 'S01', on(100), { caseId: V, execution: 'arn:visit' }));
  bank.cases.push({
    caseId: 'A3',
    sk: 'HEAD',
    kind: 'alert',
    customerId: 'C1002',
    status: 'HELD',
    heldFor: 'K8',
    heldUntil: on(120),
    openedAt: on(95),
  });
  bank.cases.push({
    caseId: 'K8',
    sk: 'HEAD',
    kind: 'complaint',
    customerId: 'C1002',
    status: 'CLOCKED',
    openedAt: on(99, 1439),
    dueAt: on(110),
  });
  expect(judgedOf(bank).broken).toEqual([]);
});

test('an execution goes on with an answer that the waiting state was given, or that a step found', () => {
  const output = (payload: object) => ({ taskSucceededEventDetails: { output: JSON.stringify(payload) } });
  const parameters = JSON.stringify({ Payload: { taskId: 'T1', token: 'x' } });
  const history = [
    { id: 1, previousEventId: 0, type: 'TaskScheduled', taskScheduledEventDetails: { parameters } },
    { id: 2, previousEventId: 1, type: 'TaskStarted' },
    { id: 3, previousEventId: 2, type: 'TaskSubmitted' },
    { id: 4, previousEventId: 3, type: 'TaskSucceeded', ...output({ way: 'DECIDED', decision: {} }) },
    {
      id: 5,
      previousEventId: 4,
      type: 'TaskSucceeded',
      ...output({ Payload: { way: 'DECIDED', taskId: 'T2' } }),
    },
    {
      id: 6,
      previousEventId: 5,
      type: 'TaskSucceeded',
      ...output({ Payload: { way: 'WAIT', taskId: 'T3' } }),
    },
    { id: 7, previousEventId: 6, type: 'TaskSucceeded', ...output({ Payload: { ruling: 'NOW' } }) },
  ];
  expect(wentOnWith(history)).toEqual(['T1', 'T2']);
});

test('the timeline of a case has its events, mails, tasks, contacts and trail, in order', () => {
  const bank = soundBank();
  bank.audit.push(...trail(K, { act: 'case.received', at: on(1, -1), facts: { channel: 'web' } }));
  const lines = timelineOfCase(bank, K);
  const times = lines.map((line) => line.slice(0, 24));
  expect(times).toEqual(times.toSorted());
  for (const kind of ['event', 'mail', 'task', 'contact', 'audit']) {
    expect(lines.some((line) => line.slice(26).startsWith(kind))).toBe(true);
  }
  expect(lines[0]).toBe(`${on(1, -1)}  audit    somebody case.received {channel:web}`);
  expect(lines.join('\n')).not.toContain(V);
});

test('ways between workflows are counted, and those that nobody went are 0', () => {
  const bank = soundBank();
  expect(
    Object.values(linksOf({ ...bank, cases: [], told: [], tasks: [], intake: [], customers: [] })),
  ).toSatisfy((counts: number[]) => counts.length >= 20 && counts.every((count) => count === 0));
  Object.assign(head(bank, S), { cause: 'COMPLAINT' });
  bank.intake.push({ businessKey: 'complaint#visit#T6', state: 'ACCEPTED', caseId: 'K8' });
  bank.signals.push({ customerId: 'C1001', sk: 'SIGNAL#1', from: 'visit', what: 'UNREACHABLE' });
  bank.signals.push({ customerId: 'C1001', sk: 'SIGNAL#2', from: 'survey', what: 'SATISFACTION' });
  bank.cases.push({ caseId: 'I1', sk: 'HEAD', kind: 'improvement', source: 'CLUSTER' });
  bank.register.push({ entry: 'feedback#F1', from: 'SURVEY' });
  Object.assign(rowOf(bank.tasks, { taskId: 'T6' }), { passed: [{ way: 'LEFT' }] });
  bank.told.push(event('customer.tier-changed', on(50), { customerId: 'C1001' }));
  bank.told.push(event('customer.tier-changed', on(60), { customerId: 'C1001' }));
  bank.audit.push(...trail('C1001', { act: 'customer.planned', at: on(50, 60) }));
  expect(linksOf(bank)).toMatchObject({
    complaintToSurvey: 1,
    lowToReopen: 1,
    lowToRecovery: 1,
    visitToComplaint: 1,
    unreachableToSignal: 1,
    surveyToSignal: 1,
    clusterToImprovement: 1,
    textToFeedback: 1,
    leaverToTasks: 1,
    tierChangeToPlan: 1,
    complaintHoldsContacts: 1,
    lossToExitSurvey: 0,
  });
});
