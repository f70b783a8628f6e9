/** The tables as data, without the CDK: the stack builds them, and tests run on the same keys and indexes. */
import type { BankTableProps } from '../constructs/bank-table.ts';

/** Keys and indexes of every table; what their items hold is in shared/contracts/items.ts. */
export const tables = {
  Customers: {
    key: ['customerId', 'sk'],
    indexes: {
      byGrade: { key: ['gradeShard', 'gradeKey'] },
      byScore: { key: ['scoreShard', 'scoreKey'], carries: ['peaks'] },
      // Only alerts that wait for room are in it, and what is held back while a complaint is open; it carries what is listed.
      byWaiting: { key: ['waitingShard', 'waitingKey'], carries: ['waiting'] },
      // None of it changes but with the key.
      byPlan: { key: ['planShard', 'planKey'], carries: ['kind', 'day', 'channel', 'mustBy', 'topic'] },
      // Only profiles have a manager.
      byManager: { key: ['managerId', 'customerId'] },
      // Only profiles have a tier: every customer is in it, for whoever draws some of them.
      byTier: { key: ['tier', 'customerId'] },
    },
  },
  Staff: {
    key: ['staffId', 'sk'],
    indexes: {
      byRole: { key: ['role', 'staffId'], carries: 'everything' },
      // Only absences have a first day.
      byFirstDay: { key: ['from', 'staffId'] },
    },
  },
  Intake: {
    key: ['businessKey'],
    indexes: { byState: { key: ['state', 'receivedAt'], carries: ['reason'] } },
  },
  Cases: {
    key: ['caseId', 'sk'],
    indexes: {
      byCustomer: { key: ['customerId', 'openedAt'] },
      byOpening: { key: ['openShard', 'openedAt'], carries: ['execution'] },
      byKind: { key: ['kind', 'openedAt'] },
    },
  },
  Tasks: {
    key: ['taskId'],
    indexes: {
      byAssignee: { key: ['openFor', 'dueAt'] },
      byCheckpoint: {
        key: ['openShard', 'checkpointAt'],
        carries: ['caseId', 'generation', 'execution'],
      },
      // Only tasks that were given on, until their holder begins.
      byReturn: { key: ['returns', 'returnAt'] },
      byCase: { key: ['caseId', 'createdAt'], carries: ['step', 'execution'] },
    },
  },
  TaskTokens: { key: ['taskId'] },
  Outbox: {
    key: ['outboxId'],
    indexes: {
      pending: { key: ['pendingShard', 'pendingKey'] },
      // Mails and signals, which are about a case; none of its key changes, so what is sent costs no write in it.
      byCase: { key: ['caseId', 'createdAt'] },
    },
  },
  Contacts: { key: ['customerId', 'sk'] },
  Signals: { key: ['customerId', 'sk'], timeToLive: 'expiresAt' },
  Answers: { key: ['surveyId', 'answerKey'] },
  Policies: { key: ['name', 'sk'] },
  Register: { key: ['entry'], indexes: { byState: { key: ['state', 'openedAt'] } } },
  Audit: { key: ['entityId', 'sk'] },
} as const satisfies Record<string, Omit<BankTableProps, 'encryptionKey'>>;

/** Names of the tables. */
export type TableName = keyof typeof tables;
