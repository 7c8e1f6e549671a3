import { temporaryDirectory } from '@emberlog/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveSqlPort, type SqlPort } from '../read-only/serve-sql-port.ts';
import { answerOf, type Answer } from '../testing/answer-of.ts';
import { openGovernedEngine, SECRETS, type GovernedEngine } from './testing/governed-engine.ts';
import { DISGUISED } from './testing/hostile/disguised.ts';
import { SOURCES } from './testing/hostile/sources.ts';
import { TELLING } from './testing/hostile/telling.ts';
import { WRITING } from './testing/hostile/writing.ts';
import { LEGITIMATE } from './testing/legitimate.ts';
import { OF_CLIENTS } from './testing/of-clients.ts';

let engine: GovernedEngine;
let port: SqlPort;
let pipes: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeAll(async () => {
  engine = await openGovernedEngine();
  pipes = await temporaryDirectory();
  port = await serveSqlPort({
    ...engine,
    pipesDirectory: pipes.path,
    host: '127.0.0.1',
    port: 0,
    authenticate: () => ({ id: 'analyst', maySelect: true }),
    clock: Date.now,
  });
});

afterAll(async () => {
  await port.close();
  await engine.close();
  await pipes.remove();
});

const ask = async (body: string, parameters = ''): Promise<Answer> => {
  const headers = { 'X-ClickHouse-User': 'a', 'X-ClickHouse-Key': 'k' };
  return await answerOf(
    await fetch(`${port.url}/?${parameters}`, { method: 'POST', body, headers }),
  );
};

test('what analysts and their tools send is answered over the port, too', async () => {
  for (const sql of [...LEGITIMATE, ...OF_CLIENTS]) {
    const { status, text } = await ask(sql);
    expect([sql, status, status === 200 ? '' : text]).toEqual([sql, 200, '']);
  }
});

test('what is hostile ends over the port as it is judged', async () => {
  for (const [sql, ...codes] of [...WRITING, ...SOURCES, ...TELLING, ...DISGUISED]) {
    const { status, text, headers } = await ask(sql);
    const code = Number(headers.get('x-clickhouse-exception-code') ?? 0);
    expect([sql, codes.includes(code), status === 200]).toEqual([sql, true, code === 0]);
    for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
  }
});

test.each(['Template', 'AvroConfluent', 'CapnProto', 'MySQLWire', 'Nonsense'])(
  'the format %s is refused also where no statement names it',
  async (format) => {
    const { status, text } = await ask('SELECT 1', `default_format=${format}`);
    expect([status, text]).toEqual([403, expect.stringContaining(`The format ${format}`)]);
  },
);
