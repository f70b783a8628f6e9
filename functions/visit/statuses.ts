/** Where a visit stands, as its steps see it. */
import type { VisitHead } from '../../shared/contracts/items.ts';

type Status = VisitHead['status'];

/** Statuses in which the customer has not been reached yet. */
export const underWay: readonly Status[] = ['WAITING', 'GIVEN'];

/** Statuses in which a visit is not over. */
export const openStatuses: readonly Status[] = ['PLANNED', ...underWay, 'RECORDED', 'FOLLOWED'];
