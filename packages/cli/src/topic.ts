import type { TopicName } from '@emberlog/client';
import { InvalidArgumentError } from 'commander';
import { UsageError } from './exit-code.ts';

export const TOPIC_NAMES: readonly TopicName[] = [
  'emberlog.items',
  'emberlog.votes',
  'emberlog.views',
];

/** `votes` or `emberlog.votes`. */
export const topicOption = (text: string): TopicName => {
  const found = TOPIC_NAMES.find((topic) => topic === text || topic === `emberlog.${text}`);
  if (found !== undefined) return found;
  throw new InvalidArgumentError('It must be items, votes or views.');
};

export type Place = {
  readonly topic: TopicName;
  readonly partition: number;
  readonly offset: number;
};

/** `votes/3/17`, the 17 being an offset of partition 3. */
export const placeOf = (text: string): Place => {
  const [, name, partition, offset] =
    /^(?:emberlog\.)?(\w+)\/(\d{1,5})\/(\d{1,15})$/.exec(text) ?? [];
  const topic = TOPIC_NAMES.find((each) => each === `emberlog.${name ?? ''}`);
  if (topic === undefined)
    throw new UsageError(`${text} is no place: give topic/partition/offset, such as votes/3/17`);
  return { topic, partition: Number(partition), offset: Number(offset) };
};

/** As it is printed, and taken by `placeOf`. */
export const placeText = ({ topic, partition, offset }: Place): string =>
  `${topic.replace('emberlog.', '')}/${partition}/${offset}`;
