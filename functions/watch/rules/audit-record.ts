/** Records of the audit trail, also those that somebody spoilt. */
import { AuditRecord } from '../../../shared/contracts/items.ts';

/** A record as it stands, also one that was spoilt: a field that is none makes its hash wrong, which is what is asked. */
export function recordOf(item: unknown): AuditRecord {
  const { success, data } = AuditRecord.safeParse(item);
  if (success) return data;
  const { entityId, sk } = item as Record<'entityId' | 'sk', unknown>;
  const nothing = { v: 1 as const, at: '', actor: '', act: '', facts: {}, before: '', hash: '' };
  return { ...nothing, entityId: String(entityId), sk: String(sk) };
}
