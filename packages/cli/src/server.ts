import { type Admin, createAdmin } from '@emberlog/client';
import type { Command } from 'commander';
import { UsageError } from './exit-code.ts';
import { findKey, type KeySources } from './find-key.ts';
import type { Surroundings } from './surroundings.ts';

/** Options of every command that talks to a server. */
export type ServerFlags = {
  readonly url?: string;
  readonly key?: string;
  readonly dataDir: string;
};

export type Server = { readonly url: string; readonly key: string };

const DEFAULT_URL = 'http://127.0.0.1:8787';

export const withServer = (command: Command, scope: KeySources['scope']): Command =>
  command
    .option('--url <url>', `where the API answers (EMBERLOG_URL, else ${DEFAULT_URL})`)
    .option('--key <key>', `a key with the scope ${scope} (better: EMBERLOG_API_KEY)`)
    .option('--data-dir <path>', 'data directory of the server, for its key', '.emberlog');

/** The server that is meant, and a key for it. Throws UsageError where there is none. */
export const findServer = async (
  flags: ServerFlags,
  { env }: Pick<Surroundings, 'env'>,
  scope: KeySources['scope'],
): Promise<Server> => {
  const url = webUrl(flags.url ?? env['EMBERLOG_URL'] ?? DEFAULT_URL);
  return { url, key: await findKey({ key: flags.key, env, dataDir: flags.dataDir, url, scope }) };
};

/** The operators' side of the server that is meant. */
export const openAdmin = async (
  flags: ServerFlags,
  to: Pick<Surroundings, 'env'>,
): Promise<Admin> => {
  const { url, key } = await findServer(flags, to, 'admin');
  return createAdmin({ baseUrl: url, apiKey: key });
};

const webUrl = (text: string): string => {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new UsageError(`--url or EMBERLOG_URL: ${text} is no http or https URL`);
  return text;
};
