import { createMemoryLog } from '@emberlog/event-log';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startProjector } from '../start-projector.ts';
import { withFailingInserts, type Fate } from '../trial/failing-inserts.ts';
import { actor, recordOf } from '../trial/record-of.ts';
import { storedVotes } from '../trial/stored-rows.ts';
import { openTrialEngine, quiet, type TrialEngine } from '../trial/trial-engine.ts';
import { untilProjected } from '../trial/until-projected.ts';

const NOW = Date.UTC(2026, 0, 10);

let engine: TrialEngine;

beforeAll(async () => {
  engine = await openTrialEngine();
});

beforeEach(async () => {
  await engine.empty();
});

afterAll(async () => {
  await engine.close();
});

const logOfOneVote = async () => {
  const log = createMemoryLog({ partitions: 1, clock: () => NOW });
  await log.append([
    recordOf({ type: 'item.upvoted', subject: 'a', id: 'v', time: NOW, data: { actor: actor(1) } }),
  ]);
  return log;
};

test.each(['lost', 'unanswered'] as const)(
  'an insert that was %s is not repeated blindly: one row, though no record follows',
  async (fate) => {
    const log = await logOfOneVote();
    const fates: Fate[] = [fate];
    const database = withFailingInserts(engine.database, () => fates.shift() ?? 'written');
    const projector = await startProjector({ log, database, logger: quiet, retryDelay: 1 });
    await untilProjected(projector, log, engine.database.reader);
    await projector.close();
    expect(fates).toEqual([]);
    expect(await storedVotes(engine.database.reader)).toMatchObject([{ outcome: 'counted' }]);
  },
);

test('while the engine refuses, it says so, once, and tries again', async () => {
  const log = await logOfOneVote();
  const fates: Fate[] = ['lost', 'lost', 'lost'];
  const heard: (string | null)[] = [];
  const projector = await startProjector({
    log,
    database: withFailingInserts(engine.database, () => fates.shift() ?? 'written'),
    logger: quiet,
    onTrouble: (trouble) => void heard.push(trouble),
    retryDelay: 1,
  });
  await untilProjected(projector, log, engine.database.reader);
  await projector.close();
  expect(heard).toEqual(['trying again: insert into votes failed', null]);
  expect(fates).toEqual([]);
  expect(await storedVotes(engine.database.reader)).toHaveLength(1);
});

test('closing while an insert fails ends without an error, and the next start finds its place', async () => {
  const log = await logOfOneVote();
  const database = withFailingInserts(engine.database, () => 'unanswered');
  const projector = await startProjector({ log, database, logger: quiet });
  await projector.close();
  await expect(projector.done).resolves.toBeUndefined();
  const next = await startProjector({ log, database: engine.database, logger: quiet });
  await untilProjected(next, log, engine.database.reader);
  await next.close();
  expect(await storedVotes(engine.database.reader)).toHaveLength(1);
});
