/** Satisfaction by tier, branch and manager, of as many groups as give nobody away. */
import type { SurveyAnswer } from '../../../shared/contracts/survey.ts';
import { shareOf } from '../../../shared/policy/proportions.ts';
import { type Weighed, welchOf } from '../../../shared/policy/statistics.ts';
import { HIDDEN, meanWithin, RANGES, shownIf, weighedShare } from './figures.ts';
import type { Evaluated, GroupResult, Mean, Showing, Shown, SurveyResults } from './report-shape.ts';
import { type Belongs, showable } from './suppression.ts';

/** A rating of the bank as a whole, what it weighs, and whose it is. */
export interface Rated extends Weighed {
  readonly answer: SurveyAnswer;
}

type Property = 'tier' | 'branch' | 'manager' | 'mode';

const PROPERTIES = ['tier', 'branch', 'manager', 'mode'] as const;

const belonging = ({ answer: { by, mode } }: Rated): Belongs<Property> => ({
  mode,
  ...(by === undefined ? {} : { tier: by.tier, branch: by.branch }),
  ...(by?.managerId === undefined ? {} : { manager: by.managerId }),
});

/** What ratings say of groups, and of the ways by which people were asked. */
export function splitsOf(
  ratings: readonly Rated[],
  seen: Evaluated,
  showing: Showing,
): Pick<SurveyResults, 'groups' | 'mode'> {
  const { leastInGroup: least } = showing;
  const visible = showable(ratings.map(belonging), PROPERTIES, least);
  const by = (property: Property) =>
    [...Map.groupBy(ratings, (one) => belonging(one)[property] ?? '')]
      .filter(([key]) => key !== '')
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const groupsOf = (property: Property): GroupResult[] =>
    by(property).map(([key, rows]) => ({
      key,
      satisfaction: visible.has(property, key) ? satisfactionOf(rows, showing) : HIDDEN,
    }));
  const modes = new Map(by('mode'));
  const [web = [], phone = []] = [modes.get('WEB'), modes.get('PHONE')];
  return {
    ...(seen.naming === 'NAMED'
      ? {
          groups: {
            tier: groupsOf('tier'),
            branch: groupsOf('branch'),
            manager: groupsOf('manager').map((group) => ({
              ...group,
              ...complaintsOf(group.key, seen, least),
            })),
          },
        }
      : {}),
    mode: {
      web: web.length,
      phone: phone.length,
      difference:
        visible.has('mode', 'WEB') && visible.has('mode', 'PHONE') ? differenceOf(phone, web, least) : HIDDEN,
    },
  };
}

function satisfactionOf(rows: readonly Rated[], { high }: Showing): GroupResult['satisfaction'] {
  const mean = meanWithin(rows, RANGES.RATING);
  const satisfied = weighedShare(rows, (value) => value >= high.csat);
  return mean === undefined || satisfied === undefined
    ? HIDDEN
    : { shown: true, of: rows.length, value: { mean, satisfied } };
}

/** Of the customers of a manager who were asked, those who complained in the time of the campaign. */
function complaintsOf(
  manager: string,
  { invitations, complaints }: Evaluated,
  least: number,
): Pick<GroupResult, 'complaintRate'> {
  if (complaints === undefined) return {};
  const theirs = new Set(
    invitations.filter(({ managerId }) => managerId === manager).map(({ customerId }) => customerId),
  );
  const complained = new Set(
    complaints.flatMap(({ customerId }) => (theirs.has(customerId) ? customerId : [])),
  );
  return {
    complaintRate: shownIf(theirs.size, least, () => shareOf({ count: complained.size, of: theirs.size })),
  };
}

/** The first mean less the second, of other people, where both are enough. */
export function differenceOf(
  first: readonly Weighed[],
  second: readonly Weighed[],
  least: number,
  range: readonly [number, number] = RANGES.RATING,
): Shown<ReturnType<typeof welchOf>> {
  return shownIf(Math.min(first.length, second.length), least, () => {
    const means = [first, second].map((some) => meanWithin(some, range));
    const [one, other]: (Mean | undefined)[] = means;
    return one === undefined || other === undefined ? undefined : welchOf(one, other);
  });
}
