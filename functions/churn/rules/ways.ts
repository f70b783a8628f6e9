/** By which ways a customer who may leave is spoken with, the best first. */
import type { ContactChannel } from '../../../shared/contracts/codes.ts';
import type { CustomerProfile } from '../../../shared/contracts/items.ts';

/** Ways by which a person speaks with a customer. */
const spoken: readonly ContactChannel[] = ['phone', 'wechat', 'video', 'in-person'];

/** Whether a way reaches a customer at all. */
function reaches(channel: ContactChannel, { email, phone }: CustomerProfile): boolean {
  if (channel === 'in-person') return true;
  return (channel === 'mail' || channel === 'video' ? email : phone) !== undefined;
}

/** The ways for a talk: what the customer prefers first. */
export function waysOf(profile: CustomerProfile): ContactChannel[] {
  const { preferredChannel: preferred } = profile;
  const wanted = preferred !== undefined && spoken.includes(preferred) ? [preferred, ...spoken] : spoken;
  return [...new Set(wanted)].filter((channel) => reaches(channel, profile));
}

/** All ways, that of automatic care included. */
export const everyWayOf = (profile: CustomerProfile): ContactChannel[] => [
  ...waysOf(profile),
  ...(reaches('mail', profile) ? (['mail'] as const) : []),
];
