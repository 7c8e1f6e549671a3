import { appendFileSync } from 'node:fs';

/** Names the file that the processes of one test run leave their reasons in. */
export const REASONS_FILE = 'EMBERLOG_NOT_RUN_REASONS';

/**
 * Says at the end of the test run what does not run on this machine and why, and gives false, so
 * that a suite reads `describe.runIf(found || notRunHere('The … tests do not run: …'))`. Throws in
 * CI, where a missing tool would pass for a test that ran.
 */
export const notRunHere = (
  reason: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): false => {
  if (env['CI'] === 'true') throw new Error(reason);
  const path = env[REASONS_FILE];
  if (path === undefined) console.warn(reason);
  else appendFileSync(path, `${JSON.stringify(reason)}\n`);
  return false;
};
