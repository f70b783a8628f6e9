/** Mails that tell staff of an alert; they ask nothing of them. */
import type { AlertHead } from '../../shared/contracts/churn.ts';
import type { Line, Role } from '../../shared/contracts/codes.ts';
import type { OutboxMail } from '../../shared/contracts/items.ts';
import { customerOf, mailTo } from '../../shared/platform/advance.ts';
import { lineOf } from '../../shared/policy/service-map.ts';
import type { AlertDesk } from './ports.ts';

/** Everybody of some roles who serves the customer's line, each once a reason and moment (R185). */
export async function noticesTo(
  desk: Pick<AlertDesk, 'staff' | 'customers'>,
  head: AlertHead,
  roles: readonly Role[],
  at: string,
  facts: OutboxMail['facts'],
  why: string,
): Promise<OutboxMail[]> {
  if (roles.length === 0) return [];
  const { type, tier } = await customerOf(desk, head);
  const line: Line = lineOf({ type, tier });
  const found = await Promise.all(roles.map((role) => desk.staff.inRole(role)));
  return found
    .flat()
    .filter(({ active, lines }) => active && lines.includes(line))
    .map(({ staffId }) =>
      mailTo({ kind: 'staff', id: staffId }, head, at, { template: 'alert-notice', facts }, [why, at]),
    );
}
