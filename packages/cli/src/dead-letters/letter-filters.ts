import type { DeadLetterFilters, TopicName } from '@emberlog/client';
import { type Command, InvalidArgumentError } from 'commander';
import { topicOption } from '../topic.ts';

export type FilterFlags = {
  readonly topic?: TopicName;
  readonly reason?: string;
  readonly since?: string;
  readonly until?: string;
};

export const withFilters = (command: Command): Command =>
  command
    .option('--topic <topic>', 'items, votes or views', topicOption)
    .option('--reason <text>', 'a part of the reason')
    .option('--since <time>', 'appended at or after, such as 2025-12-10T09:00:00Z', instant)
    .option('--until <time>', 'appended before', instant);

/** What was given, in the words of the API. */
export const filtersOf = ({ topic, reason, since, until }: FilterFlags): DeadLetterFilters => ({
  ...(topic === undefined ? {} : { topic }),
  ...(reason === undefined ? {} : { reason }),
  ...(since === undefined ? {} : { since }),
  ...(until === undefined ? {} : { until }),
});

const instant = (text: string): string => {
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('It must be a time such as 2025-12-10T09:00:00Z.');
  return new Date(text).toISOString();
};
