/** The figures of before and after by which an improvement is judged. */
import type { ImprovementHead, MeasuredFigure } from '../../shared/contracts/improvement.ts';
import type { MeasureDesk } from './ports.ts';
import { type About, aboutOf } from './rules/about.ts';

const DAY = 86_400_000;

/** So many days after a moment; before it, if there are fewer than none. */
export const daysLater = (at: string, days: number): string =>
  new Date(Date.parse(at) + days * DAY).toISOString();

/** What happened in so many days until a moment; undefined where it is no event that is counted. */
export async function eventsUntil(
  { figures }: Pick<MeasureDesk, 'figures'>,
  about: About | undefined,
  from: string,
  until: string,
): Promise<MeasuredFigure | undefined> {
  if (about === undefined || about.by === 'DRIVER') return undefined;
  const value = await countOf(figures, about, from, until);
  return { what: 'EVENTS', value, n: (Date.parse(until) - Date.parse(from)) / DAY, from, until };
}

function countOf(
  figures: MeasureDesk['figures'],
  about: Exclude<About, { readonly by: 'DRIVER' }>,
  from: string,
  until: string,
): Promise<number> {
  switch (about.by) {
    case 'COMPLAINTS':
      return figures.complaints(about.of, from, until);
    case 'LEAVERS':
      return figures.leavers(about.reason, from, until);
    case 'ALERTS':
      return figures.alerts(about.cause, from, until);
  }
}

/**
 * The figure of after: of a driver what the next campaign has found that began to ask afterwards, in the same words; of events
 * what happened until the day of the measure. NOT_YET where one may still come, NEVER where the words have changed.
 */
export async function figureAfter(
  desk: Pick<MeasureDesk, 'figures'>,
  { key, originId, carriedOutAt, measureAt }: ImprovementHead,
  at: string,
): Promise<MeasuredFigure | 'NOT_YET' | 'NEVER'> {
  const about = aboutOf(key);
  if (about === undefined || carriedOutAt === undefined || measureAt === undefined) return 'NEVER';
  if (about.by !== 'DRIVER') {
    if (at < measureAt) return 'NOT_YET';
    return (await eventsUntil(desk, about, carriedOutAt, measureAt)) ?? 'NEVER';
  }
  const campaignId = await desk.figures.campaignAfter(about.campaign, carriedOutAt);
  if (campaignId === undefined) return 'NOT_YET';
  const [before, after] = await Promise.all([
    desk.figures.ofDriver(originId, about.driver),
    desk.figures.ofDriver(campaignId, about.driver),
  ]);
  if (after === undefined) return 'NOT_YET';
  return before?.trendKey === after.trendKey ? after.figure : 'NEVER';
}
