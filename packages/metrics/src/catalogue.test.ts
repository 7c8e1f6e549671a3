import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CATALOGUE } from './catalogue.ts';

const all = Object.values(CATALOGUE);

test('a name is taken once, and says its unit', () => {
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  for (const { name, type } of all) {
    expect(name).toMatch(/^emberlog_[a-z_]+$/);
    if (type === 'counter') expect(name).toMatch(/_total$/);
    else
      expect(name).toMatch(
        /_(seconds|bytes|records|calls|requests|queries|offset|trouble|readers)$/,
      );
  }
});

test('no label could take what a caller sends', () => {
  const labels = new Set<string>(all.flatMap((definition) => definition.labels));
  expect([...labels].sort()).toEqual(
    ['code', 'disk', 'kind', 'method', 'outcome', 'partition', 'question', 'reason'].concat(
      ...['route', 'source', 'state', 'statement', 'status', 'topic', 'type'],
    ),
  );
});

test('the documentation lists exactly what there is', () => {
  const text = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
  const rows = text
    .split('\n')
    .filter((line) => line.startsWith('| `emberlog_'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  expect(rows).toEqual(
    all.map(({ name, type, labels, help }) => {
      return [`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(', '), help];
    }),
  );
});
