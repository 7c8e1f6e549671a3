import assert from 'node:assert/strict';
import { waitUntil } from '@emberlog/testing';
import { z } from 'zod';
import type { Stack } from './stack.ts';

const targets = z.object({
  data: z.object({
    activeTargets: z.array(z.object({ scrapePool: z.string(), health: z.string() })),
  }),
});
const rules = z.object({
  data: z.object({
    groups: z.array(z.object({ rules: z.array(z.object({ health: z.string() })) })),
  }),
});

/** Throws unless Prometheus reads the metrics of each service, and can evaluate every alert. */
export const expectScraped = async ({ prometheusUrl }: Stack): Promise<void> => {
  const ask = async (path: string): Promise<unknown> =>
    await (await fetch(`${prometheusUrl}/api/v1/${path}`)).json();
  const seen = async (): Promise<string> => {
    const { activeTargets } = targets.parse(await ask('targets')).data;
    return activeTargets
      .map(({ scrapePool, health }) => `${scrapePool} ${health}`)
      .sort()
      .join();
  };
  const expected = 'collector up,dashboard up,digest up,projector up,query up';
  await waitUntil(async () => (await seen().catch(() => '')) === expected, {
    timeoutMs: 60_000,
    what: 'Prometheus to see every service',
  }).catch(async () => assert.equal(await seen(), expected));
  const { groups } = rules.parse(await ask('rules')).data;
  const health = groups.flatMap((group) => group.rules.map((rule) => rule.health));
  assert.ok(health.length > 5);
  assert.ok(!health.includes('err'));
};
