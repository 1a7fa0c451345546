import type { ThemeConfig } from 'antd';

/** One colour for what can be done, one for what wants a look; red is kept for what is lost if nobody acts. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: '#0f5c56',
    colorInfo: '#0f5c56',
    colorLink: '#0f6f68',
    // of so dark a colour the tint that is made by itself is grey
    colorInfoBg: '#e8f2f0',
    colorInfoBorder: '#b5d2cc',
    colorPrimaryBg: '#e8f2f0',
    colorWarning: '#c47a00',
    colorError: '#b3261e',
    colorBgLayout: '#f4f6f5',
    borderRadius: 8,
    fontSize: 15,
    // a thumb's width
    controlHeight: 40,
    fontFamily:
      '-apple-system, BlinkMacSystemFont, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif',
  },
};
