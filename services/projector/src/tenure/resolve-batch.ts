import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DeadLetterRow } from '@emberlog/clickhouse';
import type { LogRecord } from '@emberlog/event-log';
import { inSpan, type Tracer } from '@emberlog/tracing';
import { deadLetter } from '../records/dead-letter.ts';
import type { OriginOf } from '../records/origin.ts';
import { readRecord, type Readable, type Unreadable } from '../records/read-record.ts';
import type { LogPrefix, PlacedRow, Resolution, TableProjection } from '../table-projection.ts';

/** Records read between two turns of the event loop, which also serves requests. */
const RECORDS_PER_TURN = 200;

export type ResolvedBatch<Row> = Resolution<Row> & { readonly letters: readonly DeadLetterRow[] };

export type ResolveOptions = {
  readonly originOf: OriginOf;
  readonly tracer?: Tracer | undefined;
};

/** Reads and resolves a batch: one row for each record, in their order. */
export const resolveBatch = async <E, Row extends PlacedRow>(
  projection: TableProjection<E, Row>,
  records: readonly LogRecord[],
  { originOf, tracer }: ResolveOptions,
): Promise<ResolvedBatch<Row>> => {
  const decode = async () => await decodeBatch(projection, records, originOf);
  const { readable, unreadable } = await inSpan(tracer, 'decode', {}, decode);
  const resolve = async () => await projection.resolve(readable, prefixBefore(records));
  const { rows, release } = await inSpan(tracer, 'resolve', {}, resolve);
  const dead = unreadable.map(({ origin }) => projection.deadRow(origin));
  return { rows: inLogOrder([...rows, ...dead]), letters: unreadable.map(deadLetter), release };
};

const decodeBatch = async <E, Row extends PlacedRow>(
  { accept }: TableProjection<E, Row>,
  records: readonly LogRecord[],
  originOf: OriginOf,
) => {
  const readable: Readable<E>[] = [];
  const unreadable: Unreadable[] = [];
  for (const [at, record] of records.entries()) {
    if (at > 0 && at % RECORDS_PER_TURN === 0) await nextTurn();
    const read = readRecord(record, originOf(record), accept);
    if ('reason' in read) unreadable.push(read);
    else readable.push(read);
  }
  return { readable, unreadable };
};

const prefixBefore = (records: readonly LogRecord[]): LogPrefix => {
  const firsts = new Map<number, number>();
  for (const { partition, offset } of records) {
    if (!firsts.has(partition)) firsts.set(partition, offset);
  }
  return { kps: [...firsts.keys()], offs: [...firsts.values()] };
};

export const inLogOrder = <Row extends PlacedRow>(rows: readonly Row[]): readonly Row[] =>
  rows.toSorted((a, b) => a.kp - b.kp || a.off - b.off);
