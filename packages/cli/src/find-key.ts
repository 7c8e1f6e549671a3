import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from './exit-code.ts';

export type KeySources = {
  /** Given on the command line. */
  readonly key: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Holds `keys.json` of a server that keeps its data on this machine. */
  readonly dataDir: string;
  readonly url: string;
};

const LOOPBACK = /^(127(\.\d+){3}|localhost|\[::1\])$/;

/**
 * The key to import with: the one given, else that of the environment, else the `import` key of the
 * server on this machine. Throws UsageError where there is none.
 */
export const findKey = async ({ key, env, dataDir, url }: KeySources): Promise<string> => {
  const given = key ?? env['EMBERLOG_API_KEY'];
  if (given !== undefined && given !== '') return given;
  const path = join(dataDir, 'keys.json');
  // The keys of this machine's server must not be sent to another one.
  if (!LOOPBACK.test(new URL(url).hostname))
    throw new UsageError(`${url} is another machine: give its key by --key or EMBERLOG_API_KEY`);
  const found = await importKeyOf(path);
  if (found !== null) return found;
  throw new UsageError(
    `no key: give one by --key or EMBERLOG_API_KEY, or the data directory of the server by --data-dir (${path} has none)`,
  );
};

const importKeyOf = async (path: string): Promise<string | null> => {
  try {
    const keys: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof keys !== 'object' || keys === null || !('import' in keys)) return null;
    return typeof keys.import === 'string' ? keys.import : null;
  } catch {
    return null;
  }
};
