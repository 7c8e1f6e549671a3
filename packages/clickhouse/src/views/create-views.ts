import { z } from 'zod';
import type { Writer } from '../database.ts';
import { defineQuery } from '../query.ts';
import type { ViewOptions } from './documented-view.ts';
import { settleReaderKey } from './settle-reader-key.ts';
import { SQL_VIEWS } from './sql-views.ts';
import { isToldByUs, viewStatement } from './view-statement.ts';

export type CreateViewsOptions = ViewOptions & {
  /** Key of the pseudonyms in views, of 16 bytes or more; for nothing else. */
  readonly readerKey: Uint8Array;
};

const NAMES = SQL_VIEWS.map(({ name }) => name);

const present = defineQuery({
  name: 'present-views',
  sql: `SELECT database, name, comment FROM system.tables
    WHERE name IN {names:Array(String)} AND (database = 'default' OR (database = 'emberlog' AND engine = 'View'))`,
  params: z.object({ names: z.array(z.string()) }),
  row: z.object({ database: z.string(), name: z.string(), comment: z.string() }),
});

/**
 * Makes the views that are missing, and those anew that say something else by now; each in one step,
 * so that nobody meets a view that is gone. Safe for several processes at a time. Rejects where the
 * database `default` has something else of such a name, and leaves that alone.
 */
export const createViews = async (
  writer: Writer,
  { readerKey, ...options }: CreateViewsOptions,
): Promise<void> => {
  const { cluster } = writer;
  const found = await writer.query(present, { names: NAMES });
  const told = new Map(
    found.filter(({ database }) => database === 'default').map((row) => [row.name, row.comment]),
  );
  const foreign = [...told].filter(([, comment]) => !isToldByUs(comment)).map(([name]) => name);
  if (foreign.length > 0) {
    throw new Error(
      `the database "default" has ${foreign.join(', ')} already, which are not views of Emberlog; rename or drop them`,
    );
  }
  await settleReaderKey(writer, readerKey);
  for (const view of SQL_VIEWS) {
    const made = viewStatement(view, { ...options, cluster });
    if (told.get(view.name) === made.told) continue;
    await writer.command(
      made.statement,
      view.takes.map(({ name }) => name),
    );
  }
  // Where views were before; only such that rank had their place there.
  const onCluster = cluster === null ? '' : ` ON CLUSTER ${cluster}`;
  for (const { database, name } of found) {
    if (database === 'emberlog') {
      await writer.command(`DROP VIEW IF EXISTS emberlog.${name}${onCluster}`);
    }
  }
};
