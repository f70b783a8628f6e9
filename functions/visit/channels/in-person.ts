/** A visit in person, made by a member of staff; whoever has an appointment or a branch can be met. */
import { type ChannelAdapter, spoken } from './adapter.ts';

export const adapter: ChannelAdapter = {
  channel: 'in-person',
  carrier: 'TASK',
  kinds: spoken,
  reaches: () => true,
};
