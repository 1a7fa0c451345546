import { z } from 'zod';
import type { MessageChannel } from './provider';

export const MESSAGE_CHANNELS = ['sms', 'email'] as const satisfies readonly MessageChannel[];
export const messageChannelSchema = z.enum(MESSAGE_CHANNELS, {
  error: '渠道只能是短信（sms）或邮件（email）',
});
