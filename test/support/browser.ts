import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { projectRoot } from '../../src/dev/home';
import { readSampleLogins } from '../../src/dev/sample-logins';

/** The two widths at which every screen is walked: the desk's and the phone's. */
export const DESK = { viewport: { width: 1280, height: 860 } } as const satisfies BrowserContextOptions;
export const PHONE = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
} as const satisfies BrowserContextOptions;

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/**
 * A real Chromium: the one that CHROMIUM_PATH names, the system's, or Playwright's own; where there is none it is installed, as
 * Playwright does it or by Debian's package.
 */
export async function openBrowser(): Promise<Browser> {
  const program = findChromium() ?? installChromium();
  return chromium.launch({
    executablePath: program,
    // root has no sandbox; a small /dev/shm breaks large pages
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-dev-shm-usage'],
  });
}

function findChromium(): string | null {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const onPath = folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))).find(isProgram);
  const own = chromium.executablePath();
  return onPath ?? (existsSync(own) ? own : null);
}

function installChromium(): string {
  const cli = path.join(projectRoot, 'node_modules/playwright-core/cli.js');
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'ignore', timeout: 120_000 });
  if (!findChromium() && process.getuid?.() === 0) {
    spawnSync('sh', ['-c', 'apt-get update && apt-get install -y --no-install-recommends chromium'], {
      stdio: 'ignore',
      timeout: 600_000,
    });
  }
  const installed = findChromium();
  if (installed) return installed;
  throw new Error('No Chromium: `apt-get install chromium`, or name one in CHROMIUM_PATH.');
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A page signed in by the real sign-in screen, as one of the sample community's staff. */
export async function signInAs(
  browser: Browser,
  { url, home, login }: { url: string; home: string; login: string },
  device: BrowserContextOptions,
): Promise<Page> {
  const user = readSampleLogins(home)?.users.find((one) => one.login === login);
  if (!user) throw new Error(`no sample user ${login}`);
  const context = await browser.newContext({ ...device, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('用户名').fill(user.login);
  await page.getByLabel('密码', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: /登\s*录/ }).click();
  await page.waitForURL(/\/c\//);
  return page;
}

/** Pictures to look at, kept where SCREENSHOTS names a folder. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}

/** What the screen shows now: a form that lies over a long page. */
export async function screenshotOfScreen(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}

/** Nothing on a page may be wider than the screen: a thumb cannot scroll sideways at a door. */
export async function isWiderThanTheScreen(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}
