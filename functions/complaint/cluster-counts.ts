/** Complaints by code and branch, over the register. */
import { ClusterRow, ClustersSince } from '../../shared/contracts/improvement.ts';
import { PassingContention } from '../../shared/faults/faults.ts';
import { type Clock, instantOf } from '../../shared/platform/clock.ts';
import { equals, holds, type Table } from '../../shared/platform/table.ts';
import type { ClusterCounts } from './ports.ts';

/** Complaints of one code and branch that are kept at most, the newest: more than three a day are a cluster without any reckoning. */
const MOST_KEPT = 1_000;

/** Times a count is read anew because another complaint was counted at the same moment. */
const MOST_LOOKS = 8;

const SINCE = 'clusters';

/** The counts. */
export const storedClusters = (register: Table, clock: Clock): ClusterCounts => ({
  since: async () => {
    const found = await register.get(ClustersSince, { entry: SINCE });
    if (found !== undefined) return found.since;
    const since = instantOf(clock.now());
    if (await register.putIfAbsent({ entry: SINCE, v: 1, since } satisfies ClustersSince)) return since;
    return (await register.get(ClustersSince, { entry: SINCE }))?.since ?? since;
  },

  add: async (entry, one, oldest) => {
    for (let look = 0; look < MOST_LOOKS; look++) {
      const before = await register.get(ClusterRow, { entry });
      if (before?.cases.some(({ caseId }) => caseId === one.caseId)) return before;
      const all = [...(before?.cases ?? []), one].toSorted((a, b) => (a.at < b.at ? -1 : 1));
      const from = oldest(all.at(-1)?.at ?? one.at);
      const row: ClusterRow = {
        entry,
        v: 1,
        cases: all.filter(({ at }) => at > from).slice(-MOST_KEPT),
        moves: (before?.moves ?? 0) + 1,
      };
      const { entry: _, ...set } = ClusterRow.parse(row);
      const unmoved =
        before === undefined
          ? holds(`${entry} is new`, 'attribute_not_exists(#entry)')
          : equals(`${entry} has not moved`, { moves: before.moves });
      if (await register.update({ entry }, { set }, unmoved)) return row;
    }
    throw new PassingContention(`The count ${entry} kept changing while a complaint was added to it.`);
  },
});
