import { readIdentities } from '@emberlog/clickhouse';
import { createMemoryLog } from '@emberlog/event-log';
import { naiveVotes } from '@emberlog/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAdminUnderTest } from '../trial/admin-under-test.ts';
import { archiveFile, archiveLines } from '../trial/archive-of.ts';
import { DROPPED, openArchiveScene, type ArchiveScene } from '../trial/archive-scene.ts';
import { randomRecord, recordsOf } from '../trial/random-history.ts';
import { createRandom } from '../trial/seeded-random.ts';
import { storedVotes } from '../trial/stored-rows.ts';
import { openTrialEngine, type TrialEngine } from '../trial/trial-engine.ts';

let engine: TrialEngine;
let scene: ArchiveScene;

beforeAll(async () => {
  engine = await openTrialEngine();
});
beforeEach(async () => {
  scene = await openArchiveScene(engine);
});
afterEach(async () => {
  await scene.close();
});
afterAll(async () => {
  await engine.close();
});

/** Changes the line of one record. */
const changed = (
  lines: readonly string[],
  place: { readonly topic: string; readonly offset: number },
  change: object,
): readonly string[] =>
  lines.map((line) => {
    const record = JSON.parse(line) as { topic?: string; partition?: number; offset?: number };
    const isMeant =
      record.topic === place.topic && record.partition === 0 && record.offset === place.offset;
    return isMeant ? JSON.stringify({ ...record, ...change }) : line;
  });

const VOTES = { topic: 'emberlog.votes' };
const firstBoth = { ...VOTES, offset: DROPPED };

test('an archive that does not belong to the log, or is not whole, is refused by name', async () => {
  await scene.append(250);
  const lines = await archiveLines(scene.whole);
  const projector = await scene.startAfterLoss();
  const early = await archiveLines(scene.whole, DROPPED - 1);
  const random = createRandom(20);
  const longer = createMemoryLog({ partitions: 2, clock: scene.now });
  await longer.append(Array.from({ length: 500 }, () => randomRecord(random, scene.now())));
  const cases: readonly (readonly [Buffer, RegExp])[] = [
    [
      archiveFile(changed(lines, firstBoth, { value: 'AAAA' })),
      /another record at offset 15 of partition 0 of emberlog.votes .* of another log/,
    ],
    [
      archiveFile(changed(lines, firstBoth, { appended: '2026-01-01T00:00:00.000Z' })),
      /another record at offset 15/,
    ],
    [
      archiveFile(changed(lines, { ...VOTES, offset: 3 }, { offset: 4 })),
      /has offset 4 of partition 0 of emberlog.votes where offset 3/,
    ],
    [
      archiveFile(changed(lines, { ...VOTES, offset: 3 }, { value: '%' })),
      /no readable record where offset 3/,
    ],
    [archiveFile(lines.slice(0, -1)), /is cut off: it ends before offset/],
    [archiveFile(lines).subarray(0, -9), /is cut off/],
    [archiveFile(lines.slice(1)), /its first line is no mark of version 1/],
    [archiveFile(await archiveLines(longer)), /the log ends at \d+: it is of another log/],
    [Buffer.from('no archive'), /is no gzip file/],
    [archiveFile([...lines, lines.at(-1) ?? '']), /goes on after its end/],
    [
      archiveFile(early),
      /offsets 14 to 14 of partition 0 of emberlog.\w+ are neither in the archive nor in the log/,
    ],
  ];
  for (const [file, words] of cases) {
    const job = await scene.rebuild(projector, {
      tables: ['votes'],
      archive: await scene.send(projector, file),
    });
    expect(job.state).toBe('failed');
    expect(job.report.trouble).toMatch(words);
    await scene.untilNoArchive();
  }
  expect((await readIdentities(engine.database.reader)).beside.size).toBe(0);
  expect(await storedVotes(engine.database.reader)).toEqual(
    naiveVotes(await recordsOf(scene.whole, 'emberlog.votes')),
  );
});

test('an archive that a rebuild is asked for is not taken from it by another that comes', async () => {
  await scene.append(250);
  const projector = await scene.startAfterLoss();
  const admin = createAdminUnderTest({ engine, log: scene.whole, projector, clock: scene.now });
  const archive = await scene.send(projector, archiveFile(await archiveLines(scene.whole)));
  const asked = admin.ask('POST', '/rebuilds', { archive, tables: ['votes'] });
  const sent = admin.ask('PUT', `/archives/${'b'.repeat(64)}?at=0&size=9`, 11);
  const statuses = [(await asked).status, (await sent).status];
  expect([
    [202, 409],
    [400, 200],
  ]).toContainEqual(statuses);
});

test('operators are told what an archive lacks', async () => {
  const projector = await scene.start(scene.whole);
  const admin = createAdminUnderTest({ engine, log: scene.whole, projector, clock: scene.now });
  const unknown = 'a'.repeat(64);
  expect(await admin.ask('POST', '/rebuilds', { archive: unknown })).toMatchObject({
    status: 400,
    body: { errors: [{ path: '/archive', code: 'unknown_archive' }] },
  });
  expect(await admin.ask('POST', '/rebuilds', { archive: 'A' })).toMatchObject({
    status: 400,
    body: { errors: [{ path: '/archive' }] },
  });
  for (const [path, status, errors] of [
    ['/archives/abc?at=0&size=2', 400, [{ path: 'digest', code: 'invalid_digest' }]],
    [`/archives/${unknown}?at=0`, 400, [{ path: 'size' }]],
    [`/archives/${unknown}?at=x&size=2`, 400, [{ path: 'at' }]],
    [`/archives/${unknown}?at=0&size=1`, 409, []],
    [`/archives/${unknown}?at=0&size=99999999999999`, 413, []],
    [`/archives/${unknown}?at=0&size=2`, 400, [{ path: 'digest', code: 'another_digest' }]],
  ] as const) {
    expect(await admin.ask('PUT', path, 11)).toMatchObject({ status, body: { errors } });
  }
  expect(await admin.ask('PUT', `/archives/${unknown}?at=0&size=9`, 11)).toMatchObject({
    status: 200,
    body: { digest: unknown, bytes: 2, complete: false },
  });
  expect(await admin.ask('GET', '/archives')).toMatchObject({
    status: 200,
    body: { archives: [{ digest: unknown, bytes: 2, complete: false }] },
  });
});
