import type { EventLog, LogRecord, NewRecord, Topic } from '@emberlog/event-log';
import type { Random } from './seeded-random.ts';
import { actor, recordOf } from './record-of.ts';

const HOUR = 3_600_000;
const ITEMS = ['a', 'b/1', 'B', 'c'] as const;

/** A vote or view near `now`: late, ahead, or the very one that came before. */
export const randomRecord = (random: Random, now: number): NewRecord => {
  const subject = ITEMS[random.below(ITEMS.length)] ?? 'a';
  const id = 'aB9'.charAt(random.below(3));
  // Few times and few ids: resends and ties must be common.
  const time = now - (now % HOUR) + (random.below(5) - 3) * (HOUR / 4);
  const data = { actor: actor(1 + random.below(3)) };
  const kind = random.below(5);
  if (kind < 2) return recordOf({ type: 'item.upvoted', subject, id, time, data });
  if (kind === 2) return recordOf({ type: 'item.upvote_retracted', subject, id, time, data });
  return recordOf({ type: 'item.viewed', subject, id, time, data: kind === 3 ? data : {} });
};

/** All records of a topic, in log order partition by partition. */
export const recordsOf = async (log: EventLog, topic: Topic): Promise<readonly LogRecord[]> => {
  const records: LogRecord[] = [];
  for (const { partition, end } of (await log.bounds()).filter((bound) => bound.topic === topic)) {
    for (let offset = 0; offset < end; offset += 1) {
      const record = await log.read({ topic, partition, offset });
      if (record !== null) records.push(record);
    }
  }
  return records;
};
