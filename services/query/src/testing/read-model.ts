import type { OffsetVector } from '@emberlog/api';
import {
  itemBlock,
  migrate,
  openEmbedded,
  viewBlock,
  voteBlock,
  type ItemRow,
  type Reader,
  type ViewRow,
  type VoteRow,
} from '@emberlog/clickhouse';
import { createMemoryLog, type EventLog, type Topic } from '@emberlog/event-log';
import { foldVotes, type ItemVersion, type VoteRecord } from '@emberlog/ranking';
import { temporaryDirectory } from '@emberlog/testing';
import { readModelPosition } from '../position/model-position.ts';
import { versionColumns } from './item-rows.ts';

export type VersionRecord = ItemVersion & { readonly item: string };
type ViewRecord = Omit<VoteRecord, 'kind'> & { readonly kind: 'viewed' };
/** What a test writes: `logged` is when the log takes it in, and never decreases. */
export type TestRecord = VoteRecord | VersionRecord | ViewRecord;

/** A real engine with the tables, and a log in memory, filled together by tests. */
export type ReadModel = {
  readonly reader: Reader;
  /** The log of the records since the last `clear`. */
  readonly log: () => EventLog;
  /** Appends to the log and writes the rows; resolves with what the tables include then. */
  readonly write: (records: readonly TestRecord[]) => Promise<OffsetVector>;
  /** Appends to the log only: the read model is behind. */
  readonly appendOnly: (records: readonly TestRecord[]) => Promise<void>;
  /** Writes the rows of all that was only appended. */
  readonly catchUp: () => Promise<OffsetVector>;
  readonly clear: () => Promise<void>;
  readonly optimize: () => Promise<void>;
  readonly close: () => Promise<void>;
};

type Logged = { readonly record: TestRecord; readonly kp: number; readonly off: number };

export const openReadModel = async (partitions = 2): Promise<ReadModel> => {
  const directory = await temporaryDirectory();
  const database = await openEmbedded({ path: directory.path });
  const { reader, writer } = database;
  await migrate(writer);
  let now = 0;
  let log = createMemoryLog({ partitions, clock: () => now });
  let appended: Logged[] = [];
  let written = 0;

  const appendOnly = async (records: readonly TestRecord[]): Promise<void> => {
    for (const record of records) {
      now = record.logged;
      const value = new TextEncoder().encode(JSON.stringify(record));
      const [position] = await log.append([{ topic: topicOf(record), key: record.item, value }]);
      if (position === undefined) throw new Error('the log gave no position');
      appended.push({ record, kp: position.partition, off: position.offset });
    }
  };
  const catchUp = async (): Promise<OffsetVector> => {
    const [before, fresh] = [appended.slice(0, written), appended.slice(written)];
    written = appended.length;
    await writer.insert(voteBlock(voteRows(appended).slice(voteRows(before).length)));
    await writer.insert(itemBlock(fresh.flatMap(itemRow)));
    await writer.insert(viewBlock(fresh.flatMap(viewRow)));
    return (await readModelPosition(reader, log)).ends;
  };
  return {
    reader,
    log: () => log,
    appendOnly,
    catchUp,
    write: async (records) => {
      await appendOnly(records);
      return await catchUp();
    },
    clear: async () => {
      for (const table of ['items', 'votes', 'views']) {
        await writer.command(`TRUNCATE TABLE emberlog.${table}`);
      }
      log = createMemoryLog({ partitions, clock: () => now });
      [appended, written] = [[], 0];
    },
    optimize: async () => await writer.command('OPTIMIZE TABLE emberlog.votes FINAL'),
    close: async () => {
      await database.close();
      await directory.remove();
    },
  };
};

const isVote = (record: TestRecord): record is VoteRecord =>
  record.kind === 'upvoted' || record.kind === 'retracted';

const topicOf = (record: TestRecord): Topic => {
  if (isVote(record)) return 'emberlog.votes';
  return record.kind === 'viewed' ? 'emberlog.views' : 'emberlog.items';
};

const originOf = ({ record, kp, off }: Logged) => {
  return { kp, off, appended: record.logged, logged: record.logged, digest: '0' };
};

const eventOf = ({ item, id, time, logged }: TestRecord) => {
  return { item, event_id: id, event_time: time, recorded_at: Math.min(time, logged) };
};

const hashOf = (actor: string): string => BigInt(`0x${actor}`).toString();

/** Every vote so far with what became of it: later records do not change that. */
const voteRows = (appended: readonly Logged[]): readonly VoteRow[] => {
  const votes = appended.flatMap((logged) => {
    const { record } = logged;
    return isVote(record) ? [{ record, origin: originOf(logged) }] : [];
  });
  const { ledger, outcomes } = foldVotes(votes.map(({ record }) => record));
  const transitions = [...ledger];
  return votes.map(({ record, origin }, index) => {
    const outcome = outcomes[index] ?? 'stale';
    const transition = outcome === 'counted' ? transitions.shift() : undefined;
    const event = eventOf(record);
    return {
      ...origin,
      ...event,
      voter: hashOf(record.actor),
      kind: record.kind,
      outcome,
      effective_at: transition?.effectiveAt ?? event.recorded_at,
      delta: transition?.delta ?? 0,
    };
  });
};

const itemRow = (logged: Logged): ItemRow[] => {
  const { record } = logged;
  if (isVote(record) || record.kind === 'viewed') return [];
  return [{ ...originOf(logged), ...versionColumns(record.item, record) }];
};

const viewRow = (logged: Logged): ViewRow[] => {
  const { record } = logged;
  if (record.kind !== 'viewed') return [];
  const half_hour = Math.floor(record.time / 1_800_000) * 1_800;
  const columns = {
    viewer: hashOf(record.actor),
    half_hour,
    outcome: 'counted',
    delta: 1,
  } as const;
  return [{ ...originOf(logged), ...eventOf(record), ...columns }];
};
