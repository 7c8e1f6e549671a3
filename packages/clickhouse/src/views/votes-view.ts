import type { DocumentedColumn, DocumentedView } from './documented-view.ts';
import { ITEM_COLUMN } from './items-view.ts';
import { pseudonymSql, READER_KEY_SQL } from './reader-pseudonym-sql.ts';

export const LOGGED_AT_COLUMN: DocumentedColumn = {
  name: 'logged_at',
  type: `DateTime64(3, 'UTC')`,
  comment: 'when it arrived: clock of the log, ms UTC; never before recorded_at',
};

const RECORDED_AT_COLUMN: DocumentedColumn = {
  name: 'recorded_at',
  type: `DateTime64(3, 'UTC')`,
  comment: 'from when this row holds: time of the event, ms UTC; logged_at where that was later',
};

export const votesView: DocumentedView = {
  name: 'votes',
  comment:
    'the ledger of votes, one row for each event: votes an item has are sum(delta), at a time T those with recorded_at <= T',
  columns: [
    ITEM_COLUMN,
    {
      name: 'voter',
      type: 'String',
      comment:
        'pseudonym of the reader, 16 hexadecimal digits: equal for equal readers here and in views, of no use anywhere else',
    },
    {
      name: 'kind',
      type: 'String',
      comment: 'what the reader asked for: upvoted or retracted',
    },
    {
      name: 'outcome',
      type: 'String',
      comment:
        'what became of it: counted; repeat, it was so already; stale, a later event of the reader had come before it',
    },
    {
      name: 'effective_at',
      type: `DateTime64(3, 'UTC')`,
      comment:
        'when the vote counts from, ms UTC: first cast of that item and reader, the same for its retraction',
    },
    RECORDED_AT_COLUMN,
    LOGGED_AT_COLUMN,
    { name: 'delta', type: 'Int8', comment: 'votes: 1 cast, -1 taken back, 0 changed nothing' },
  ],
  takes: [],
  sql: () => `
SELECT toString(v.item) AS item, ${pseudonymSql('v.voter')} AS voter,
  toString(v.kind) AS kind, toString(v.outcome) AS outcome, v.effective_at AS effective_at,
  v.recorded_at AS recorded_at, v.logged AS logged_at, v.delta AS delta
FROM emberlog.votes AS v CROSS JOIN ${READER_KEY_SQL}
WHERE v.outcome != 'dead'`,
};

export const votesHourlyView: DocumentedView = {
  name: 'votes_hourly',
  comment:
    'votes by the hour they were first cast in, without those taken back since; kept ready, far cheaper than votes',
  columns: [
    ITEM_COLUMN,
    {
      name: 'hour',
      type: `DateTime('UTC')`,
      comment: 'start of the hour of effective_at, s UTC; hours without votes have no row',
    },
    { name: 'votes', type: 'Int64', comment: 'votes cast in it that are still active, 1 at least' },
  ],
  takes: [],
  sql: () => `
SELECT toString(item) AS item, hour, votes
FROM (
  SELECT item, toStartOfHour(effective_at) AS hour, sum(delta) AS votes
  FROM emberlog.votes
  WHERE item != ''
  GROUP BY item, hour
)
WHERE votes > 0`,
};
