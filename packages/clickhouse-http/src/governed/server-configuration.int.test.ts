import { openEngine, SQL_VIEWS, type Engine } from '@emberlog/clickhouse';
import { temporaryDirectory } from '@emberlog/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { literal } from '../engine/set-statement.ts';
import {
  analystsXml,
  changeableSettings,
  grants,
  profileSettings,
} from './testing/server-configuration.ts';

const FILE = '../../../../infra/clickhouse/analysts.xml';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let engine: Engine;
beforeAll(async () => {
  directory = await temporaryDirectory();
  engine = await openEngine({ path: directory.path });
});
afterAll(async () => {
  engine.close();
  await directory.remove();
});

const run = async (...statements: readonly string[]): Promise<string> => {
  const connection = engine.connect();
  try {
    let text = '';
    for (const sql of statements) text = Buffer.from((await connection.run(sql)).bytes).toString();
    return text.trim();
  } finally {
    connection.close();
  }
};

test('the configuration of servers has the limits of the port and the views of the catalogue', async () => {
  await expect(analystsXml()).toMatchFileSnapshot(FILE);
});

// The engine here has no users, profiles and quotas: it takes the settings, and reads the grants.
test('the engine takes every setting of the profile, and knows those that may be changed', async () => {
  const settings = [...profileSettings()];
  const last = settings.toSorted(([a], [b]) => Number(a === 'readonly') - Number(b === 'readonly'));
  const set = `SET ${last.map(([name, value]) => `${name} = ${literal(value)}`).join(', ')}`;
  expect(await run(set, 'SELECT 1')).toBe('1');
  const { free, lowered } = changeableSettings();
  const names = [...free, ...lowered.keys()];
  const known = await run(
    `SELECT name FROM system.settings WHERE name IN (${names.map(literal).join(', ')}) ORDER BY name`,
  );
  expect(known.split('\n')).toEqual([...new Set(names)].toSorted());
});

test('no limit can be taken off: the least is 1, and 0 would be none', () => {
  const { free, lowered } = changeableSettings();
  for (const [name, most] of lowered) {
    expect(Number(most)).toBeGreaterThanOrEqual(1);
    expect(analystsXml()).toMatch(new RegExp(`<${name}>\\s*<min>1</min>\\s*<max>${most}</max>`));
  }
  const fixed = [...profileSettings().keys()].filter((name) => !lowered.has(name));
  expect(fixed.filter((name) => free.includes(name)).toSorted()).toEqual([
    'cancel_http_readonly_queries_on_client_close',
    'result_overflow_mode',
  ]);
});

test('analysts are granted the views and nothing else', async () => {
  expect(grants()).toEqual(SQL_VIEWS.map(({ name }) => `GRANT SELECT ON default.${name}`));
  for (const grant of grants()) {
    expect(await run(`SELECT formatQuery(${literal(`${grant} TO analyst`)})`)).toBe(
      `${grant} TO analyst`,
    );
  }
});
