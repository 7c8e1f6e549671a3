import { temporaryDirectory } from '@emberlog/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runKills, type SendReport } from './run-kills.ts';

// What fits into half a minute: all two hundred are `npm run test:digest-kills`.
const FOR_MS = 25_000;
const AT_LEAST = 6;
const SEED = 20_261_130;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let reports: readonly SendReport[];

beforeAll(async () => {
  directory = await temporaryDirectory();
  reports = await runKills({
    ...{
      directory: directory.path,
      seed: SEED,
      kills: 200,
      due: 200,
      asked: 20,
      forMs: FOR_MS,
      atLeast: AT_LEAST,
    },
  });
});
afterAll(async () => await directory.remove());

// Seen to fail when a mail is sent before it is begun in the log, when what a crash left begun is sent
// again, when what is in doubt is tried again as what was deferred is, and when no outcome is recorded.
test('however often it is killed, no reader gets two mails and each has a record that is true', () => {
  expect(reports.flatMap(({ problems }) => problems)).toEqual([]);
  expect(reports.reduce((sum, { kills }) => sum + kills, 0)).toBeGreaterThanOrEqual(AT_LEAST);
});

test('most get their mail, and of all outcomes there are some', () => {
  const sum = (of: (report: SendReport) => number): number =>
    reports.reduce((all, report) => all + of(report), 0);
  const { length } = reports;
  expect(sum(({ digests }) => digests.sent)).toBeGreaterThan(130 * length);
  expect(sum(({ digests }) => digests.unknown)).toBeGreaterThan(4 * length);
  expect(sum(({ digests }) => digests.rejected)).toBeGreaterThan(2 * length);
  expect(sum(({ digests }) => digests.skipped)).toBe(2 * length);
  expect(sum(({ confirmations }) => confirmations.sent)).toBeGreaterThan(8 * length);
});
