import { temporaryDirectory } from '@emberlog/testing';
import { serveClickHouse, type ServeOptions } from '../read-write/serve-clickhouse.ts';
import { answerOf, type Answer } from './answer-of.ts';

export type ServedEngine = {
  readonly url: string;
  /** POSTs a body with parameters in the URL. */
  readonly ask: (
    body: string | Buffer | FormData,
    parameters?: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answer>;
  readonly close: () => Promise<void>;
};

/** An engine of its own, served on a free port of this machine. */
export const openServedEngine = async (
  options: Partial<Omit<ServeOptions, 'path'>> = {},
): Promise<ServedEngine> => {
  const directory = await temporaryDirectory();
  const served = await serveClickHouse({
    path: directory.path,
    host: '127.0.0.1',
    port: 0,
    ...options,
  });
  return {
    url: served.url,
    ask: async (body, parameters = {}, headers = {}) => {
      const url = `${served.url}/?${new URLSearchParams(parameters).toString()}`;
      const init = { method: 'POST', body, headers, duplex: 'half' } as RequestInit;
      return await answerOf(await fetch(url, init));
    },
    close: async () => {
      await served.close();
      await directory.remove();
    },
  };
};
