import type { Reader } from '@emberlog/clickhouse';
import { partitionItemKey, type PartitionItem } from '../state/partition-item.ts';
import { createStateCache } from '../state/state-cache.ts';
import type { LogPrefix } from '../table-projection.ts';
import { ANONYMOUS_MEMORY, countAnonymousView } from './anonymous-views.ts';
import { createIdMemory, type IdMemory } from './id-memory.ts';
import {
  itemWindowKey,
  loadAnonymousViews,
  loadViewers,
  type ItemWindow,
} from './load-view-states.ts';

/** One view to be counted or found a repeat. */
export type View = ItemWindow & {
  /** Pseudonym as decimal digits, `'0'` for an anonymous view. */
  readonly viewer: string;
  readonly id: string;
  readonly logged: number;
};

/** What was seen already, of the views of one batch. */
type HeldViews = {
  /** Says whether a view counts, and remembers it. To be called once a view, in log order. */
  readonly count: (view: View) => 'counted' | 'repeat';
  readonly release: () => void;
};

export type SeenViews = {
  readonly hold: (views: readonly View[], before: LogPrefix) => Promise<HeldViews>;
};

export type SeenViewsOptions = {
  readonly reader: Reader;
  /** Viewers kept at hand, and four times as many ids of anonymous views. */
  readonly maxStateEntries: number;
};

/** An id takes a quarter of the memory of a viewer. */
const IDS_PER_ENTRY = 4;

export const createSeenViews = ({ reader, maxStateEntries }: SeenViewsOptions): SeenViews => {
  const viewers = createStateCache<ItemWindow, Set<string>>({
    maxEntries: maxStateEntries,
    entriesOf: (seen) => seen.size,
    empty: () => new Set(),
  });
  const anonymous = createStateCache<PartitionItem, IdMemory>({
    maxEntries: maxStateEntries * IDS_PER_ENTRY,
    entriesOf: (seen) => seen.size(),
    empty: createIdMemory,
  });

  return {
    hold: async (views, before) => {
      const since = Math.max(0, Math.min(...views.map(loggedOf)) - ANONYMOUS_MEMORY);
      const [named, nameless] = await Promise.all([
        viewers.hold(
          new Map(views.filter(hasViewer).map((view) => [itemWindowKey(view), view])),
          async (absent) => await loadViewers(reader, absent, before),
        ),
        anonymous.hold(
          new Map(views.filter(isAnonymous).map((view) => [partitionItemKey(view), view])),
          async (absent) => await loadAnonymousViews(reader, absent, before, since),
        ),
      ]);
      return {
        count: (view) =>
          isAnonymous(view)
            ? countAnonymousView(nameless.get(partitionItemKey(view)), view.id, view.logged)
            : countViewer(named.get(itemWindowKey(view)), view.viewer),
        release: () => {
          named.release();
          nameless.release();
        },
      };
    },
  };
};

const loggedOf = ({ logged }: View): number => logged;
const isAnonymous = ({ viewer }: View): boolean => viewer === '0';
const hasViewer = (view: View): boolean => !isAnonymous(view);

const countViewer = (seen: Set<string>, viewer: string): 'counted' | 'repeat' => {
  if (seen.has(viewer)) return 'repeat';
  seen.add(viewer);
  return 'counted';
};
