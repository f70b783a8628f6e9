/** Rows for the tests of the watch. */

/** An open task. */
export const task = (fields: Record<string, unknown>) => ({
  taskId: 'T1',
  v: 1,
  caseId: 'K1',
  step: 'Handle complaint',
  form: 'handling',
  clock: 'investigation',
  state: 'OPEN',
  assigneeId: 'S1',
  ...(fields.state === undefined ? { openFor: 'S1', openShard: 'O#1' } : {}),
  level: 1,
  generation: 1,
  why: ['dedicated-manager'],
  heldBy: [],
  createdAt: '2026-03-02T01:31:00.000Z',
  dueAt: '2026-03-05T01:31:00.000Z',
  assignedAt: '2026-03-02T01:31:00.000Z',
  checkpointAt: '2026-03-03T01:31:00.000Z',
  remindersSent: 0,
  rounds: 0,
  linkExpiry: 1_790_000_000,
  codeNumber: 1,
  wrongCodes: 0,
  execution: 'arn:execution',
  policies: { links: 1 },
  ...fields,
});

/** The head of a case. */
export const head = (fields: Record<string, unknown>) => ({
  caseId: 'K1',
  sk: 'HEAD',
  v: 1,
  kind: 'complaint',
  customerId: 'C1',
  status: 'ACKNOWLEDGED',
  round: 1,
  openedAt: '2026-03-02T01:30:00.000Z',
  execution: 'arn:execution',
  ...fields,
});
