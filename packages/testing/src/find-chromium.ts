import { existsSync } from 'node:fs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export type FindChromiumOptions = {
  /** Names the browser (`CHROMIUM_PATH`) and says whether one is required (`CI`). */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Told what will not run when there is no browser. */
  readonly warn: (message: string) => void;
  /** @default where Debian, Ubuntu and Google install it */
  readonly places?: readonly string[];
};

/**
 * The path of a Chromium, or null where there is none, loudly. Throws where a run without a browser
 * would pass for a tested one: in CI, and when the path that was named does not exist.
 */
export const findChromium = (options: FindChromiumOptions): string | null => {
  const { env, warn, places = PLACES } = options;
  const named = env['CHROMIUM_PATH'] ?? '';
  const found = (named === '' ? places : [named]).find((path) => existsSync(path));
  if (found !== undefined) return found;
  if (named !== '') throw new Error(`CHROMIUM_PATH names ${named}, which does not exist`);
  const missing = `no Chromium in ${places.join(', ')}; install one or set CHROMIUM_PATH`;
  if (env['CI'] === 'true') throw new Error(missing);
  warn(`The browser tests do not run: ${missing}.`);
  return null;
};

/** Arguments that keep a headless Chromium quiet and off the network. */
export const CHROMIUM_ARGUMENTS: readonly string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
