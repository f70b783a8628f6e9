/** When campaigns are held, and when their invitations go out. */
import { dayAfter } from '../../../shared/policy/days.ts';
import type { CampaignPlan, Surveying } from '../../../shared/policy/surveying.ts';
import { addWorkingTime, type WorkingTime } from '../../../shared/policy/working-time.ts';

/** A campaign, and the day on which it is held. */
export interface DueCampaign {
  readonly plan: CampaignPlan;
  /** `2026-01-15` */
  readonly day: string;
}

/** Days for which a campaign that was not begun on its day is still begun: nobody was there to run it, e.g. in an outage. */
const STILL_DUE_FOR_DAYS = 6;

/** The campaigns that are due on a day, each with the day for which it was planned. */
export function dueOn(today: string, { campaigns }: Pick<Surveying, 'campaigns'>): DueCampaign[] {
  const days = Array.from({ length: STILL_DUE_FOR_DAYS + 1 }, (_, ago) => dayAfter(today, -ago));
  return campaigns.flatMap((plan) => {
    const day = days.find((one) => isPlannedFor(one, plan));
    return day === undefined ? [] : [{ plan, day }];
  });
}

const isPlannedFor = (day: string, { months, dayOfMonth }: CampaignPlan): boolean =>
  months.includes(Number(day.slice(5, 7))) && Number(day.slice(8)) === dayOfMonth;

/** Which of the customers who are asked together somebody is, from 0 on, and since when they are asked. */
export interface Place {
  readonly place: number;
  readonly since: string;
}

/**
 * When the customer at a place is asked: batch after batch, in the working time of the bank alone, so that neither the mail
 * service nor whoever answers questions about a survey meets all of them at once.
 */
export const askAtOf = (
  { place, since }: Place,
  { size, everyMinutes }: Surveying['batch'],
  calendar: WorkingTime,
): string => addWorkingTime(since, Math.floor(place / size) * everyMinutes, calendar);
