/**
 * A chain from HTTP over Kafka into ClickHouse as one would write it in an afternoon: events are
 * parsed, appended as they came, read again and inserted into one table. Nothing is checked, no state
 * is kept, nothing is known of positions; a crash loses or doubles.
 */
import { openEmbedded } from '@emberlog/clickhouse';
import { openKafkaLog } from '@emberlog/event-log/kafka';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerParent } from './answer-parent.ts';

type CrudeEvent = {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly data: { readonly actor?: string };
};

const PARTITIONS = 4;
const TOPIC = 'emberlog.votes';
const [brokers = '', path = ''] = process.argv.slice(2);

const log = await openKafkaLog({
  brokers: [brokers],
  partitions: PARTITIONS,
  topicPrefix: `${randomUUID()}.`,
});
const { writer } = await openEmbedded({ path });
await writer.command('CREATE DATABASE IF NOT EXISTS emberlog');
await writer.command(
  'CREATE TABLE emberlog.events (id String, type String, item String, actor String, at String) ENGINE = MergeTree ORDER BY item',
);

let appended = 0;
let inserted = 0;
const text = new TextEncoder();
const decoder = new TextDecoder();

log.follow({
  from: Array.from({ length: PARTITIONS }, (_, partition) => ({
    ...{ topic: TOPIC, partition, offset: 0 },
  })) as never,
  handle: async (records) => {
    const rows = records.map(({ value }) => {
      const { id, type, subject, data, time } = JSON.parse(decoder.decode(value)) as CrudeEvent;
      return [id, type, subject, data.actor ?? '', time];
    });
    await writer.insert({
      table: 'events',
      columns: ['id', 'type', 'item', 'actor', 'at'],
      rows,
    });
    inserted += rows.length;
  },
});

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const events = JSON.parse(Buffer.concat(chunks).toString()) as readonly CrudeEvent[];
    const records = events.map((event) => ({
      topic: TOPIC,
      key: event.subject,
      value: text.encode(JSON.stringify(event)),
    }));
    void log.append(records as never).then(() => {
      appended += events.length;
      const body = JSON.stringify({ accepted: events.length });
      response.writeHead(202, { 'Content-Length': Buffer.byteLength(body) });
      response.end(body);
    });
  });
});
server.listen(0, '127.0.0.1', () =>
  answerParent((server.address() as AddressInfo).port, () => appended === inserted),
);
