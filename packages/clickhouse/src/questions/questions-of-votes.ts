import type { SqlQuestion } from './sql-question.ts';

/** Questions of what is voted for, and when. */
export const QUESTIONS_OF_VOTES: readonly SqlQuestion[] = [
  {
    name: 'organizations-that-gained',
    title: 'Which organization gained most votes this week against the last?',
    why: 'Seven days against the seven before, from hourly sums, so that it costs little. Votes taken back since are in neither.',
    sql: `WITH toStartOfHour(now64(3, 'UTC')) AS this_hour
SELECT
  organization,
  sumIf(votes, hour >= this_hour - INTERVAL 7 DAY) AS this_week,
  sumIf(votes, hour < this_hour - INTERVAL 7 DAY) AS last_week,
  this_week - last_week AS gained
FROM votes_hourly
INNER JOIN items USING (item)
WHERE hour >= this_hour - INTERVAL 14 DAY AND organization IS NOT NULL
GROUP BY organization
ORDER BY gained DESC, organization
LIMIT 20`,
    columns: {
      organization: 'name of the organization',
      this_week: 'votes of the last seven days',
      last_week: 'votes of the seven days before',
      gained: 'the difference',
    },
  },
  {
    name: 'hours-of-the-day',
    title: 'At which hours of the day are votes cast?',
    why: 'Says when readers are there, and when a list moves. Hours are of UTC.',
    sql: `SELECT
  toHour(hour) AS hour_of_day,
  sum(votes) AS cast_then,
  round(cast_then / sum(cast_then) OVER (), 4) AS share
FROM votes_hourly
WHERE hour >= toStartOfHour(now64(3, 'UTC')) - INTERVAL 28 DAY
GROUP BY hour_of_day
ORDER BY hour_of_day`,
    columns: {
      hour_of_day: '0 to 23, UTC',
      cast_then: 'votes of the last 28 days',
      share: 'of all of them, 0 to 1',
    },
  },
  {
    name: 'tags-by-week',
    title: 'Which tags are voted for, week by week?',
    why: 'A tag that grows while the others do not is a subject that people turn to. An item with two tags counts for both.',
    sql: `SELECT
  toMonday(hour) AS week,
  tag,
  sum(votes) AS cast_then,
  uniqExact(item) AS voted_items
FROM (
  SELECT hour, votes, item, arrayJoin(tags) AS tag
  FROM votes_hourly
  INNER JOIN items USING (item)
  WHERE hour >= toMonday(now64(3, 'UTC')) - INTERVAL 7 WEEK
)
GROUP BY week, tag
ORDER BY week, cast_then DESC, tag`,
    columns: {
      week: 'Monday of the week',
      tag: 'the tag as it is now',
      cast_then: 'votes cast in the week',
      voted_items: 'items they were cast for',
    },
  },
  {
    name: 'first-day',
    title: 'How much of the votes of a week comes on the first day?',
    why: 'The more, the shorter a half-life may be. Only items that were listed seven days ago or earlier: younger ones have not had their week.',
    sql: `SELECT
  toMonday(listed_at) AS listed_week,
  uniqExact(item) AS voted_items,
  sum(delta) AS votes_of_week,
  round(sumIf(delta, effective_at < listed_at + INTERVAL 1 DAY) / votes_of_week, 4) AS first_day_share
FROM votes
INNER JOIN items USING (item)
WHERE delta != 0
  AND listed_at < now64(3, 'UTC') - INTERVAL 7 DAY
  AND effective_at < listed_at + INTERVAL 7 DAY
GROUP BY listed_week
HAVING votes_of_week > 0
ORDER BY listed_week`,
    columns: {
      listed_week: 'Monday of the week of listing',
      voted_items: 'items listed in it that were voted for',
      votes_of_week: 'votes of their first seven days',
      first_day_share: 'cast within 24 hours of listing, 0 to 1',
    },
  },
  {
    name: 'concentration',
    title: 'How much of the votes goes to the few at the top?',
    why: 'If a hundredth of the items has half of the votes, averages say little of the others.',
    sql: `SELECT
  percent,
  countIf(place <= ceil(voted_items * percent / 100)) AS items_there,
  round(sumIf(votes, place <= ceil(voted_items * percent / 100)) / sum(votes), 4) AS share
FROM (
  SELECT votes, place, voted_items, arrayJoin([1, 5, 10, 25, 50]) AS percent
  FROM (
    SELECT
      votes,
      row_number() OVER (ORDER BY votes DESC, item) AS place,
      count() OVER () AS voted_items
    FROM (SELECT item, sum(votes) AS votes FROM votes_hourly GROUP BY item)
  )
)
GROUP BY percent
ORDER BY percent`,
    columns: {
      percent: 'so many hundredths of all items with votes',
      items_there: 'number of items, those with most votes',
      share: 'of all votes, 0 to 1',
    },
  },
  {
    name: 'half-life-that-fits',
    title: 'Which half-life puts first what is voted for next?',
    why: 'For each of seven days: the ten items with the greatest decayed sums at its start, and the share of the votes of that day that they got. It is by the hour and without votes taken back since; POST /admin/v1/backtests is exact and gives intervals.',
    sql: `SELECT
  half_life_hours,
  sum(next_votes) AS votes_of_days,
  round(sumIf(next_votes, place <= 10) / votes_of_days, 4) AS share_of_first_ten
FROM (
  SELECT
    half_life_hours,
    next_votes,
    row_number() OVER (PARTITION BY day, half_life_hours ORDER BY score DESC, item) AS place
  FROM (
    SELECT
      day,
      half_life_hours,
      item,
      sumIf(votes * exp2(-dateDiff('hour', hour, day) / half_life_hours), hour < day) AS score,
      sumIf(votes, hour >= day AND hour < day + INTERVAL 1 DAY) AS next_votes
    FROM (
      SELECT
        item,
        hour,
        votes,
        toStartOfDay(now64(3, 'UTC')) - toIntervalDay(arrayJoin([1, 2, 3, 4, 5, 6, 7])) AS day,
        arrayJoin([6, 12, 24, 48, 96, 168]) AS half_life_hours
      FROM votes_hourly
      WHERE hour >= toStartOfDay(now64(3, 'UTC')) - INTERVAL 60 DAY
    )
    GROUP BY day, half_life_hours, item
  )
)
GROUP BY half_life_hours
ORDER BY share_of_first_ten DESC, half_life_hours`,
    columns: {
      half_life_hours: 'after so long a vote weighs half, hours',
      votes_of_days: 'votes of the seven days',
      share_of_first_ten: 'of them for one of the ten items that were first in the morning, 0 to 1',
    },
  },
  {
    name: 'titles-that-say',
    title: 'Which items have a word in their title, and how many votes?',
    why: 'For a subject that has no tag. The upper and the lower case of a letter are the same to ILIKE.',
    sql: `SELECT item, title, listed_on, votes
FROM items
LEFT JOIN (SELECT item, sum(votes) AS votes FROM votes_hourly GROUP BY item) AS cast_votes USING (item)
WHERE title ILIKE '%language%'
ORDER BY votes DESC, item
LIMIT 20`,
    columns: {
      item: 'id of the item',
      title: 'its title',
      listed_on: 'date of its daily list',
      votes: 'votes it has, 0: none',
    },
  },
];
