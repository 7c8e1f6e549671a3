import { afterAll, beforeAll, expect, test } from 'vitest';
import { openGovernedEngine, type GovernedEngine } from '../testing/governed-engine.ts';
import { AGGREGATE_FUNCTIONS } from './aggregate-functions.ts';
import { isAllowedFunction } from './is-allowed-function.ts';
import { SCALAR_FUNCTIONS } from './scalar-functions.ts';

let engine: GovernedEngine;

beforeAll(async () => {
  engine = await openGovernedEngine();
});

afterAll(async () => {
  await engine.close();
});

const namesIn = async (sql: string): Promise<readonly string[]> =>
  (await engine.own(sql)).split('\n').filter((line) => line !== '');

test('every function of the lists is one of the engine’s', async () => {
  const known = new Set(await namesIn('SELECT name FROM system.functions'));
  expect([...SCALAR_FUNCTIONS, ...AGGREGATE_FUNCTIONS].filter((name) => !known.has(name))).toEqual(
    [],
  );
});

test('a function that is an aliased one is allowed only together with it', async () => {
  const aliases = await namesIn(
    `SELECT concat(name, ' ', alias_to) FROM system.functions WHERE alias_to != ''`,
  );
  const apart = aliases.filter((line) => {
    const [name = '', real = ''] = line.split(' ');
    return isAllowedFunction(name) && !isAllowedFunction(real);
  });
  expect(apart).toEqual([]);
});

test('functions of some kinds are never allowed', async () => {
  const never = await namesIn(`SELECT name FROM system.functions WHERE
    categories IN ('Dictionary', 'Embedded Dictionary', 'Introspection', 'AI', 'Machine Learning')
    OR match(name, '(?i)^(sleep|file|joinGet|dict|get(Setting|Server|Macro|Client|Merge)|host|filesystem|transaction|serverUUID|catboost)')`);
  expect(never.length).toBeGreaterThan(80);
  expect(never.filter(isAllowedFunction)).toEqual([]);
});

test('no function is at the same time a table function, but one that is looked for', async () => {
  const both = await namesIn(
    'SELECT name FROM system.functions WHERE name IN (SELECT name FROM system.table_functions)',
  );
  expect(both.filter(isAllowedFunction)).toEqual(['format']);
});
