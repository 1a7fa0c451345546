import { z } from 'zod';

/** How a person is reached. Closed: nothing else can be planned, and none of these cuts a supply or tells a third party (law 8). */
export const CHANNELS = ['sms', 'email', 'wechat', 'call', 'visit', 'post', 'mail'] as const;
/** `post` is the sealed letter at the door, `mail` registered mail, EMS or courier; `wechat` is the steward's, one to one. */
export const channelSchema = z.enum(CHANNELS, {
  error: '渠道只能是短信、邮件、微信、电话、上门、张贴、邮寄',
});
export type Channel = z.infer<typeof channelSchema>;

/** 催缴触达 / 服务通知 / 正式送达. An approach (law 2) is the first or the third. */
export const CONTACT_CLASSES = ['dunning', 'service', 'formal'] as const;
export const contactClassSchema = z.enum(CONTACT_CLASSES, { error: '触达类别只能是催缴、服务、正式送达' });
export type ContactClass = z.infer<typeof contactClassSchema>;

/**
 * What a contact is worth before a court: arrived and provable, sent with arrival unproven, spoken and recorded, no effect.
 * Source: limitation rules of the Supreme People's Court (2020) 8.
 */
export const GRADES = ['arrived', 'sent', 'spoken', 'none'] as const;
export const gradeSchema = z.enum(GRADES, { error: '效力等级只能是送达、发出、口头、无' });
export type Grade = z.infer<typeof gradeSchema>;

/** A contact reached somebody or was left for him; an attempt did not, and has caps of its own. */
export const CONTACT_KINDS = ['contact', 'attempt'] as const;
export const contactKindSchema = z.enum(CONTACT_KINDS, { error: '只能是触达或尝试' });
export type ContactKind = z.infer<typeof contactKindSchema>;

export function isApproach(contactClass: ContactClass): boolean {
  return contactClass !== 'service';
}

/** Channels that a person works, as a task; the others leave by themselves. */
export function isWorkedByStaff(channel: Channel): boolean {
  switch (channel) {
    case 'sms':
    case 'email':
      return false;
    case 'wechat':
    case 'call':
    case 'visit':
    case 'post':
    case 'mail':
      return true;
    default: {
      const never: never = channel;
      throw new Error(`unknown channel: ${never}`);
    }
  }
}
