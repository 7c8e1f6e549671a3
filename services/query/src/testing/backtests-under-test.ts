import { backtestReply, type BacktestReply } from '@emberlog/api';
import { createKeyring, hashKey } from '@emberlog/service-kit';
import { waitUntil } from '@emberlog/testing';
import { expect } from 'vitest';
import { createQueryUnderTest } from './query-under-test.ts';
import { openReadModel } from './read-model.ts';
import { HOUR } from './small-site.ts';
import { waveringSite } from './wavering-site.ts';

const FROM = Date.UTC(2025, 10, 1);
const DAY = 24 * HOUR;
export const BACKTESTS = '/admin/v1/backtests';

export const keyring = createKeyring(
  [
    { id: 'operator', scopes: ['admin'], sha256: hashKey('operators-key') },
    { id: 'reader', scopes: ['read'], sha256: hashKey('readers-key') },
  ],
  {},
);

/** A site with votes on so many days from 2025-11-01 on, and an operator who asks for backtests of it. */
export const openBacktestsUnderTest = async (days: number) => {
  const model = await openReadModel();
  await model.write(waveringSite({ from: FROM, days, items: 60, lastsMs: 2 * DAY, seed: 1 }));
  const service = createQueryUnderTest(model, { keyring });
  service.setClock(FROM + 30 * DAY);
  const send = async (method: string, path: string, body?: unknown) =>
    await service.send(path, {
      method,
      headers: { Authorization: 'Bearer operators-key', 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const begin = async (body: unknown): Promise<BacktestReply> => {
    const { status, body: reply } = await send('POST', BACKTESTS, body);
    expect({ status, reply }).toMatchObject({ status: 202 });
    return backtestReply.parse(reply);
  };
  const look = async (id: string): Promise<BacktestReply> =>
    backtestReply.parse((await send('GET', `${BACKTESTS}/${id}`)).body);
  const ended = async (body: unknown): Promise<BacktestReply> => {
    const { id } = await begin(body);
    const over = async () => {
      const found = await look(id);
      return found.state === 'running' ? null : found;
    };
    return await waitUntil(over, { timeoutMs: 120_000 });
  };
  return {
    ...{ model, service, send, begin, look, ended },
    close: async () => {
      service.close();
      await model.close();
    },
  };
};

export const resultOf = ({ results }: BacktestReply, ranking: string, horizon = '1d') =>
  results.find((each) => each.ranking === ranking && each.horizon === horizon);
