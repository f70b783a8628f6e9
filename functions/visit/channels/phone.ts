/** A call, made by a member of staff. */
import { type ChannelAdapter, spoken } from './adapter.ts';

export const adapter: ChannelAdapter = {
  channel: 'phone',
  carrier: 'TASK',
  kinds: spoken,
  reaches: ({ phone }) => phone !== undefined,
};
