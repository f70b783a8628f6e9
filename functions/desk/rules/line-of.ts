/** Which line of the bank looks after a customer. */
import type { CustomerType, Line, Tier } from '../../../shared/contracts/codes.ts';

/** Corporate customers have a line of their own; of the others vip customers are served by the high-end line (R273). */
export function lineOf({ type, tier }: { readonly type: CustomerType; readonly tier: Tier }): Line {
  if (type === 'corporate') return 'corporate';
  return tier === 'vip' ? 'high-end' : 'ordinary';
}
