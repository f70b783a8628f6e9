/** A mail, sent by Steward itself. */
import { type ChannelAdapter, written } from './adapter.ts';

export const adapter: ChannelAdapter = {
  channel: 'mail',
  carrier: 'MAIL',
  kinds: written,
  reaches: ({ email }) => email !== undefined,
};
