import { expect, it } from 'vitest';
import type { Topic } from '../event-log.ts';
import { createMemoryLog } from './memory-log.ts';

const unknown = 'emberlog.nothing' as Topic;
const record = { key: 'a', value: new Uint8Array() };

it('knows the topics of the log and no others', async () => {
  const log = createMemoryLog({ partitions: 1, clock: () => 0 });
  await expect(log.append([{ ...record, topic: unknown }])).rejects.toThrow(RangeError);
  expect(await log.read({ topic: unknown, partition: 0, offset: 0 })).toBeNull();
  const handle = async () => await Promise.resolve();
  const { done } = log.follow({ from: [{ topic: unknown, partition: 0, offset: 0 }], handle });
  await expect(done).rejects.toThrow(unknown);
  await log.close();
});
