import { currentItemsSql } from '../reading/item-details.ts';
import { boundSql } from './bound-sql.ts';
import type { DocumentedColumn, DocumentedView } from './documented-view.ts';
import { ALL_ROWS, NOW_MS } from './everything-known.ts';

/** The id of an item as every view has it. */
export const ITEM_COLUMN: DocumentedColumn = {
  name: 'item',
  type: 'String',
  comment: 'id of the item, never empty; joins all views',
};

export const LISTED_AT_COLUMN: DocumentedColumn = {
  name: 'listed_at',
  type: `DateTime64(3, 'UTC')`,
  comment:
    'when the item entered the lists, ms UTC; where nobody said, the date of its first version',
};

export const LISTED_ON_COLUMN: DocumentedColumn = {
  name: 'listed_on',
  type: 'Date32',
  comment:
    'date of the daily list that the item is on; where nobody said, the UTC date of listed_at',
};

/** Every item as it is now, folded as the API folds it. */
export const itemsSql = boundSql(currentItemsSql(), { as_of: NOW_MS, item_ends: ALL_ROWS });

export const itemsView: DocumentedView = {
  name: 'items',
  comment:
    'one row for each item as it is now; items without a title, withdrawn, or to be listed later have none',
  columns: [
    ITEM_COLUMN,
    { name: 'title', type: 'String', comment: 'title as it is now, never empty' },
    {
      name: 'url',
      type: 'Nullable(String)',
      comment: 'http or https address; NULL: none is known',
    },
    { name: 'summary', type: 'Nullable(String)', comment: 'plain text; NULL: none is known' },
    { name: 'authors', type: 'Array(String)', comment: 'names of authors; empty: none is known' },
    {
      name: 'author_count',
      type: 'Nullable(UInt32)',
      comment: 'number of authors, said without their names; NULL: nobody said',
    },
    {
      name: 'organization',
      type: 'Nullable(String)',
      comment: 'name of the organization, to group and compare by; NULL: none is known',
    },
    {
      name: 'organization_fullname',
      type: 'Nullable(String)',
      comment: 'name of the organization, to show; NULL: none is known',
    },
    { name: 'tags', type: 'Array(String)', comment: 'free labels; empty: none' },
    {
      name: 'published_at',
      type: `Nullable(DateTime64(3, 'UTC'))`,
      comment: 'own date of the work, ms UTC; NULL: not known',
    },
    LISTED_AT_COLUMN,
    LISTED_ON_COLUMN,
    {
      name: 'comments',
      type: 'Nullable(UInt32)',
      comment: 'number of comments when it was said last; NULL: nobody said',
    },
  ],
  takes: [],
  sql: () => itemsSql,
};
