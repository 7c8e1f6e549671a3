import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { alertNames, alertsSeenFiring, alertsSeenSilent } from './files.ts';

test('every alert is tested, both firing and silent', () => {
  expect(alertNames().length).toBeGreaterThan(5);
  expect(alertsSeenFiring()).toEqual(alertNames());
  expect(alertsSeenSilent()).toEqual(alertNames());
});

test('what to do about each alert is written down', () => {
  const text = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| `(Emberlog\w+)`/gm)].map(([, name]) => name);
  expect(rows.sort()).toEqual(alertNames());
});
