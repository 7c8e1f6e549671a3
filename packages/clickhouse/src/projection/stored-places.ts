import { z } from 'zod';
import { defineQuery } from '../query.ts';
import type { FactTable } from '../tables.ts';
import { positionRow, positionSql } from './table-position.ts';

/**
 * The position of a table read from its rows, not from the projection, and `places`: the sum of a
 * hash of every offset, which is `prefixPlaces` only where each offset is there and none twice.
 */
export const storedPlaces = (table: FactTable) =>
  defineQuery({
    name: `${table}-places`,
    sql: (own) => `${positionSql(own(table), 'toString(sum(cityHash64(off))) AS places')}
      SETTINGS optimize_use_projections = 0`,
    params: z.object({}),
    row: positionRow.extend({ places: z.string() }),
  });

/** The position alone. */
export const positionOf = (stored: z.infer<typeof positionRow>): z.infer<typeof positionRow> =>
  positionRow.parse(stored);

/** The sum of the hashes of the first `rows` offsets. */
export const prefixPlaces = defineQuery({
  name: 'prefix-places',
  sql: 'SELECT toString(sum(cityHash64(number))) AS places FROM numbers({rows:UInt64})',
  params: z.object({ rows: z.number() }),
  row: z.object({ places: z.string() }),
});
