/** Questions that would take all of a machine, each in a way of its own. */
const RUNAWAYS: readonly string[] = [
  'SELECT count() FROM numbers(3000000) AS a CROSS JOIN numbers(3000000) AS b WHERE (a.number * b.number) % 7 = 1',
  'SELECT arrayJoin(range(100000)) AS n, count() FROM numbers(1000000) GROUP BY n, sipHash64(n) ORDER BY n',
  'SELECT number, groupArray(toString(sipHash64(number))) FROM numbers(40000000) GROUP BY number',
  "SELECT count() FROM numbers(1000000) WHERE match(concat(toString(number), repeat('a', 10000)), '(a+)+(b|c)+$')",
  'SELECT (SELECT max(sipHash64(a.number, b.number)) FROM numbers(1000000) AS a CROSS JOIN numbers(1000000) AS b)',
  'SELECT arrayCount(x -> cityHash64(SHA512(toString(x))) % 7 = 0, range(2000000))',
  `SELECT number AS ${'x'.repeat(10_000)} FROM numbers(2000000) FORMAT JSONEachRow`,
  'SELECT number, toString(number) FROM numbers(2000000) ORDER BY sipHash64(number)',
  'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 100000000) SELECT max(n) FROM r',
  'SELECT a.item, uniqExact(b.voter) FROM votes AS a, votes AS b, votes AS c GROUP BY a.item',
];

export type Runaways = {
  /** How many ended, by ClickHouse's number of the error; 0: answered. */
  readonly ended: () => ReadonlyMap<number, number>;
  /** Resolves once all their clients are gone. */
  readonly stop: () => Promise<void>;
};

/** So many clients ask one after another, each again as soon as it is told why not. */
export const startRunaways = (url: string, keys: readonly string[], clients: number): Runaways => {
  const ended = new Map<number, number>();
  const gone = new AbortController();
  const ask = async (sql: string, key: string): Promise<number> => {
    const reply = await fetch(url, {
      ...{ method: 'POST', body: sql, signal: gone.signal },
      headers: { 'X-ClickHouse-Key': key },
    });
    // What is cut off on its way has its number in the last bytes.
    let end = '';
    try {
      for await (const chunk of reply.body as AsyncIterable<Uint8Array>) {
        end = (end + Buffer.from(chunk).toString('latin1')).slice(-2_000);
      }
    } catch (error) {
      if (gone.signal.aborted) throw error;
    }
    return Number(
      reply.headers.get('x-clickhouse-exception-code') ??
        /__exception__[^]*Code: (\d+)\./.exec(end)?.[1] ??
        0,
    );
  };
  const run = async (client: number): Promise<void> => {
    const key = keys[client % keys.length] ?? '';
    try {
      for (let turn = client; ; turn += 1) {
        const code = await ask(RUNAWAYS[turn % RUNAWAYS.length] ?? '', key);
        ended.set(code, (ended.get(code) ?? 0) + 1);
      }
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    }
  };
  const running = Promise.all(Array.from({ length: clients }, (_, client) => run(client)));
  return {
    ended: () => ended,
    stop: async () => {
      gone.abort();
      await running;
    },
  };
};
