/** A WeChat message from the bank’s work account, sent by a member of staff; accounts are known by number. */
import { type ChannelAdapter, spoken } from './adapter.ts';

export const adapter: ChannelAdapter = {
  channel: 'wechat',
  carrier: 'TASK',
  kinds: spoken,
  reaches: ({ phone }) => phone !== undefined,
};
