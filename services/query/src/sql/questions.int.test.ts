import { createViews, defineQuery, SQL_QUESTIONS } from '@emberlog/clickhouse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openReadModel, type ReadModel } from '../testing/read-model.ts';
import { DAY, SITE_NOW, votingSite } from '../testing/voting-site.ts';
import { ANSWERS, type Cell } from '../testing/answers/answers.ts';
import { siteWorld } from '../testing/answers/site-world.ts';

const RECORDS = votingSite(2);

let model: ReadModel;
beforeAll(async () => {
  model = await openReadModel();
  await createViews(model.writer, {
    viewRetentionMs: 400 * DAY,
    readerKey: Buffer.alloc(16, 5),
  });
  await model.write(RECORDS);
});
afterAll(async () => await model.close());

const ask = async (sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
  await model.reader.query(
    defineQuery({
      name: 'question',
      sql,
      params: z.object({}),
      row: z.record(z.string(), z.unknown()),
    }),
    {},
  );

const THEN = new Date(SITE_NOW).toISOString().replace('T', ' ').replace('Z', '');

/** 64-bit integers may come as text, and a share is rounded: numbers are equal within that. */
const expectCell = (found: unknown, cell: Cell, where: string): void => {
  const isNumber = typeof cell === 'number';
  const value = isNumber ? Math.abs(Number(found) - cell) <= 0.000_501 : found;
  expect([where, value, found]).toEqual([where, isNumber ? true : cell, found]);
};

// Seen to fail when a limit, a quantile or a window of time in a question is another one.
test.each(SQL_QUESTIONS.map((question) => [question.name, question] as const))(
  '%s is answered as the log answers it',
  async (name, { sql, columns }) => {
    const rows = await ask(sql.replaceAll(`now64(3, 'UTC')`, `toDateTime64('${THEN}', 3, 'UTC')`));
    const answer = ANSWERS[name]?.(siteWorld(RECORDS, SITE_NOW)) ?? [];
    expect(answer.length).toBeGreaterThan(0);
    expect(rows).toHaveLength(answer.length);
    for (const [n, row] of rows.entries()) {
      expect(Object.keys(row)).toEqual(Object.keys(columns));
      for (const [index, cell] of (answer[n] ?? []).entries()) {
        const column = Object.keys(columns)[index] ?? '';
        expectCell(row[column], cell, `${n} ${column}`);
      }
    }
  },
);

test('every question runs as it stands', async () => {
  for (const { sql } of SQL_QUESTIONS) await ask(sql);
});

test('there are a dozen questions, each of another name, and all is said of them', () => {
  expect(SQL_QUESTIONS.length).toBeGreaterThanOrEqual(12);
  expect(new Set(SQL_QUESTIONS.map(({ name }) => name)).size).toBe(SQL_QUESTIONS.length);
  expect(Object.keys(ANSWERS).toSorted()).toEqual(SQL_QUESTIONS.map(({ name }) => name).toSorted());
  for (const { name, title, why } of SQL_QUESTIONS) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(title).toMatch(/\?$/);
    expect(why).toMatch(/\.$/);
  }
});
