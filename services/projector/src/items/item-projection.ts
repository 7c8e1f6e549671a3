import { itemBlock, type ItemRow } from '@emberlog/clickhouse';
import type { EventOf } from '@emberlog/events';
import type { TableProjection } from '../table-projection.ts';
import { deadItemRow, itemRow } from './item-row.ts';

/** Items: every version is one row. No state: an item is folded from its versions when read. */
export const createItemProjection = (): TableProjection<
  EventOf<'item.published'> | EventOf<'item.withdrawn'>,
  ItemRow
> => ({
  table: 'items',
  block: itemBlock,
  deadRow: deadItemRow,
  accept: (event) =>
    event.type === 'item.published' || event.type === 'item.withdrawn'
      ? { event }
      : 'type: does not belong to the items',
  resolve: (batch) => Promise.resolve({ rows: batch.map(itemRow), release: () => undefined }),
});
