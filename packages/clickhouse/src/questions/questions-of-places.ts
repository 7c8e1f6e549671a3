import type { SqlQuestion } from './sql-question.ts';

/** Questions of the places that items have on lists. */
export const QUESTIONS_OF_PLACES: readonly SqlQuestion[] = [
  {
    name: 'climbed-since-yesterday',
    title: 'What climbed since this time yesterday?',
    why: 'The same ranking as of two moments. A ranking is called with its parameters by name, and any time may be asked for.',
    sql: `SELECT
  today.rank AS rank_now,
  today.item AS item,
  title,
  nullIf(yesterday.rank, 0) AS rank_before,
  toInt64(rank_before) - toInt64(rank_now) AS climbed
FROM trending(as_of = now64(3, 'UTC'), half_life_hours = 48) AS today
LEFT JOIN trending(as_of = now64(3, 'UTC') - INTERVAL 1 DAY, half_life_hours = 48) AS yesterday
  ON today.item = yesterday.item
INNER JOIN items ON today.item = items.item
WHERE rank_now <= 30
ORDER BY rank_now`,
    columns: {
      rank_now: 'place now',
      item: 'id of the item',
      title: 'its title',
      rank_before: 'place a day ago, NULL: it was not listed',
      climbed: 'places gained, NULL: it was not listed',
    },
  },
  {
    name: 'risen-unseen',
    title: 'What stands high though few have looked at it?',
    why: 'Less than half the views for each vote that is usual here. Votes without views come from readers who know the work already, or from no readers at all: look before you celebrate it.',
    sql: `WITH (SELECT sum(views) FROM views_daily) / (SELECT sum(votes) FROM votes_hourly) AS usual
SELECT
  rank,
  listed.item AS item,
  title,
  votes,
  views,
  round(views / votes / usual, 3) AS share_of_usual
FROM trending(as_of = now64(3, 'UTC'), half_life_hours = 48) AS listed
INNER JOIN items ON listed.item = items.item
INNER JOIN (SELECT item, sum(votes) AS votes FROM votes_hourly GROUP BY item) AS cast_votes
  ON listed.item = cast_votes.item
LEFT JOIN (SELECT item, sum(views) AS views FROM views_daily GROUP BY item) AS seen
  ON listed.item = seen.item
WHERE rank <= 30 AND views / votes < usual / 2
ORDER BY rank`,
    columns: {
      rank: 'place by trending',
      item: 'id of the item',
      title: 'its title',
      votes: 'votes it has',
      views: 'its views, 0: none',
      share_of_usual: 'views for each vote against those of all items, 0 to 0.5',
    },
  },
  {
    name: 'daily-lists',
    title: 'Which item led each daily list, and by how much?',
    why: 'The lists are those of GET /v1/lists/{date}, in the same order.',
    sql: `SELECT
  listed_on,
  count() AS places,
  sum(votes) AS votes_of_all,
  argMin(title, rank) AS leader,
  maxIf(votes, rank = 1) - maxIf(votes, rank = 2) AS lead
FROM lists
WHERE listed_on >= toDate(now64(3, 'UTC')) - 14
GROUP BY listed_on
ORDER BY listed_on DESC`,
    columns: {
      listed_on: 'date of the list',
      places: 'items on it',
      votes_of_all: 'votes they have',
      leader: 'title of the first',
      lead: 'votes that the first has more than the second',
    },
  },
];
