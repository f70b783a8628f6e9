/** A text message, sent by a member of staff; the bank has no gateway of its own here. */
import { type ChannelAdapter, written } from './adapter.ts';

export const adapter: ChannelAdapter = {
  channel: 'sms',
  carrier: 'TASK',
  kinds: written,
  reaches: ({ phone }) => phone !== undefined,
};
