import { countedAnonymousViews, countedViewers, type Reader } from '@emberlog/clickhouse';
import { askInChunks, partitionItemKey, type PartitionItem } from '../state/partition-item.ts';
import type { LogPrefix } from '../table-projection.ts';
import { createIdMemory, type IdMemory } from './id-memory.ts';

/** One window of one item, by its start in seconds UTC. */
export type ItemWindow = PartitionItem & { readonly window: number };

/** One text for each window of an item. */
export const itemWindowKey = (of: ItemWindow): string => `${of.window} ${partitionItemKey(of)}`;

/** Reads who was counted in some windows as of a prefix of the log. */
export const loadViewers = async (
  reader: Reader,
  asked: readonly ItemWindow[],
  before: LogPrefix,
): Promise<ReadonlyMap<string, Set<string>>> => {
  const rows = await askInChunks(asked, async (chunk) => {
    const items = chunk.map(({ item }) => item);
    const windows = chunk.map(({ window }) => window);
    return await reader.query(countedViewers, { items, windows, ...before });
  });
  const loaded = new Map<string, Set<string>>();
  for (const { kp, item, window_s: window, viewer_id } of rows) {
    const key = itemWindowKey({ kp, item, window });
    loaded.set(key, (loaded.get(key) ?? new Set()).add(viewer_id));
  }
  return loaded;
};

/** Reads the anonymous views counted since `since` (logged, ms UTC) as of a prefix of the log. */
export const loadAnonymousViews = async (
  reader: Reader,
  asked: readonly PartitionItem[],
  before: LogPrefix,
  since: number,
): Promise<ReadonlyMap<string, IdMemory>> => {
  const rows = await askInChunks(asked, async (chunk) => {
    const items = chunk.map(({ item }) => item);
    return await reader.query(countedAnonymousViews, { items, since, ...before });
  });
  const loaded = new Map<string, IdMemory>();
  // In offset order: of an id that was forgotten and counted again, the last time stays.
  for (const { event_id, logged_ms, ...item } of rows) {
    const key = partitionItemKey(item);
    const views = loaded.get(key) ?? createIdMemory();
    views.keep(event_id, logged_ms, since);
    loaded.set(key, views);
  }
  return loaded;
};
