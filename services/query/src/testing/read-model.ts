import type { OffsetVector } from '@emberlog/api';
import {
  itemBlock,
  migrate,
  openEmbedded,
  readServedModel,
  viewBlock,
  voteBlock,
  type Reader,
  type Writer,
} from '@emberlog/clickhouse';
import { openOverHttp } from '@emberlog/clickhouse-http';
import { createMemoryLog, type EventLog } from '@emberlog/event-log';
import { temporaryDirectory } from '@emberlog/testing';
import type { ListSource } from '../list/ranked-list.ts';
import { createPositionReader } from '../position/model-position.ts';
import { createItemCatalogue } from '../trending/item-catalogue.ts';
import { placeApart, type Apart } from './place-apart.ts';
import {
  itemRows,
  tableOf,
  viewRows,
  voteRows,
  type Placed,
  type TestRecord,
} from './record-rows.ts';

/** A real engine with the tables, and a log in memory, filled together by tests. */
export type ReadModel = {
  readonly reader: Reader;
  readonly writer: Writer;
  /** The two ways to read a list: by what the service keeps of items, and from the tables alone. */
  readonly source: ListSource;
  readonly tables: ListSource;
  /** The log of the records since the last `clear`. */
  readonly log: () => EventLog;
  /** Appends to the log and writes the rows; resolves with what the tables include then. */
  readonly write: (records: readonly TestRecord[]) => Promise<OffsetVector>;
  /** Appends to the log only: the read model is behind. */
  readonly appendOnly: (records: readonly TestRecord[]) => Promise<void>;
  /** Writes the rows of all that was only appended. */
  readonly catchUp: () => Promise<OffsetVector>;
  /**
   * Empties the tables and fills them with the rows of many logs, each in partitions of its own:
   * at its positions a list holds nothing of the others. The items of no two logs may be the same.
   */
  readonly refill: (logs: readonly (readonly TestRecord[])[]) => Promise<readonly Apart[]>;
  readonly clear: () => Promise<void>;
  readonly optimize: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Whether the engine is in this process, or reached as a server is. */
const open = process.env['EMBERLOG_TEST_DATABASE'] === 'http' ? openOverHttp : openEmbedded;

export const openReadModel = async (partitions = 2): Promise<ReadModel> => {
  const directory = await temporaryDirectory();
  const database = await open({ path: directory.path });
  const { reader, writer } = database;
  await migrate(writer);
  const catalogue = createItemCatalogue(reader);
  let now = 0;
  let log = createMemoryLog({ partitions, clock: () => now });
  let appended: Placed[] = [];
  let written = 0;

  const clear = async (): Promise<void> => {
    for (const table of ['items', 'votes', 'views', 'expirations']) {
      await writer.command(`TRUNCATE TABLE emberlog.${table}`);
    }
    catalogue.forget();
    log = createMemoryLog({ partitions, clock: () => now });
    [appended, written] = [[], 0];
  };
  const appendOnly = async (records: readonly TestRecord[]): Promise<void> => {
    for (const record of records) {
      now = record.logged;
      const value = new TextEncoder().encode(JSON.stringify(record));
      const topic = `emberlog.${tableOf(record)}` as const;
      const [position] = await log.append([{ topic, key: record.item, value }]);
      if (position === undefined) throw new Error('the log gave no position');
      appended.push({ record, kp: position.partition, off: position.offset });
    }
  };
  const catchUp = async (): Promise<OffsetVector> => {
    const [before, fresh] = [appended.slice(0, written), appended.slice(written)];
    written = appended.length;
    await writer.insert(voteBlock(voteRows(appended).slice(voteRows(before).length)));
    await writer.insert(itemBlock(itemRows(fresh)));
    await writer.insert(viewBlock(viewRows(fresh)));
    const readModel = async () => await readServedModel(reader);
    return (await createPositionReader({ reader, log, isShared: false, readModel })()).ends;
  };
  return {
    reader,
    writer,
    source: { reader, catalogue },
    tables: { reader, catalogue: null },
    log: () => log,
    appendOnly,
    catchUp,
    write: async (records) => {
      await appendOnly(records);
      return await catchUp();
    },
    refill: async (logs) => {
      await clear();
      const apart = placeApart(logs);
      const placed = apart.flatMap((each) => each.placed);
      for (const rows of halvesOf(voteRows(placed))) await writer.insert(voteBlock(rows));
      for (const rows of halvesOf(itemRows(placed))) await writer.insert(itemBlock(rows));
      for (const rows of halvesOf(viewRows(placed))) await writer.insert(viewBlock(rows));
      return apart;
    },
    clear,
    optimize: async () => await writer.command('OPTIMIZE TABLE emberlog.votes FINAL'),
    close: async () => {
      await database.close();
      await directory.remove();
    },
  };
};

/** Every other row: tables of one part would hide what parts must be put together for. */
const halvesOf = <R>(rows: readonly R[]): readonly (readonly R[])[] => [
  rows.filter((_, index) => index % 2 === 0),
  rows.filter((_, index) => index % 2 === 1),
];
