import { afterAll, beforeAll, expect, test } from 'vitest';
import { openGovernedEngine, type GovernedEngine } from './testing/governed-engine.ts';

/** Every place of the grammar that an expression may stand in, as `@`. */
const PLACES: readonly string[] = [
  'SELECT @',
  'SELECT DISTINCT ON (@) item FROM items',
  'SELECT @ AS a, a FROM items',
  'WITH @ AS a SELECT a',
  'WITH (SELECT @) AS a SELECT a',
  'WITH c AS (SELECT @ AS x) SELECT x FROM c',
  'WITH c AS MATERIALIZED (SELECT @ AS x) SELECT x FROM c',
  'WITH c (x) AS (SELECT @) SELECT x FROM c',
  'WITH RECURSIVE c AS (SELECT 1 AS x UNION ALL SELECT @ FROM c) SELECT x FROM c',
  'SELECT item FROM items PREWHERE @',
  'SELECT item FROM items WHERE @',
  'SELECT item FROM items GROUP BY item, @',
  'SELECT item FROM items GROUP BY GROUPING SETS ((@), (item))',
  'SELECT item FROM items GROUP BY CUBE (@, item)',
  'SELECT item FROM items GROUP BY item WITH TOTALS HAVING @',
  'SELECT item FROM items QUALIFY @',
  'SELECT item FROM items ORDER BY @ DESC NULLS LAST',
  'SELECT item FROM items ORDER BY item WITH FILL FROM @ TO 2 STEP 1',
  'SELECT item FROM items ORDER BY item WITH FILL FROM 1 TO @ STEP 1',
  'SELECT item FROM items ORDER BY item WITH FILL FROM 1 TO 2 STEP @',
  'SELECT item FROM items ORDER BY item WITH FILL STEP 1 STALENESS @',
  'SELECT item FROM items ORDER BY item WITH FILL INTERPOLATE (item AS @)',
  'SELECT item FROM items LIMIT @',
  'SELECT item FROM items LIMIT 1 OFFSET @',
  'SELECT item FROM items LIMIT @, 1',
  'SELECT item FROM items ORDER BY item LIMIT @ WITH TIES',
  'SELECT item FROM items ORDER BY item OFFSET @ ROWS FETCH FIRST 1 ROWS ONLY',
  'SELECT item FROM items ORDER BY item FETCH FIRST @ ROWS ONLY',
  'SELECT item FROM items LIMIT @ BY item',
  'SELECT item FROM items LIMIT @ OFFSET 1 BY item',
  'SELECT item FROM items LIMIT 1 BY @',
  'SELECT item FROM items ARRAY JOIN @ AS a',
  'SELECT item FROM items LEFT ARRAY JOIN [@] AS a',
  'SELECT i.item FROM items AS i JOIN votes AS v ON @',
  'SELECT i.item FROM items AS i ASOF JOIN votes AS v ON i.item = v.item AND @ >= v.effective_at',
  'SELECT i.item FROM items AS i, (SELECT @) AS s',
  'SELECT * FROM numbers(@)',
  'SELECT * FROM generateSeries(1, @, 1)',
  'SELECT * FROM values(1, (@))',
  'SELECT * FROM (VALUES (@))',
  'SELECT * FROM trending(as_of = @, half_life_hours = 1)',
  'SELECT * EXCEPT (item) REPLACE (@ AS title) FROM items',
  "SELECT COLUMNS('t') REPLACE (@ AS title) FROM items",
  'SELECT i.* REPLACE (@ AS title) FROM items AS i',
  'SELECT sum(@)',
  'SELECT sum(1) FILTER (WHERE @)',
  'SELECT sum(DISTINCT @)',
  'SELECT any(@) RESPECT NULLS',
  'SELECT quantile(@)(1)',
  'SELECT quantile(0.5)(@)',
  'SELECT sum(1) OVER (PARTITION BY @)',
  'SELECT sum(1) OVER (ORDER BY @)',
  'SELECT sum(1) OVER (ORDER BY 1 ROWS BETWEEN @ PRECEDING AND CURRENT ROW)',
  'SELECT sum(1) OVER (ORDER BY 1 ROWS BETWEEN 1 PRECEDING AND @ FOLLOWING)',
  'SELECT sum(1) OVER (ORDER BY 1 RANGE @ PRECEDING)',
  'SELECT sum(1) OVER w FROM items WINDOW w AS (PARTITION BY @)',
  'SELECT sum(1) OVER (w ORDER BY @) FROM items WINDOW w AS (PARTITION BY item)',
  'SELECT CASE @ WHEN 1 THEN 2 ELSE 3 END',
  'SELECT CASE WHEN 1 THEN 2 ELSE @ END',
  'SELECT @ ? 1 : 2, 1 ? @ : 2',
  'SELECT [@], (@, 1), [1, 2][@], map(1, @)[1], 1 + @',
  "SELECT @::String, CAST(@ AS String), CAST(@, 'String')",
  'SELECT @ BETWEEN 1 AND 2, 1 BETWEEN @ AND 2, 1 NOT BETWEEN 0 AND @',
  'SELECT @ IN (1, 2), 1 IN (@, 2), 1 IN (SELECT @), 1 NOT IN (@)',
  'SELECT @ IS NULL, @ IS NOT NULL, @ IS DISTINCT FROM 1, NOT @, -@',
  "SELECT toString(@) LIKE 'a', toString(@) ILIKE 'a', toString(@) || 'a'",
  'SELECT @ AND 1, 1 OR @, @ + 1, @ - 1, @ * 1, @ / 1, @ % 1, @ DIV 1, @ MOD 1',
  'SELECT INTERVAL @ DAY, now() + INTERVAL (@) HOUR',
  'SELECT EXTRACT(YEAR FROM @), DATE_ADD(DAY, @, now()), DATEDIFF(day, @, now())',
  "SELECT TRIM(BOTH 'a' FROM @), SUBSTRING(@ FROM 1 FOR 2), SUBSTRING('a' FROM @)",
  "SELECT POSITION('a' IN @), EXISTS (SELECT @), 1 = ANY (SELECT @), 1 > ALL (SELECT @)",
  'SELECT arrayMap(x -> @, [1]), arrayMap((x, y) -> x + @, [1], [2])',
  "SELECT (@).1, tupleElement(@, 1), @ AT TIME ZONE 'UTC'",
  'SELECT 1 UNION ALL SELECT @',
  '(SELECT 1 INTERSECT SELECT @) EXCEPT SELECT 2',
  'EXPLAIN SELECT @',
  'DESCRIBE (SELECT @)',
];

let engine: GovernedEngine;

beforeAll(async () => {
  engine = await openGovernedEngine();
});

afterAll(async () => {
  await engine.close();
});

test.each(PLACES)('what stands in %s is seen', async (place) => {
  const judged = async (text: string) => await engine.judged(place.replaceAll('@', text));
  expect(await judged('1')).toMatchObject({ allowed: true });
  for (const hostile of [
    'sleep(1)',
    '(SELECT any(secret) FROM hidden)',
    '(SELECT 1 SETTINGS max_threads = 2)',
  ]) {
    expect(await judged(hostile)).toMatchObject({ allowed: false });
  }
});
