const MAINLAND_MOBILE = /^(?:\+?86|0086)?(1[3-9]\d{9})$/;

/** `13812345678` as it is kept here; null: no mobile number of the mainland */
export function mainlandMobile(text: string): string | null {
  return MAINLAND_MOBILE.exec(text.replace(/[\s-]/g, ''))?.[1] ?? null;
}

/** `+8613812345678` */
export function e164(mobile: string): string {
  return `+86${mobile}`;
}
