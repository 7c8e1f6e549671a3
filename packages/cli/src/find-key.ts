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
  /** What the key is to be good for. */
  readonly scope: 'import' | 'admin';
};

const LOOPBACK = /^(127(\.\d+){3}|localhost|\[::1\])$/;

/**
 * The key to use: the one given, else that of the environment, else the one of the scope that the
 * server on this machine has. Throws UsageError where there is none.
 */
export const findKey = async ({ key, env, dataDir, url, scope }: KeySources): Promise<string> => {
  const given = key ?? env['EMBERLOG_API_KEY'];
  if (given !== undefined && given !== '') return given;
  const path = join(dataDir, 'keys.json');
  // The keys of this machine's server must not be sent to another one.
  if (!LOOPBACK.test(new URL(url).hostname))
    throw new UsageError(`${url} is another machine: give its key by --key or EMBERLOG_API_KEY`);
  const found = await ownKey(path, scope);
  if (found !== null) return found;
  throw new UsageError(
    `no key: give one by --key or EMBERLOG_API_KEY, or the data directory of the server by --data-dir (${path} has none)`,
  );
};

const ownKey = async (path: string, scope: string): Promise<string | null> => {
  try {
    const keys = JSON.parse(await readFile(path, 'utf8')) as Readonly<
      Record<string, unknown>
    > | null;
    const found = keys?.[scope];
    return typeof found === 'string' ? found : null;
  } catch {
    return null;
  }
};
