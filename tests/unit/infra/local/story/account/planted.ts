/** Faults that are planted in a sound bank, each with the number of what it breaks and a word of what is said of it. */
import { A, type Bank, event, K, on, Q, rowOf, S, trail, V } from './sound-bank.ts';

/** The head of a case, to be changed. */
export const head = (bank: Bank, caseId: string) => rowOf(bank.cases, { caseId, sk: 'HEAD' });

const task = (bank: Bank, taskId: string) => rowOf(bank.tasks, { taskId });

/** All of them. */
export const planted: readonly [string, number, string | RegExp, (bank: Bank) => unknown][] = [
  [
    'intake took a complaint that is no case',
    1,
    'is no case',
    (bank) => bank.intake.push({ businessKey: 'complaint#web#2', state: 'ACCEPTED', caseId: 'K9' }),
  ],
  ['a case is closed without an outcome', 1, "with outcome ''", (bank) => delete head(bank, V).outcome],
  [
    'a case has an outcome and is open',
    1,
    'is WAITING',
    (bank) => Object.assign(head(bank, V), { status: 'WAITING' }),
  ],
  ['a case is closed, and nothing says when', 1, 'says when', (bank) => delete head(bank, V).closedAt],
  [
    'a closed case is still among the open ones',
    1,
    'among the open',
    (bank) => Object.assign(head(bank, V), { openShard: 'C#1' }),
  ],
  [
    'a case ended twice',
    1,
    'ended 2 times',
    (bank) => bank.told.push(event('churn.closed', on(91), { caseId: A })),
  ],
  [
    'the end of a round was never told',
    1,
    'ended 1 times',
    (bank) =>
      bank.told.splice(
        bank.told.findIndex(({ name }) => name === 'complaint.closed'),
        1,
      ),
  ],
  [
    'the customer was never told that it arrived',
    1,
    'has arrived',
    (bank) => {
      bank.told = bank.told.filter(({ name }) => name !== 'complaint.acknowledged');
    },
  ],
  [
    'the customer had no mail at all',
    1,
    'has arrived',
    (bank) => {
      bank.mails = bank.mails.filter(({ to }) => to[0] === 's11@bank.example');
    },
  ],
  ['the letter was sealed and no mail left', 1, 'how it ended', (bank) => bank.mails.splice(2, 1)],
  [
    'a mail to staff is taken for one to the customer',
    1,
    'how it ended',
    (bank) => Object.assign(bank.mails[2] ?? {}, { to: ['s11@bank.example'] }),
  ],
  [
    'a round ended without a letter of its own',
    1,
    'how it ended',
    (bank) => {
      bank.cases = bank.cases.filter(({ sk }) => sk !== 'LETTER#0002');
    },
  ],
  [
    'it was decided late, in silence',
    2,
    'no breach was told',
    (bank) => Object.assign(head(bank, K), { decidedAt: on(26) }),
  ],
  [
    'an earlier round was decided late',
    2,
    'no breach was told',
    (bank) => Object.assign(rowOf(bank.cases, { sk: 'ROUND#0001' }), { decidedAt: on(41) }),
  ],
  [
    'it is open past its date, in silence',
    2,
    'no breach was told',
    (bank) => {
      const open = head(bank, K);
      for (const field of ['decidedAt', 'closedAt', 'outcome']) delete open[field];
      open.status = 'CLOCKED';
      bank.told.pop();
    },
  ],
  [
    'the term was extended without approval',
    2,
    'without approval',
    (bank) => delete rowOf(bank.cases, { sk: 'CLOCK#0002' }).approvedBy,
  ],
  [
    'the term was extended without notice',
    2,
    'without notice',
    (bank) => {
      bank.told = bank.told.filter(({ name }) => name !== 'complaint.extended');
    },
  ],
  [
    'somebody answered who was recused',
    3,
    'was recused',
    (bank) => Object.assign(task(bank, 'T6'), { recused: ['S02'] }),
  ],
  [
    'the respondent triaged',
    3,
    'whom it is about',
    (bank) => Object.assign(task(bank, 'T1'), { decidedBy: 'S09' }),
  ],
  [
    'whoever stands above whom triage found proposed',
    3,
    'stands above',
    (bank) => Object.assign(task(bank, 'T2'), { decidedBy: 'S11' }),
  ],
  [
    'the rated person called',
    3,
    'whom it is about',
    (bank) => Object.assign(task(bank, 'T7'), { decidedBy: 'S02' }),
  ],
  [
    'the proposer approved',
    3,
    'had proposed',
    (bank) => Object.assign(task(bank, 'T3'), { decidedBy: 'S02' }),
  ],
  [
    'the proposer signed for compliance',
    3,
    'had proposed',
    (bank) => Object.assign(task(bank, 'T4'), { decidedBy: 'S02' }),
  ],
  ['one person signed twice', 3, 'twice', (bank) => Object.assign(task(bank, 'T4'), { decidedBy: 'S03' })],
  [
    'who handled the first round handled the second',
    3,
    'an earlier one',
    (bank) => Object.assign(task(bank, 'T5'), { decidedBy: 'S04' }),
  ],
  [
    'nobody settled a promise',
    4,
    'nobody settled',
    (bank) => delete rowOf(bank.cases, { sk: 'PROMISE#0001' }).settledAt,
  ],
  [
    'the budget gave away more than was offered',
    4,
    'of its budget',
    (bank) => Object.assign(rowOf(bank.register, { entry: 'retention-budget#2026-01' }), { taken: 900 }),
  ],
  ['an offer took nothing of its budget', 4, 'of its budget', (bank) => bank.register.shift()],
  [
    'an alert has two labels',
    5,
    'LOST',
    (bank) => {
      bank.audit = [
        ...bank.audit.filter(({ entityId }) => entityId !== A),
        ...trail(
          A,
          { act: 'alert.closed', at: on(90), facts: { label: 'RETAINED' } },
          { act: 'alert.closed', at: on(91), facts: { label: 'LOST' } },
        ),
      ];
    },
  ],
  [
    'a customer had two alerts',
    5,
    `while ${A} was open`,
    (bank) => {
      bank.cases.push({
        caseId: 'A2',
        sk: 'HEAD',
        kind: 'alert',
        customerId: 'C1001',
        status: 'WATCHED',
        openedAt: on(80),
      });
    },
  ],
  [
    'a contact went without a look at consent',
    6,
    'without a look',
    (bank) =>
      Object.assign(rowOf(bank.contacts, { contactId: 'N4' }), {
        trace: '[{"rule":"cap","verdict":"PASS"}]',
      }),
  ],
  ['a mail came of which the ledger has no word', 6, 'no word of the arbiter', (bank) => bank.contacts.pop()],
  [
    'one word of the ledger let two mails through',
    6,
    'no word of the arbiter',
    (bank) =>
      bank.mails.push({
        ...bank.mails[3],
        id: 'm6',
        to: ['shen@customers.example'],
        subject: 'Again',
        sentAt: on(20),
      }),
  ],
  ['a task waits for ever', 7, "'Ask' may wait", (bank) => plant(bank, 'Ask', {})],
  [
    'a task waits longer than an execution lives',
    7,
    "'Ask' may wait",
    (bank) => plant(bank, 'Ask', { TimeoutSeconds: 99_999_999 }),
  ],
  ['an answer was forgotten', 8, 'used 0 times', (bank) => (bank.uses = new Map([...bank.uses, ['T2', 0]]))],
  ['an answer was used twice', 8, 'used 2 times', (bank) => (bank.uses = new Map([...bank.uses, ['T2', 2]]))],
  ['an answer is not kept', 8, 'is not kept', (bank) => delete task(bank, 'T2').answer],
  [
    'one task woke its execution twice',
    8,
    'with 2 answers',
    (bank) => bank.outbox.push({ outboxId: 'B2', kind: 'callback', way: 'DECIDED', taskId: 'T2' }),
  ],
  [
    'a task was given up below the top',
    11,
    'at level 2',
    (bank) => Object.assign(task(bank, 'T8'), { level: 2 }),
  ],
  [
    'an anonymous answer has a time',
    12,
    'holds at',
    (bank) => Object.assign(bank.answers[0] ?? {}, { at: on(40) }),
  ],
  [
    'an anonymous answer has a time among its values',
    12,
    'holds 2026',
    (bank) => Object.assign(bank.answers[0] ?? {}, { values: { overall: on(40) } }),
  ],
  [
    'the key of an anonymous answer is that of its invitation',
    12,
    'holds S2026',
    (bank) => Object.assign(bank.answers[0] ?? {}, { answerKey: S }),
  ],
  [
    'the key of an anonymous answer stands in the trail',
    12,
    'in another record',
    (bank) => bank.audit.push(...trail(Q, { act: 'survey.answered', at: on(40), facts: { key: 'f3a9' } })),
  ],
  [
    'an anonymous answer has a name that nobody gave',
    12,
    'did not give',
    (bank) => Object.assign(bank.answers[1] ?? {}, { values: { overall: 2 } }),
  ],
  [
    'an anonymous invitation holds scores',
    12,
    'stands in it',
    (bank) => Object.assign(head(bank, S), { naming: 'ANONYMOUS', scores: { csat: 2 } }),
  ],
  [
    'a record of the trail was changed',
    13,
    'E#00000002',
    (bank) => Object.assign(rowOf(bank.audit, { act: 'alert.closed' }), { at: on(1) }),
  ],
  [
    'a record of the trail was taken away',
    13,
    'E#00000002',
    (bank) => {
      bank.audit = bank.audit.filter(({ act }) => act !== 'alert.opened');
    },
  ],
  [
    'a name stands in an event',
    13,
    'the name of C1001 stands in event churn.alerted',
    (bank) => bank.told.push(event('churn.alerted', on(10), { facts: { name: '沈月华' } })),
  ],
  [
    'a number stands in the name of an execution',
    13,
    'the number of C1001',
    (bank) => bank.executions.push('visit-+861055501000'),
  ],
  [
    'an address stands in a subject',
    13,
    'the address of C1001',
    (bank) => Object.assign(bank.mails[4] ?? {}, { subject: `[${K}] shen@customers.example` }),
  ],
  [
    'words of a customer stand in an event',
    13,
    `what a customer said in ${K}`,
    (bank) =>
      bank.told.push(
        event('complaint.triaged', on(1), { caseId: K, facts: { what: 'Nobody ever rang me back' } }),
      ),
  ],
  [
    'a hold outlives its case',
    14,
    'of a case that is over',
    (bank) => delete rowOf(bank.customers, { sk: `HOLD#complaint#${K}` }).closedAt,
  ],
  [
    'a lock outlives its alert',
    14,
    'LOCK#alert',
    (bank) => Object.assign(rowOf(bank.customers, { sk: 'LOCK#alert' }), { caseId: A }),
  ],
  [
    'a hold belongs to no case',
    14,
    'of a case that is over',
    (bank) => bank.customers.push({ customerId: 'C1001', sk: 'HOLD#complaint#K9', caseId: 'K9' }),
  ],
  [
    'an alert waits for a complaint that is over',
    14,
    `still waits for ${K}`,
    (bank) => {
      const alert = head(bank, A);
      Object.assign(alert, { status: 'HELD', heldFor: K, heldUntil: on(200) });
    },
  ],
  [
    'an improvement is over and keeps its place',
    14,
    'improving#',
    (bank) => Object.assign(rowOf(bank.register, { entry: 'improving#exit#RATE' }), { state: 'OPEN' }),
  ],
  [
    'a contact stays reserved for a case that is over',
    14,
    'still reserved',
    (bank) => Object.assign(rowOf(bank.contacts, { contactId: 'N4' }), { state: 'RESERVED' }),
  ],
  [
    'a customer was reminded after the answer',
    15,
    'after it was answered',
    (bank) => Object.assign(rowOf(bank.outbox, { outboxId: 'M1' }), { createdAt: on(24, 1) }),
  ],
  [
    'a customer was reminded after the opt-out',
    15,
    'taken back',
    (bank) =>
      bank.told.push(
        event('consent.changed', on(22), {
          customerId: 'C1001',
          facts: { purpose: 'survey', channel: 'mail', state: 'WITHDRAWN' },
        }),
      ),
  ],
  [
    'a customer was reminded after a complaint',
    15,
    'had complained',
    (bank) => bank.told.push(event('complaint.received', on(22), { caseId: 'K8', customerId: 'C1001' })),
  ],
  [
    'a reminder belongs to no survey',
    15,
    'no survey',
    (bank) => Object.assign(rowOf(bank.outbox, { outboxId: 'M1' }), { caseId: 'S9' }),
  ],
];

/** Puts another time-out on a state of the machine. */
function plant(bank: Bank, name: string, its: object): void {
  const [machine] = bank.machines;
  const definition = JSON.parse(machine?.definition ?? '{}');
  definition.States['Ask departments'].ItemProcessor.States = { [name]: { Type: 'Task', ...its } };
  bank.machines = [{ name: 'ComplaintHandling', definition: JSON.stringify(definition) }];
}
