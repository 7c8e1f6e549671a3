import type { RunningClickHouse } from './find-clickhouse.ts';

/**
 * A server that is there, for as long as a suite takes; its database `emberlog` is dropped on `stop`.
 * Rejects when it has one already: that may be somebody's data.
 */
export const borrowClickHouse = async (url: string): Promise<RunningClickHouse> => {
  const held = await answerOf(url, "SELECT count() FROM system.databases WHERE name = 'emberlog'");
  if (held.trim() !== '0') {
    throw new Error('the server in CLICKHOUSE_URL has a database emberlog; tests need one without');
  }
  return {
    url,
    stop: async () => {
      await answerOf(url, 'DROP DATABASE IF EXISTS emberlog');
    },
  };
};

const answerOf = async (url: string, statement: string): Promise<string> => {
  const address = new URL(url);
  const user = decodeURIComponent(address.username) || 'default';
  const password = decodeURIComponent(address.password);
  // A request is not made to a URL that holds credentials.
  address.username = address.password = '';
  const reply = await fetch(address, {
    method: 'POST',
    headers: { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': password },
    body: statement,
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`the server in CLICKHOUSE_URL answered ${reply.status}: ${text}`);
  return text;
};
