/** A mail, sent by Steward itself. */
import { mailAddressOf } from '../../../shared/policy/mail-address.ts';
import { type ChannelAdapter, written } from './adapter.ts';

export const adapter: ChannelAdapter = {
  channel: 'mail',
  carrier: 'MAIL',
  kinds: written,
  reaches: (customer) => mailAddressOf(customer) !== undefined,
};
