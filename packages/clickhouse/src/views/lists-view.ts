import type { DocumentedView } from './documented-view.ts';
import { ITEM_COLUMN, itemsSql, LISTED_AT_COLUMN, LISTED_ON_COLUMN } from './items-view.ts';

export const listsView: DocumentedView = {
  name: 'lists',
  comment:
    'the daily lists in the order of their votes, as GET /v1/lists/{date} has them: one row for each place',
  columns: [
    LISTED_ON_COLUMN,
    {
      name: 'rank',
      type: 'UInt64',
      comment:
        'place on the list of that date, from 1: most votes first, then the latest listed_at, then the item by bytes',
    },
    ITEM_COLUMN,
    {
      name: 'votes',
      type: 'Int64',
      comment: 'votes that are active now, whenever they were cast; 0: none',
    },
    { name: 'title', type: 'String', comment: 'title as it is now, never empty' },
    {
      name: 'organization',
      type: 'Nullable(String)',
      comment: 'name of the organization; NULL: none is known',
    },
    LISTED_AT_COLUMN,
  ],
  takes: [],
  sql: () => `
SELECT listed_on,
  row_number() OVER (PARTITION BY listed_on ORDER BY votes DESC, listed_at DESC, item ASC) AS rank,
  item, votes, title, organization, listed_at
FROM (
  SELECT i.item AS item, i.title AS title, i.organization AS organization,
    i.listed_at AS listed_at, i.listed_on AS listed_on, w.votes AS votes
  FROM (${itemsSql}) AS i
  LEFT JOIN (
    SELECT toString(item) AS item, sum(delta) AS votes FROM emberlog.votes GROUP BY item
  ) AS w ON i.item = w.item
)`,
};
