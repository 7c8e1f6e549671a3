import { openEngine, type Engine } from '@emberlog/clickhouse';
import { temporaryDirectory } from '@emberlog/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAllowedFormat } from './formats.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let engine: Engine;

beforeAll(async () => {
  directory = await temporaryDirectory();
  engine = await openEngine({ path: directory.path });
});
afterAll(async () => {
  engine.close();
  await directory.remove();
});

const named = async (condition: string): Promise<readonly string[]> => {
  const connection = engine.connect();
  const { bytes } = await connection.run(`SELECT name FROM system.formats WHERE ${condition}`);
  connection.close();
  return Buffer.from(bytes).toString().trim().split('\n');
};

test('of the formats of answers, those that read a schema or speak a protocol are refused', async () => {
  const refused = (await named('is_output')).filter((name) => !isAllowedFormat(name));
  expect(refused.sort()).toEqual([
    ...['AvroConfluent', 'Buffers', 'GeoJSON', 'MySQLWire', 'ODBCDriver2', 'PNG', 'PostgreSQLWire'],
    ...['Prometheus', 'Protobuf', 'ProtobufList', 'ProtobufSingle', 'Template'],
  ]);
});

// Seen to fail with names that begin like one.
test('what is no format of answers is refused', async () => {
  const inputs = await named('NOT is_output');
  expect(inputs).toContain('JSONAsString');
  expect([...inputs, 'CSVNope', 'nope'].filter(isAllowedFormat)).toEqual([]);
});
