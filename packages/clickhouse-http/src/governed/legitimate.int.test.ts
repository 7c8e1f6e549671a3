import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openGovernedEngine, SECRETS, type GovernedEngine } from './testing/governed-engine.ts';
import { LEGITIMATE } from './testing/legitimate.ts';
import { OF_CLIENTS } from './testing/of-clients.ts';

let engine: GovernedEngine;

beforeAll(async () => {
  engine = await openGovernedEngine();
});

afterAll(async () => {
  await engine.close();
});

describe('what reads the views is answered', () => {
  test.each([...LEGITIMATE, ...OF_CLIENTS])('%s', async (sql) => {
    const { code, text } = await engine.ask(sql);
    expect([code, code === 0 ? '' : text]).toEqual([0, '']);
    for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
  });
});
