import { itemBlock, type ItemRow } from '@emberlog/clickhouse';
import type { TableProjection } from '../table-projection.ts';
import { deadItemRow, itemRow, type ItemEvent } from './item-row.ts';

/** Items: every version is one row. No state: an item is folded from its versions when read. */
export const createItemProjection = (): TableProjection<ItemEvent, ItemRow> => ({
  table: 'items',
  block: itemBlock,
  deadRow: deadItemRow,
  accept: (event) =>
    event.type === 'item.published' || event.type === 'item.withdrawn'
      ? { event }
      : 'type: does not belong to the items',
  resolve: (batch) => Promise.resolve({ rows: batch.map(itemRow), release: () => undefined }),
});
