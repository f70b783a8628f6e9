/** A video call, made by a member of staff from the invitation that was mailed to the customer. */
import { mailAddressOf } from '../../../shared/policy/mail-address.ts';
import { type ChannelAdapter, spoken } from './adapter.ts';

export const adapter: ChannelAdapter = {
  channel: 'video',
  carrier: 'TASK',
  kinds: spoken,
  reaches: (customer) => mailAddressOf(customer) !== undefined,
};
