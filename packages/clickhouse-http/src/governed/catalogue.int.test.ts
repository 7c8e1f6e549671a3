import {
  createViews,
  migrate,
  openEmbedded,
  openEngine,
  SQL_QUESTIONS,
  SQL_VIEWS,
  type Database,
  type Engine,
} from '@emberlog/clickhouse';
import { temporaryDirectory, type TemporaryDirectory } from '@emberlog/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setStatement } from '../engine/set-statement.ts';
import { createGovernor } from './create-governor.ts';

const governor = createGovernor({ views: SQL_VIEWS });
const NONE = new Map<string, string>();

let directory: TemporaryDirectory;
let database: Database;
let engine: Engine;

beforeAll(async () => {
  directory = await temporaryDirectory();
  const { path } = directory;
  database = await openEmbedded({ path });
  await migrate(database.writer);
  await createViews(database.writer, {
    viewRetentionMs: 86_400_000,
    readerKey: Buffer.alloc(16, 7),
  });
  engine = await openEngine({ path });
  const connection = engine.connect();
  await governor.prepare(connection);
  connection.close();
});

afterAll(async () => {
  engine.close();
  await database.close();
  await directory.remove();
});

const ask = async (sql: string): Promise<string> => {
  const connection = engine.connect();
  try {
    const judged = await governor.judge(sql, connection);
    if (!judged.allowed) return judged.message;
    const governed = governor.settingsFor(NONE);
    await connection.run(setStatement(governed.allowed ? governed.settings : NONE, NONE));
    return Buffer.from((await connection.run(judged.sql)).bytes).toString();
  } finally {
    connection.close();
  }
};

test.each(SQL_QUESTIONS.map(({ name, sql }) => [name, sql]))(
  'the worked question %s may be asked',
  async (_, sql) => {
    expect(await ask(sql)).not.toContain('DB::Exception');
  },
);

const valueOf = (type: string): string => (type.startsWith('DateTime64') ? 'now64(3)' : '24');

test.each(SQL_VIEWS.map((view) => [view.name, view] as const))(
  'the view %s is listed, described and read',
  async (name, { takes, columns }) => {
    const given = takes.map((each) => `${each.name} = ${valueOf(each.type)}`).join(', ');
    const source = takes.length === 0 ? name : `${name}(${given})`;
    expect(await ask(`SELECT count() FROM ${source}`)).toMatch(/^\d+\n$/);
    expect(await ask(`SHOW TABLES LIKE '${name}'`)).toBe(`${name}\n`);
    const described = (await ask(`DESCRIBE ${name} FORMAT JSONEachRow`)).trim().split('\n');
    expect(described.map((line) => JSON.parse(line) as unknown)).toMatchObject(
      columns.map((column) => ({ name: column.name, type: column.type, comment: column.comment })),
    );
    const told = `SELECT name FROM system.columns WHERE table = '${name}' ORDER BY position`;
    expect((await ask(told)).trim().split('\n')).toEqual(columns.map((column) => column.name));
  },
);

test.each(['reader_key', 'votes', 'items', 'views', 'dead_letters', 'claims', 'origin'])(
  'the table emberlog.%s is out of reach',
  async (name) => {
    expect(await ask(`SELECT * FROM emberlog.${name}`)).toContain('UNKNOWN_TABLE');
    expect(await ask(`EXISTS emberlog.${name}`)).toBe('0\n');
  },
);

test('no answer about the views says how readers are made pseudonyms', async () => {
  const answers = await Promise.all(
    [
      'SHOW CREATE VIEW votes',
      'SELECT * FROM system.tables',
      'EXPLAIN SELECT voter, count() FROM votes GROUP BY voter',
      'EXPLAIN SYNTAX SELECT voter FROM votes',
      'EXPLAIN QUERY TREE SELECT voter FROM votes',
      'EXPLAIN PIPELINE SELECT voter FROM votes',
    ].map(ask),
  );
  for (const answer of answers) {
    expect(answer).not.toContain('DB::Exception');
    expect(answer).not.toMatch(/sipHash|reader_key|emberlog\.|k0|k1/);
  }
});
