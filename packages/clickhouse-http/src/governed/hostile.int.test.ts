import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openGovernedEngine, SECRETS, type GovernedEngine } from './testing/governed-engine.ts';
import { DISGUISED } from './testing/hostile/disguised.ts';
import { HEAVY } from './testing/hostile/heavy.ts';
import type { Hostile } from './testing/hostile/hostile.ts';
import { SOURCES } from './testing/hostile/sources.ts';
import { TELLING } from './testing/hostile/telling.ts';
import { WRITING } from './testing/hostile/writing.ts';

const LISTS: readonly (readonly [string, readonly Hostile[]])[] = [
  ['what would change something', WRITING],
  ['what reads from elsewhere', SOURCES],
  ['what tells of the machine, its owner or a view', TELLING],
  ['what is disguised', DISGUISED],
  ['what takes time, memory or depth without end', HEAVY],
];

let engine: GovernedEngine;
let before: string;

beforeAll(async () => {
  process.env['EMBERLOG_SECRET_OF_TEST'] = SECRETS.environment;
  engine = await openGovernedEngine({ seconds: 2 });
  before = await engine.own(STATE);
});

afterAll(async () => {
  await engine.close();
});

/** All there is, and what is in it. */
const STATE = `SELECT * FROM (
  SELECT 'table' AS kind, concat(database, '.', name, ' ', create_table_query) AS what
  FROM system.tables WHERE database NOT IN ('system', 'information_schema', 'INFORMATION_SCHEMA')
  UNION ALL SELECT 'votes', toString(groupBitXor(cityHash64(*))) FROM emberlog.votes
  UNION ALL SELECT 'items', toString(groupBitXor(cityHash64(*))) FROM emberlog.items
  UNION ALL SELECT 'hidden', toString(groupBitXor(cityHash64(*))) FROM default.hidden
  UNION ALL SELECT 'function', name FROM system.functions WHERE origin != 'System'
) ORDER BY kind, what`;

describe.each(LISTS)('%s is refused, or harmless', (_, hostile) => {
  test.each(hostile.map(([sql, ...codes]) => [sql.slice(0, 200), sql, codes] as const))(
    '%s',
    async (_shown, sql, codes) => {
      const { code, text } = await engine.ask(sql.replaceAll('SECRET_FILE', engine.secretFile));
      expect([code, codes.includes(code) ? '' : text.slice(0, 500)]).toEqual([code, '']);
      for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
      expect(text).not.toMatch(/emberlog\.|root:x:0/);
    },
    20_000,
  );
});

test('nothing has changed by it, no file was written, and the engine lives', async () => {
  expect(await engine.own(STATE)).toBe(before);
  expect(await engine.files()).toEqual(['clickhouse', 'secret.csv']);
  expect(existsSync('/tmp/owned.csv')).toBe(false);
  expect(await engine.ask('SELECT count() FROM votes')).toMatchObject({ code: 0, text: '1000\n' });
});
