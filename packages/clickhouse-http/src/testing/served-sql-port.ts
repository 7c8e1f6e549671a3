import { openEngine } from '@emberlog/clickhouse';
import { temporaryDirectory } from '@emberlog/testing';
import { join } from 'node:path';
import type { EndedQuery } from '../read-only/ended-query.ts';
import { serveSqlPort, type SqlPort, type SqlPortOptions } from '../read-only/serve-sql-port.ts';
import { answerOf, type Answer } from './answer-of.ts';
import { openGovernor } from './open-governor.ts';

export type ServedSqlPort = Omit<SqlPort, 'close'> & {
  /** Of the port alone. */
  readonly closePort: SqlPort['close'];
  /** What ended, the oldest first. */
  readonly ended: readonly EndedQuery[];
  /** POSTs a statement with the key `analyst`, and parameters in the URL. */
  readonly ask: (
    body: string | Buffer | FormData,
    parameters?: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answer>;
  /** Of the engine, too. */
  readonly close: () => Promise<void>;
};

/** Passwords that are known, by themselves. */
const KEYS: ReadonlyMap<string, { readonly id: string; readonly maySelect: boolean }> = new Map([
  ['analyst', { id: 'analyst', maySelect: true }],
  ['other', { id: 'other', maySelect: true }],
  ['writer', { id: 'writer', maySelect: false }],
]);

export const asUser = (key: string): Readonly<Record<string, string>> => ({
  Authorization: `Basic ${Buffer.from(`anybody:${key}`).toString('base64')}`,
});

/** An SQL port of an engine of its own. */
export const openServedSqlPort = async (
  options: Partial<SqlPortOptions> = {},
): Promise<ServedSqlPort> => {
  const directory = await temporaryDirectory();
  const engine = await openEngine({ path: directory.path });
  const ended: EndedQuery[] = [];
  const port = await serveSqlPort({
    engine,
    governor: openGovernor,
    pipesDirectory: join(directory.path, 'sql-pipes'),
    host: '127.0.0.1',
    port: 0,
    authenticate: (password) => KEYS.get(password) ?? null,
    clock: Date.now,
    onEnded: (query) => ended.push(query),
    ...options,
  });
  return {
    ...port,
    closePort: port.close,
    ended,
    ask: async (body, parameters = {}, headers = {}) => {
      const url = `${port.url}/?${new URLSearchParams(parameters).toString()}`;
      const init = { method: 'POST', body, headers: { ...asUser('analyst'), ...headers } };
      return await answerOf(await fetch(url, { ...init, duplex: 'half' }));
    },
    close: async () => {
      await port.close();
      engine.close();
      await directory.remove();
    },
  };
};
