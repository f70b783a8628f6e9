/** Handler of our own events about complaints: counts them by code and branch, and has a cluster that is no chance improved. */
import * as z from 'zod';
import { Id } from '../../shared/contracts/codes.ts';
import { FeedbackClass, TaxonomyCode } from '../../shared/contracts/complaint.ts';
import { customerOf, headOf } from '../../shared/platform/advance.ts';
import { step } from '../../shared/platform/step.ts';
import type { ClusterDesk } from './ports.ts';
import { clusterIn, daysBefore } from './rules/cluster.ts';
import { clusterWiring } from './wiring.ts';

/** What EventBridge hands over: what triage found, or that the case is closed with what was found in the end. */
export const Heard = z.discriminatedUnion('detail-type', [
  z.object({
    'detail-type': z.literal('complaint.triaged'),
    detail: z.object({
      caseId: Id,
      facts: z.object({ class: FeedbackClass, business: TaxonomyCode, cause: TaxonomyCode }).loose(),
    }),
  }),
  z.object({ 'detail-type': z.literal('complaint.closed'), detail: z.object({ caseId: Id }) }),
]);

/** Whether a cluster stands out with this complaint. */
export const Watched = z.strictObject({ cluster: z.enum(['YES', 'NO']) });
export type Watched = z.infer<typeof Watched>;

/** Cases that a wish names at most. */
const MOST_LINKED = 50;

/**
 * Counts a complaint once under the codes that triage found, and under those of its end where the investigation found another
 * cause; heard again or in another order, the counts are the same.
 */
export const watchClusters = (desk: ClusterDesk) =>
  step(
    Heard,
    Watched,
    async (event): Promise<Watched> => {
      const { caseId } = event.detail;
      const head = await headOf(desk, caseId);
      const codes = event['detail-type'] === 'complaint.triaged' ? event.detail.facts : head;
      const { business, cause } = codes;
      if (codes.class !== 'COMPLAINT' || business === undefined || cause === undefined)
        return { cluster: 'NO' };
      const { branch } = await customerOf(desk, head);
      const { clusters } = await desk.surveying();
      const key = `cluster#${business}#${cause}#${branch}` as const;
      const since = await desk.counts.since();
      const row = await desk.counts.add(key, { caseId, at: head.openedAt }, (newest) =>
        daysBefore(newest, clusters.windowDays + clusters.baselineDays),
      );
      const found = clusterIn(row, since, clusters);
      if (found === undefined) return { cluster: 'NO' };
      const { caseIds, from, until } = found;
      await desk.improvements.open({
        v: 1,
        source: 'CLUSTER',
        key,
        originId: caseId,
        linked: caseIds.filter((id) => id !== caseId).slice(-MOST_LINKED),
        business,
        cause,
        before: { what: 'EVENTS', value: caseIds.length, n: clusters.windowDays, from, until },
      });
      return { cluster: 'YES' };
    },
    { name: 'watch-clusters', ids: ({ detail: { caseId } }) => ({ caseId }) },
  );

/** What Lambda runs. */
export const handler = watchClusters(clusterWiring());
