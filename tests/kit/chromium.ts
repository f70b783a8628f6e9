/** Headless Chromium for tests of pages; where there is none, those tests are skipped and say so. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where Chromium is: as CHROMIUM says, or at its usual place; undefined where there is none. */
export function chromiumPath(): string | undefined {
  const path = process.env.CHROMIUM ?? '/usr/bin/chromium';
  return existsSync(path) ? path : undefined;
}

/** What is said where Chromium is not to be found. */
export const NO_CHROMIUM =
  'there is no Chromium at /usr/bin/chromium; name one in the environment variable CHROMIUM';

/** Starts Chromium so that it asks nobody but the pages it is sent to. */
export function startChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Windows that pages are looked at in. */
export const WINDOWS = {
  phone: { width: 360, height: 780 },
  desktop: { width: 1280, height: 900 },
} as const;
