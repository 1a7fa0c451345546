/** How an owner may say that he paid. */
export const PAY_WAYS = ['wechat_pay', 'alipay', 'bank', 'cash', 'withholding', 'other'] as const;
