import { partitionOf, type NewRecord } from '@emberlog/event-log';

/** Of each topic of the product's own log. */
export const PARTITIONS = 4;

/** A record of the votes that nobody can read, in the partition given. */
export const poison = (partition: number): NewRecord => ({
  topic: 'emberlog.votes',
  key: keyIn(partition),
  value: Buffer.from('{"not": "an event"'),
});

const keyIn = (partition: number): string => {
  for (let n = 0; ; n += 1)
    if (partitionOf(`key-${n}`, PARTITIONS) === partition) return `key-${n}`;
};
