import { createHttpApp, createLogger, listen, type Listening } from '@emberlog/service-kit';

/** A question as it came to the port. */
type AskedSql = {
  readonly sql: string;
  readonly key: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
};

export type StandInSqlPort = {
  readonly url: string;
  readonly asked: readonly AskedSql[];
  /** Resolves when a question that is never answered was given up. */
  readonly givenUp: Promise<void>;
  readonly close: Listening['close'];
};

export const SQL_KEY = 'el_sql_key';

/** Hours of one day, as a statement that asks for hours is answered. */
const HOURS = {
  meta: [
    { name: 'hour', type: `DateTime('UTC')` },
    { name: 'votes', type: 'Int64' },
    { name: 'title', type: 'String' },
  ],
  data: Array.from({ length: 24 }, (_, n) => [
    `2025-12-10 ${String(n).padStart(2, '0')}:00:00`,
    `${9_007_199_254_740_993n + BigInt(n * n)}`,
    '<img src=x onerror=alert(1)>',
  ]),
};

/** What the pages are answered by a port, without an engine behind it. */
export const startStandInSqlPort = async (): Promise<StandInSqlPort> => {
  const logger = createLogger({ name: 'test', level: 'silent' });
  const asked: AskedSql[] = [];
  let giveUp = (): void => undefined;
  const givenUp = new Promise<void>((resolve) => (giveUp = resolve));
  const app = createHttpApp({ logger });
  app.post('/', async (c) => {
    const sql = await c.req.text();
    const key = c.req.header('X-ClickHouse-Key');
    asked.push({ sql, key, parameters: c.req.query() });
    if (key !== SQL_KEY) {
      const words = 'Code: 516. DB::Exception: the key is not known. (AUTHENTICATION_FAILED)';
      return c.text(words, 401, { 'WWW-Authenticate': 'Basic' });
    }
    if (sql.includes('sleep')) {
      return await new Promise<Response>((resolve) => {
        c.req.raw.signal.addEventListener('abort', () => {
          giveUp();
          resolve(new Response(null));
        });
      });
    }
    if (sql.includes('FORMAT')) {
      const headers = { 'Content-Type': 'text/html', 'X-ClickHouse-Format': 'HTML' };
      return c.body('<script>alert(1)</script>', 200, headers);
    }
    if (c.req.query('default_format') === 'CSVWithNames') {
      return c.body('"title"\n"=1+1"\n', 200, { 'X-ClickHouse-Format': 'CSVWithNames' });
    }
    return c.json(HOURS, 200, { 'X-ClickHouse-Format': 'JSONCompact' });
  });
  const { url, close } = await listen(app, { host: '127.0.0.1', port: 0, logger });
  return { url, asked, givenUp, close };
};
