import { expect, expectTypeOf, test } from 'vitest';
import { TOPICS, type EventLog, type SubscriptionTopic } from './event-log.ts';
import { logTopics } from './log-topics.ts';
import { createMemoryLog } from './memory/memory-log.ts';

const options = { partitions: 1, clock: () => 0 };

// Seen not to compile when the topics are inferred from what the log is wanted for.
test('a log without a list of topics has those of the read model', () => {
  expect(logTopics(undefined)).toEqual(TOPICS);
  expectTypeOf(createMemoryLog(options)).toEqualTypeOf<EventLog>();
  expectTypeOf(createMemoryLog(options)).not.toExtend<EventLog<SubscriptionTopic>>();
  // @ts-expect-error what it is wanted for does not give it the topics
  const wanted: EventLog<SubscriptionTopic> = createMemoryLog(options);
  expectTypeOf(wanted).not.toExtend<EventLog>();
});

// Seen to fail when the list is kept as it was given.
test('a list that is changed afterwards changes no log', () => {
  const given = ['a', 'b'];
  const topics = logTopics(given);
  given.push('c');
  expect(topics).toEqual(['a', 'b']);
});

test.each([[[]], [['a', 'b', 'a']]])('a log cannot have the topics %j', (topics: string[]) => {
  expect(() => createMemoryLog({ ...options, topics })).toThrow(RangeError);
});
