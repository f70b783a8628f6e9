/** Whose customer it is. */
import type { CustomerProfile } from '../../shared/contracts/items.ts';
import type { VisitDesk } from './ports.ts';

/** The customer's manager, if there is one who still works here. */
export async function managerOf(
  { staff }: Pick<VisitDesk, 'staff'>,
  { managerId }: CustomerProfile,
): Promise<string | undefined> {
  if (managerId === undefined) return undefined;
  return (await staff.find(managerId))?.active === true ? managerId : undefined;
}
