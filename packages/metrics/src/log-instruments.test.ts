import { expect, test } from 'vitest';
import { createLogInstruments } from './log-instruments.ts';
import { createProcessMetrics } from './process-metrics.ts';

// Seen to fail when the second log takes the name again, and when only the last one is asked.
test('the ends of all logs of a process are told together, by topic', async () => {
  const metrics = createProcessMetrics();
  const instruments = createLogInstruments(metrics);
  const end = (topic: string, partition: number, offset: number) => ({
    ...{ topic, partition, end: offset },
  });
  instruments.watchEnds(() => Promise.resolve([end('emberlog.votes', 0, 7)]));
  instruments.watchEnds(() =>
    Promise.resolve([end('emberlog.subscriptions', 0, 2), end('emberlog.subscriptions', 1, 0)]),
  );
  const text = await (await metrics.routes.request('/metrics')).text();
  expect(text.split('\n').filter((line) => line.startsWith('emberlog_log_end_offset'))).toEqual([
    'emberlog_log_end_offset{topic="votes",partition="0"} 7',
    'emberlog_log_end_offset{topic="subscriptions",partition="0"} 2',
    'emberlog_log_end_offset{topic="subscriptions",partition="1"} 0',
  ]);
});
