/** Who provides what the pages of operations need. */
import * as z from 'zod';
import { Zone } from '../../shared/contracts/codes.ts';
import { CaseClock } from '../../shared/contracts/complaint.ts';
import { AnyHead, CaseSignal, ContactRow, OutboxRow, TaskRow } from '../../shared/contracts/items.ts';
import { clock } from '../../shared/platform/clock.ts';
import { environment, Setting } from '../../shared/platform/env.ts';
import { executionHistory } from '../../shared/platform/execution-history.ts';
import { OPEN_CASES, shardKeys } from '../../shared/platform/ids.ts';
import { Policies } from '../../shared/platform/policies.ts';
import { Table } from '../../shared/platform/table.ts';
import {
  complaintPackPolicy,
  escalationPolicy,
  serviceMapPolicy,
  workingTimePolicy,
} from '../../shared/policy/packs.ts';
import { CaseEntry, type CaseListDesk, type CaseRoomDesk } from './ports.ts';
import { recordOf } from './rules/audit-record.ts';
import { kinds } from './rules/filter.ts';

/** Settings of every page of operations. */
const appearance = {
  BANK_ZONE: Zone,
  BANK_NAME_ZH: Setting,
  BANK_NAME_EN: Setting,
  CASES_TABLE: Setting,
  TASKS_TABLE: Setting,
  POLICIES_TABLE: Setting,
} as const;

/** Open tasks of one person that are looked at. */
const MOST_HELD = 500;

/** What the case list needs. */
export function listWiring(): CaseListDesk {
  const env = environment(appearance);
  const cases = new Table(env.CASES_TABLE, 'caseId', 'sk');
  const tasks = new Table(env.TASKS_TABLE, 'taskId');
  const heads = async (caseIds: readonly string[]) =>
    cases.getMany(
      AnyHead,
      caseIds.map((caseId) => ({ caseId, sk: 'HEAD' })),
    );
  return {
    clock,
    zone: env.BANK_ZONE,
    bank: { 'zh-CN': env.BANK_NAME_ZH, en: env.BANK_NAME_EN },
    policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, {
      'complaint-pack': complaintPackPolicy,
      'working-time': workingTimePolicy,
    }),
    list: {
      index: ({ kind, isOpen }) => {
        // Of one kind there are fewer cases than open ones of all kinds.
        const [index, attribute, partitions] =
          isOpen && kind === undefined
            ? (['byOpening', 'openShard', shardKeys(OPEN_CASES)] as const)
            : (['byKind', 'kind', kind === undefined ? kinds : [kind]] as const);
        return {
          partitions,
          read: (partition, most, until) =>
            cases.query(CaseEntry, {
              index,
              of: [attribute, partition],
              ...(until !== undefined && { sort: { attribute: 'openedAt', until } }),
              newestFirst: true,
              most,
            }),
        };
      },
      heads,
      heldBy: async (holder) => {
        const held = await tasks.behind(z.object({ caseId: z.string() }), {
          index: 'byAssignee',
          of: ['openFor', holder],
          most: MOST_HELD,
        });
        return heads([...new Set(held.map(({ caseId }) => caseId))]);
      },
      tasksOf: (caseId) => tasks.behind(TaskRow, { index: 'byCase', of: ['caseId', caseId] }),
      clockOf: async (caseId) => {
        const [last] = await cases.query(CaseClock, {
          of: ['caseId', caseId],
          sort: { attribute: 'sk', startsWith: 'CLOCK#' },
          newestFirst: true,
          most: 1,
        });
        return last;
      },
    },
  };
}

/** Pages of a thousand events that are read of one execution. */
const MOST_PAGES = 5;

/** What the page of a case needs. */
export function roomWiring(): CaseRoomDesk {
  const env = environment({
    ...appearance,
    OUTBOX_TABLE: Setting,
    CONTACTS_TABLE: Setting,
    AUDIT_TABLE: Setting,
  });
  const cases = new Table(env.CASES_TABLE, 'caseId', 'sk');
  const tasks = new Table(env.TASKS_TABLE, 'taskId');
  const outbox = new Table(env.OUTBOX_TABLE, 'outboxId');
  const contacts = new Table(env.CONTACTS_TABLE, 'customerId', 'sk');
  const audit = new Table(env.AUDIT_TABLE, 'entityId', 'sk');
  return {
    clock,
    zone: env.BANK_ZONE,
    bank: { 'zh-CN': env.BANK_NAME_ZH, en: env.BANK_NAME_EN },
    policies: new Policies(new Table(env.POLICIES_TABLE, 'name', 'sk'), clock, {
      'complaint-pack': complaintPackPolicy,
      'working-time': workingTimePolicy,
      'service-map': serviceMapPolicy,
      escalation: escalationPolicy,
    }),
    cases: {
      head: (caseId) => cases.get(AnyHead, { caseId, sk: 'HEAD' }),
      tasks: (caseId) => tasks.behind(TaskRow, { index: 'byCase', of: ['caseId', caseId] }),
      signals: (caseId) =>
        cases.query(CaseSignal, { of: ['caseId', caseId], sort: { attribute: 'sk', startsWith: 'SIGNAL#' } }),
      clocks: (caseId) =>
        cases.query(CaseClock, { of: ['caseId', caseId], sort: { attribute: 'sk', startsWith: 'CLOCK#' } }),
      mails: async (caseId) => {
        const rows = await outbox.behind(OutboxRow, { index: 'byCase', of: ['caseId', caseId] });
        return rows.filter((row) => row.kind === 'mail');
      },
      contacts: async (customerId, caseId, from) => {
        const all = await contacts.query(ContactRow, {
          of: ['customerId', customerId],
          // Beyond the last of these keys come those of other kinds of rows.
          sort: { attribute: 'sk', from: `CONTACT#${from}`, until: 'CONTACT#~' },
        });
        return all.filter((contact) => contact.caseId === caseId);
      },
      audit: async (caseId) => {
        const of = ['entityId', caseId] as const;
        const records = await audit.query(z.unknown(), { of, sort: { attribute: 'sk', startsWith: 'E#' } });
        return records.map(recordOf);
      },
      history: (execution) => executionHistory(execution, MOST_PAGES),
    },
  };
}
