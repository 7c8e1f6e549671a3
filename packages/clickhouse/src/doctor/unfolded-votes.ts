import { z } from 'zod';
import { shareOfItems } from './share-of-items.ts';
import { defineQuery, integer } from '../query.ts';

/**
 * Items, of a share of them, whose deltas do not add up to the number of voters whose latest event is a vote: latest by
 * (time, id) of all that is not dead, whatever became of it.
 */
export const unfoldedVotes = defineQuery({
  name: 'unfolded-votes',
  sql: (own) => `
    SELECT toString(count()) AS items, any(item) AS example
    FROM
    (
      SELECT item, sum(votes) AS counted, countIf(is_up) AS up
      FROM
      (
        SELECT item, voter,
          sum(delta) AS votes,
          argMax(kind, (event_time, event_id)) = 'upvoted' AS is_up
        FROM emberlog.${own('votes')}
        WHERE outcome != 'dead' AND cityHash64(item) % {shares:UInt32} = {share:UInt32}
        GROUP BY item, voter
      )
      GROUP BY item
      HAVING counted != up
    )`,
  params: shareOfItems,
  row: z.object({ items: integer, example: z.string() }),
});
