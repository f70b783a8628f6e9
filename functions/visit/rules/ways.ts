/** By which ways a visit may be tried, the best first. */
import type { ContactChannel, VisitKind } from '../../../shared/contracts/codes.ts';
import type { ChannelAdapter, Reachable } from '../channels/adapter.ts';

/** What the choice depends on. */
export interface Choice {
  readonly kind: VisitKind;
  /** As it was planned, or as the last try left it. */
  readonly planned: ContactChannel;
  readonly preferred: ContactChannel | undefined;
  /** The order of the cadence. */
  readonly usual: readonly ContactChannel[];
  readonly customer: Reachable;
}

/**
 * The channels that can carry a visit to a customer: the planned one first, then what they prefer, then the usual ones. What
 * was planned for a person is not left to a mail, and what was planned as a mail is not made a call.
 */
export function waysOf(
  { kind, planned, preferred, usual, customer }: Choice,
  channels: Readonly<Record<ContactChannel, ChannelAdapter>>,
): ContactChannel[] {
  const carrier = channels[planned].carrier;
  const wanted = [planned, ...(preferred === undefined ? [] : [preferred]), ...usual];
  return [...new Set(wanted)].filter((channel) => {
    const adapter = channels[channel];
    return adapter.carrier === carrier && adapter.kinds.includes(kind) && adapter.reaches(customer);
  });
}
