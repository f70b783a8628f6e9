/** A small bank in which everything is as it must be: what tests plant their faults in. */
import { createHash } from 'node:crypto';
import type { Row } from '../../../../../../infra/local/story/account/reading.ts';
import type { Seen, Told } from '../../../../../../infra/local/story/account/seen.ts';

/** The same, to be changed. */
export type Bank = {
  -readonly [Field in keyof Seen]: Seen[Field] extends readonly (infer Of)[] ? Of[] : Seen[Field];
};

type Changing = { -readonly [Field in keyof Row]: Row[Field] };

/** A moment of a day of the play, at ten. */
export const on = (day: number, minute = 0): string =>
  new Date(Date.parse('2026-01-01T10:00:00.000Z') + day * 86_400_000 + minute * 60_000).toISOString();

export const K = 'K20260102-AAAAAAAAAA';
export const V = 'V20260105-AAAAAAAAAA';
export const A = 'A20260110-AAAAAAAAAA';
export const S = 'S20260120-AAAAAAAAAA';
export const Q = 'Q20260201-AAAAAAAAAA';

const arn = (name: string): string => `arn:aws:states:us-east-1:000000000000:execution:Machine:${name}`;

/** An event as the archive has it. */
export function event(name: string, at: string, its: Partial<Told> & { facts?: Row } = {}): Told {
  const { caseId = '', customerId = '', facts = {} } = its;
  const detail = { id: `${name} ${at} ${caseId}`, at, caseId, customerId, facts };
  const line = JSON.stringify({ 'detail-type': name, detail });
  return { name, at: Date.parse(at), caseId, customerId, facts, line };
}

/** A trail of an entity, sealed as it has to be. */
export function trail(entityId: string, ...deeds: { act: string; at: string; facts?: Row }[]): Row[] {
  let before = '0'.repeat(64);
  return deeds.map(({ act, at, facts = {} }, number) => {
    const sk = `E#${String(number + 1).padStart(8, '0')}`;
    const record = { entityId, sk, v: 1, at, actor: 'somebody', act, facts, before };
    const sorted = Object.entries(facts).sort(([one], [other]) => (one < other ? -1 : 1));
    const sealed = JSON.stringify([entityId, sk, 1, at, 'somebody', act, sorted, before]);
    before = createHash('sha256').update(sealed).digest('hex');
    return { ...record, hash: before };
  });
}

/** An answer of staff to a task of a case. */
export const answered = (taskId: string, form: string, by: string, at: string, its: Row = {}): Row => ({
  taskId,
  caseId: K,
  form,
  clock: form,
  state: 'DECIDED',
  level: 1,
  createdAt: at,
  decidedAt: at,
  decidedBy: by,
  answer: '{}',
  execution: arn(`complaint-${K}-r1`),
  ...its,
});

const consented = JSON.stringify([{ rule: 'consent', verdict: 'PASS' }]);
const contact = (contactId: string, at: string, its: Row = {}): Row => ({
  customerId: 'C1001',
  sk: `CONTACT#${at}#${contactId}`,
  contactId,
  at,
  channel: 'mail',
  state: 'SENT',
  sentAt: at,
  trace: consented,
  caseId: K,
  ...its,
});

/** What a complaint in two rounds, a visit, an alert, a survey and a campaign without names leave behind. */
export function soundBank(): Bank {
  const head = { sk: 'HEAD', customerId: 'C1001', round: 1, status: 'CLOSED' };
  const tasks = [
    answered('T1', 'triage', 'S01', on(1)),
    answered('T2', 'proposal', 'S02', on(2)),
    answered('T3', 'approval', 'S03', on(3)),
    answered('T4', 'approval', 'S04', on(3, 5), { clock: 'co-sign' }),
    answered('T5', 'proposal', 'S05', on(11), {
      execution: arn(`complaint-${K}-r2`),
      recused: ['S02', 'S03'],
    }),
    answered('T6', 'visit', 'S02', on(6), { caseId: V, execution: arn(`visit-${V}-r1`) }),
    answered('T7', 'survey-recovery', 'S03', on(24), { caseId: S, execution: arn(`survey-${S}-r1`) }),
    { taskId: 'T8', caseId: V, form: 'visit', state: 'EXPIRED', level: 4, createdAt: on(5) },
    {
      taskId: 'T9',
      caseId: K,
      form: 'customer-word',
      holder: 'customer',
      state: 'EXPIRED',
      level: 1,
      createdAt: on(5),
    },
  ];
  return {
    now: Date.parse(on(100)),
    cases: [
      {
        ...head,
        caseId: K,
        kind: 'complaint',
        round: 2,
        outcome: 'RESOLVED_PARTLY',
        openedAt: on(1),
        reopenedAt: on(10),
        triageId: 'T1',
        respondentId: 'S08',
        dueAt: on(25),
        decidedAt: on(12),
        closedAt: on(13),
      },
      { caseId: K, sk: 'NOTE#0000', text: 'Nobody ever rang me back about the card.', respondentId: 'S09' },
      { caseId: K, sk: 'ROUND#0001', outcome: 'REJECTED', dueAt: on(40), decidedAt: on(4), closedAt: on(8) },
      { caseId: K, sk: 'CLOCK#0001', number: 1, why: 'receipt', dueAt: on(16) },
      { caseId: K, sk: 'CLOCK#0002', number: 2, why: 'extension', approvedBy: 'S03', dueAt: on(40) },
      { caseId: K, sk: 'LETTER#0001', kind: 'decision', sealedAt: on(4) },
      { caseId: K, sk: 'LETTER#0002', kind: 'decision', sealedAt: on(12) },
      { ...head, caseId: V, kind: 'visit', outcome: 'COMPLETED', openedAt: on(5), closedAt: on(7) },
      {
        caseId: V,
        sk: 'PROMISE#0001',
        text: 'Send the leaflet about deposits.',
        settledAt: on(6),
        kept: 'YES',
      },
      { ...head, caseId: A, kind: 'alert', outcome: 'RETAINED', openedAt: on(10), closedAt: on(90) },
      { caseId: A, sk: 'STEP#0001', what: 'OFFER', cost: 400, budget: '2026-01' },
      {
        ...head,
        caseId: S,
        kind: 'survey',
        outcome: 'COMPLETED',
        naming: 'NAMED',
        surveyId: 'complaint-2026-01',
        ratedId: 'S02',
        openedAt: on(19),
        invitedAt: on(20),
        participation: 'SUBMITTED',
        participatedAt: on(24),
        closedAt: on(25),
      },
      {
        ...head,
        caseId: Q,
        kind: 'campaign',
        customerId: 'nobody',
        naming: 'ANONYMOUS',
        outcome: 'PUBLISHED',
        openedAt: on(31),
        closedAt: on(60),
      },
    ],
    tasks,
    customers: [
      {
        customerId: 'C1001',
        sk: 'PROFILE',
        name: '沈月华',
        phone: '+861055501000',
        email: 'shen@customers.example',
      },
      { customerId: 'C1001', sk: `HOLD#complaint#${K}`, caseId: K, closedAt: on(13) },
      { customerId: 'C1001', sk: 'LOCK#alert', at: on(90) },
    ],
    staff: [
      { staffId: 'S08', sk: 'PROFILE', email: 's08@bank.example', superiorId: 'S11' },
      { staffId: 'S11', sk: 'PROFILE', email: 's11@bank.example' },
    ],
    contacts: [
      contact('N1', on(1, 1)),
      contact('N2', on(4, 1)),
      contact('N3', on(12, 1)),
      contact('N4', on(20), { caseId: S }),
    ],
    signals: [],
    answers: [
      {
        surveyId: Q,
        answerKey: 'f3a9',
        v: 1,
        state: 'SUBMITTED',
        definition: 'pulse',
        values: { overall: 4 },
      },
      {
        surveyId: Q,
        answerKey: 'S20260203-BBBBBBBBBB',
        v: 1,
        state: 'SUBMITTED',
        values: { 'wants-contact': 'YES' },
        by: { customerId: 'C1001' },
      },
    ],
    intake: [{ businessKey: 'complaint#web#1', state: 'ACCEPTED', caseId: K }],
    register: [
      { entry: 'retention-budget#2026-01', taken: 400 },
      { entry: 'improving#exit#RATE', state: 'CLOSED', caseId: 'I1' },
    ],
    outbox: [
      { outboxId: 'M1', kind: 'mail', template: 'survey-reminder', caseId: S, createdAt: on(23) },
      { outboxId: 'B1', kind: 'callback', way: 'DECIDED', taskId: 'T2' },
    ],
    audit: [
      ...trail(V, { act: 'visit.closed', at: on(7), facts: { outcome: 'COMPLETED' } }),
      ...trail(
        A,
        { act: 'alert.opened', at: on(10) },
        { act: 'alert.closed', at: on(90), facts: { label: 'RETAINED' } },
      ),
    ],
    mails: [
      {
        id: 'm1',
        to: ['shen@customers.example'],
        subject: `[${K}] We have received your complaint`,
        sentAt: on(1, 1),
      },
      { id: 'm2', to: ['shen@customers.example'], subject: `[${K}] Our decision`, sentAt: on(4, 1) },
      { id: 'm3', to: ['shen@customers.example'], subject: `[${K}] Our decision`, sentAt: on(12, 1) },
      { id: 'm4', to: ['shen@customers.example'], subject: 'We would like to hear from you', sentAt: on(20) },
      { id: 'm5', to: ['s11@bank.example'], subject: `[${K}] Approve, due today`, sentAt: on(13) },
    ],
    told: [
      event('complaint.received', on(1), { caseId: K, customerId: 'C1001' }),
      event('complaint.acknowledged', on(1), { caseId: K, customerId: 'C1001' }),
      event('complaint.extended', on(3), { caseId: K, facts: { clock: 2 } }),
      event('complaint.closed', on(8), { caseId: K }),
      event('complaint.reopened', on(10), { caseId: K, customerId: 'C1001', facts: { why: 'SURVEY' } }),
      event('complaint.closed', on(13), { caseId: K }),
      event('churn.closed', on(90), { caseId: A }),
      event('survey.closed', on(25), { caseId: S }),
      event('survey.campaign-closed', on(60), { caseId: Q }),
    ],
    machines: [
      {
        name: 'ComplaintHandling',
        definition: JSON.stringify({
          States: {
            Triage: { Type: 'Task', TimeoutSeconds: '{% $task.waitSeconds %}' },
            Look: { Type: 'Wait', Timestamp: '{% $case.wakeAts[0] %}' },
            'Ask departments': {
              Type: 'Map',
              ItemProcessor: { States: { Ask: { Type: 'Task', TimeoutSeconds: 900 } } },
            },
          },
        }),
      },
    ],
    executions: [`complaint-${K}-r1`, `complaint-${K}-r2`],
    uses: new Map(tasks.filter(({ state }) => state === 'DECIDED').map(({ taskId }) => [String(taskId), 1])),
  };
}

/** The row of a bank that has all these fields, to be changed. */
export function rowOf(rows: readonly Row[], fields: Row): Changing {
  const found = rows.find((row) => Object.entries(fields).every(([name, value]) => row[name] === value));
  if (found === undefined) throw new Error(`There is no row with ${JSON.stringify(fields)}.`);
  return found as Changing;
}
