/** A video call, made by a member of staff from the invitation that was mailed to the customer. */
import { type ChannelAdapter, spoken } from './adapter.ts';

export const adapter: ChannelAdapter = {
  channel: 'video',
  carrier: 'TASK',
  kinds: spoken,
  reaches: ({ email }) => email !== undefined,
};
