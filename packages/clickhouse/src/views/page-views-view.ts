import type { DocumentedView } from './documented-view.ts';
import { ITEM_COLUMN } from './items-view.ts';
import { pseudonymSql, READER_KEY_SQL } from './reader-pseudonym-sql.ts';
import { LOGGED_AT_COLUMN } from './votes-view.ts';

const KEPT =
  'older ones than EMBERLOG_VIEW_RETENTION (400 days) count nowhere and go month by month';

export const viewsView: DocumentedView = {
  name: 'views',
  comment: `page views, one row for each event: views an item has are sum(delta); ${KEPT}`,
  columns: [
    ITEM_COLUMN,
    {
      name: 'viewer',
      type: 'Nullable(String)',
      comment:
        'pseudonym of the reader, 16 hexadecimal digits, the same as voter in votes; NULL: nobody was named',
    },
    {
      name: 'outcome',
      type: 'String',
      comment:
        'what became of it: counted; repeat, the reader was counted for that item in that window',
    },
    {
      name: 'effective_at',
      type: `DateTime64(3, 'UTC')`,
      comment:
        'when the view counts from: time of the event, ms UTC; logged_at where that was later',
    },
    {
      name: 'window_start',
      type: `DateTime('UTC')`,
      comment: 'start of the window in which a reader counts once for an item (30 minutes), s UTC',
    },
    {
      ...LOGGED_AT_COLUMN,
      comment: 'when it arrived: clock of the log, ms UTC; never before effective_at',
    },
    { name: 'delta', type: 'Int8', comment: 'views: 1 counted, 0 not' },
  ],
  takes: [],
  sql: () => `
SELECT v.item AS item, if(v.viewer = 0, NULL, ${pseudonymSql('v.viewer')}) AS viewer,
  toString(v.outcome) AS outcome, v.recorded_at AS effective_at, v.window_start AS window_start,
  v.logged AS logged_at, v.delta AS delta
FROM emberlog.views AS v CROSS JOIN ${READER_KEY_SQL}
WHERE v.outcome != 'dead'`,
};

export const viewsDailyView: DocumentedView = {
  name: 'views_daily',
  comment: `counted page views by day; kept ready by the hour, far cheaper than views; ${KEPT}`,
  columns: [
    ITEM_COLUMN,
    {
      name: 'day',
      type: 'Date',
      comment: 'UTC date of effective_at; days without views have no row',
    },
    { name: 'views', type: 'Int64', comment: 'views counted on it, 1 at least' },
  ],
  takes: [],
  sql: () => `
SELECT item, toDate(hour, 'UTC') AS day, sum(counted) AS views
FROM (
  SELECT item, toStartOfHour(recorded_at) AS hour, sum(delta) AS counted
  FROM emberlog.views
  WHERE item != ''
  GROUP BY item, hour
)
GROUP BY item, day
HAVING views > 0`,
};
