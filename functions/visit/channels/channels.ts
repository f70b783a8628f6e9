/** Every way to a customer: the compiler asks for one of each channel. */
import type { ContactChannel } from '../../../shared/contracts/codes.ts';
import type { ChannelAdapter } from './adapter.ts';
import { adapter as inPerson } from './in-person.ts';
import { adapter as mail } from './mail.ts';
import { adapter as phone } from './phone.ts';
import { adapter as sms } from './sms.ts';
import { adapter as video } from './video.ts';
import { adapter as wechat } from './wechat.ts';

/** The adapters by channel. */
export const channels: Readonly<Record<ContactChannel, ChannelAdapter>> = {
  mail,
  phone,
  'in-person': inPerson,
  video,
  sms,
  wechat,
};
