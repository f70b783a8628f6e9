/** What happened to a case, oldest first: its audit trail, with the mails, signals and contacts in between. */
import type { AuditRecord, CaseSignal, ContactRow, OutboxMail } from '../../../shared/contracts/items.ts';

/** Facts that stay in the audit: who has a seed tells of every customer whose number they know whether they are asked. */
const UNSHOWN: ReadonlySet<string> = new Set(['seed']);

/** Something that happened; codes, ids, dates and amounts. */
export type Event = { readonly at: string } & (
  | {
      readonly of: 'audit';
      readonly act: string;
      readonly actor: string;
      readonly facts: AuditRecord['facts'];
    }
  | { readonly of: 'mail'; readonly template: string; readonly to: string; readonly state: string }
  | { readonly of: 'signal'; readonly signal: string }
  | { readonly of: 'contact'; readonly class: string; readonly channel: string; readonly state: string }
);

/** What is put together. */
export interface Happened {
  readonly audit: readonly AuditRecord[];
  readonly mails: readonly OutboxMail[];
  readonly signals: readonly CaseSignal[];
  readonly contacts: readonly ContactRow[];
}

/** All of it in order; at the same moment what was done comes before what was told of it. */
export function timelineOf({ audit, mails, signals, contacts }: Happened): Event[] {
  const events: Event[] = [
    ...signals.map(({ at, kind }) => ({ at, of: 'signal', signal: kind }) as const),
    ...audit.map(
      ({ at, act, actor, facts }) => ({ at, of: 'audit', act, actor, facts: shown(facts) }) as const,
    ),
    ...contacts.map(
      ({ at, sentAt, class: its, channel, state }) =>
        ({ at: sentAt ?? at, of: 'contact', class: its, channel, state }) as const,
    ),
    ...mails.map(
      ({ createdAt, sentAt, template, to, state }) =>
        ({ at: sentAt ?? createdAt, of: 'mail', template, to: to.id, state }) as const,
    ),
  ];
  return events.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

const shown = (facts: AuditRecord['facts']): AuditRecord['facts'] =>
  Object.fromEntries(Object.entries(facts).filter(([name]) => !UNSHOWN.has(name)));
