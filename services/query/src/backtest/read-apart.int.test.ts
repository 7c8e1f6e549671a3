import { POSITION_PURPOSE, type BacktestReply } from '@emberlog/api';
import { LONGEST_ANSWER_MS, readServedModel, type Reader } from '@emberlog/clickhouse';
import { createLogger, createSealer } from '@emberlog/service-kit';
import { waitUntil } from '@emberlog/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPositionReader } from '../position/model-position.ts';
import { createPositionSource } from '../position/position-source.ts';
import { createPositionTokens } from '../position/position-tokens.ts';
import { createServedWhole } from '../position/served-whole.ts';
import { openReadModel, type ReadModel } from '../testing/read-model.ts';
import { HOUR } from '../testing/small-site.ts';
import { waveringSite } from '../testing/wavering-site.ts';
import { askedBacktest } from './asked-backtest.ts';
import { createBacktests, type BacktestsOptions } from './backtests.ts';

const FROM = Date.UTC(2025, 10, 1);
const DAY = 24 * HOUR;

let model: ReadModel;
beforeAll(async () => {
  model = await openReadModel();
  await model.write(waveringSite({ from: FROM, days: 6, items: 12, lastsMs: 2 * DAY, seed: 1 }));
});
afterAll(async () => await model.close());

/** One backtest to its end, of tables that others may empty, each statement as slow as one may be. */
const ended = async (options: Partial<BacktestsOptions> = {}): Promise<BacktestReply> => {
  let now = 0;
  const reader: Reader = {
    query: async (query, params) => {
      now += (LONGEST_ANSWER_MS * 2) / 3;
      return await model.reader.query(query, params);
    },
  };
  const readModel = async () => await readServedModel(model.reader);
  const source = createPositionSource({
    load: createPositionReader({ ...model, log: model.log(), isShared: false, readModel }),
  });
  const backtests = createBacktests({
    ...{ reader, source, readModel },
    positions: createPositionTokens(
      createSealer({ secret: new Uint8Array(32), purpose: POSITION_PURPOSE }),
    ),
    viewRetentionMs: 400 * DAY,
    viewsExpiredThrough: async () => await Promise.resolve(null),
    clock: () => FROM,
    served: createServedWhole({
      look: async () => await Promise.resolve({ incomplete: null, lookedAt: now }),
      isShared: true,
      now: () => now,
    }),
    logger: createLogger({ name: 'query', level: 'silent' }),
    ids: () => 'one',
    ...options,
  });
  const day = '2025-11-03T00:00:00Z';
  const asked = { rankings: [{ algorithm: 'new' }], horizons: ['1d', '2d'], from: day, to: day };
  await backtests.ask(askedBacktest.parse(asked));
  const found = await waitUntil(() => {
    const [found] = backtests.list();
    return found?.state === 'running' ? null : found;
  });
  source.close();
  return found;
};

// Seen to fail when a time is read as one answer.
test('a time may take longer than an answer: each list of it is one answer', async () => {
  expect(await ended()).toMatchObject({ state: 'done', trouble: null, done: 2 });
});

test('tables that are exchanged meanwhile end it, and it says so', async () => {
  let served = await readServedModel(model.reader);
  const trouble =
    'the tables were exchanged for those of another read model meanwhile: ask for it again';
  const readModel = async () => await Promise.resolve(served);
  const readList = async () => await Promise.resolve([{ item: 'a', score: BigInt((served += 1)) }]);
  expect(await ended({ readModel, readList })).toMatchObject({ state: 'failed', trouble });
});
