/** What of a change moves the greetings of a customer. */
import type { CustomerChanged } from '../../../shared/contracts/events.ts';

type Changed = keyof NonNullable<CustomerChanged['changed']>;

/** Fields of a profile on which days, ways and the right to greet depend. */
const depended: ReadonlySet<string> = new Set<Changed>([
  'type',
  'zone',
  'email',
  'phone',
  'preferredChannel',
  'deceased',
  'minor',
  'doNotContact',
]);

/** Whether greetings may fall on other days, go another way, or be no longer allowed. */
export const movesGreetings = ({
  changed = {},
  consents = [],
  dates = [],
}: Pick<CustomerChanged, 'changed' | 'consents' | 'dates'>): boolean =>
  dates.length > 0 ||
  consents.some(({ purpose }) => purpose === 'care') ||
  Object.keys(changed).some((field) => depended.has(field));
