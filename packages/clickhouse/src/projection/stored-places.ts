import { z } from 'zod';
import { defineQuery } from '../query.ts';
import type { FactTable } from '../tables.ts';
import { positionRow, positionSql } from './table-position.ts';

/**
 * The position of a table read from its rows, not from the projection, and `places`: the sum of a
 * hash of every offset, which is `spanPlaces` only where each offset is there and none twice.
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

/** The sum of the hashes of `rows` offsets from `first` on. */
export const spanPlaces = defineQuery({
  name: 'span-places',
  sql: 'SELECT toString(sum(cityHash64(number))) AS places FROM numbers({first:UInt64}, {rows:UInt64})',
  params: z.object({ first: z.number(), rows: z.number() }),
  row: z.object({ places: z.string() }),
});
