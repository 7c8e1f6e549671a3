import type { SqlQuestion } from './sql-question.ts';

/** Questions of who votes and reads, and how what they send arrives. */
export const QUESTIONS_OF_READERS: readonly SqlQuestion[] = [
  {
    name: 'how-long-votes-take',
    title: 'How long does a vote take to arrive?',
    why: 'From the time the sender gave to the log, by day of arrival. Seconds are queues of senders; hours are an import, or a phone that was offline.',
    sql: `SELECT
  toDate(logged_at) AS day,
  count() AS events,
  quantileExact(0.5)(took_ms) / 1000 AS median_s,
  quantileExact(0.95)(took_ms) / 1000 AS p95_s,
  max(took_ms) / 1000 AS longest_s
FROM (
  SELECT logged_at, dateDiff('millisecond', recorded_at, logged_at) AS took_ms
  FROM votes
  WHERE logged_at >= now64(3, 'UTC') - INTERVAL 14 DAY
)
GROUP BY day
ORDER BY day`,
    columns: {
      day: 'UTC date of arrival',
      events: 'votes and retractions that arrived',
      median_s: 'half of them took less, s',
      p95_s: '19 of 20 took less, s',
      longest_s: 'the longest, s',
    },
  },
  {
    name: 'cohorts',
    title: 'Do readers who came in a week go on voting?',
    why: 'Readers by the week of their first vote, and how many of them voted in each week since. Pseudonyms are equal for equal readers, which is all that this needs.',
    sql: `WITH arrivals AS (
  SELECT voter, toMonday(min(recorded_at)) AS cohort
  FROM votes
  WHERE kind = 'upvoted'
  GROUP BY voter
)
SELECT
  cohort,
  intDiv(dateDiff('day', cohort, toMonday(recorded_at)), 7) AS weeks_later,
  uniqExact(voter) AS voters
FROM votes
INNER JOIN arrivals USING (voter)
WHERE kind = 'upvoted'
GROUP BY cohort, weeks_later
ORDER BY cohort, weeks_later`,
    columns: {
      cohort: 'Monday of the week of the first vote',
      weeks_later: 'weeks since then, 0: the same week',
      voters: 'readers of the cohort who voted in that week',
    },
  },
  {
    name: 'readers-who-vote',
    title: 'How many of those who look at an item vote for it?',
    why: 'By day, of readers with a name: whoever voted for an item that they looked at on that day, whenever the vote was cast. Views without a reader are left out.',
    sql: `SELECT
  toDate(effective_at) AS day,
  uniqExact(viewer) AS readers,
  uniqExactIf(viewer, (assumeNotNull(viewer), item) IN (SELECT voter, item FROM votes WHERE delta = 1)) AS readers_who_voted
FROM views
WHERE viewer IS NOT NULL AND delta = 1 AND effective_at >= now64(3, 'UTC') - INTERVAL 14 DAY
GROUP BY day
ORDER BY day`,
    columns: {
      day: 'UTC date of the view',
      readers: 'different readers',
      readers_who_voted: 'of them who voted for an item that they looked at',
    },
  },
  {
    name: 'votes-per-view',
    title: 'Which items get most votes for each view?',
    why: 'What few see and many of them vote for. With few views a share is luck: hence 20 at least.',
    sql: `SELECT item, title, votes, views, round(votes / views, 3) AS votes_per_view
FROM items
INNER JOIN (SELECT item, sum(views) AS views FROM views_daily GROUP BY item) AS seen USING (item)
LEFT JOIN (SELECT item, sum(votes) AS votes FROM votes_hourly GROUP BY item) AS cast_votes USING (item)
WHERE views >= 20
ORDER BY votes / views DESC, item
LIMIT 20`,
    columns: {
      item: 'id of the item',
      title: 'its title',
      votes: 'votes it has, 0: none',
      views: 'its views',
      votes_per_view: 'votes for each view',
    },
  },
  {
    name: 'contested',
    title: 'Of which items are most votes taken back?',
    why: 'Second thoughts: a title that promised more than the work holds, or a crowd that was sent.',
    sql: `SELECT
  item,
  any(title) AS its_title,
  countIf(delta = 1) AS times_cast,
  countIf(delta = -1) AS times_taken_back,
  round(times_taken_back / times_cast, 3) AS share
FROM votes
INNER JOIN items USING (item)
WHERE delta != 0
GROUP BY item
HAVING times_cast >= 5
ORDER BY times_taken_back / times_cast DESC, times_cast DESC, item
LIMIT 20`,
    columns: {
      item: 'id of the item',
      its_title: 'its title',
      times_cast: 'votes that were cast',
      times_taken_back: 'votes that were taken back',
      share: 'taken back of those cast, 0 to 1',
    },
  },
];
