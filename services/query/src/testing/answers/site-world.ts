import { rankItems } from '@emberlog/ranking';
import { siteFacts, type SiteFacts } from '../site-facts.ts';
import type { TestRecord } from '../record-rows.ts';
import { HOUR } from '../voting-site.ts';

/** A log as it is looked at now, for answers that no SQL gave. */
export type SiteWorld = SiteFacts & {
  /** ms UTC. */
  readonly now: number;
  /** Ids in order of the list by trending with 48 hours, at a time. */
  readonly trending: (asOf: number) => readonly string[];
};

export const siteWorld = (records: readonly TestRecord[], now: number): SiteWorld => ({
  ...siteFacts(records, now),
  now,
  trending: (asOf) => {
    const { items, votes } = siteFacts(records, asOf);
    const ledger = votes.flatMap(({ item, voter, effectiveAt, recordedAt, delta }) =>
      delta === 0
        ? []
        : [
            {
              item,
              actor: voter,
              effectiveAt,
              recordedAt,
              delta: delta > 0 ? (1 as const) : (-1 as const),
            },
          ],
    );
    return rankItems({
      algorithm: 'trending',
      params: { halfLifeMs: 48 * HOUR, prior: 3, windowMs: null },
      asOf,
      items: [...items].map(([id, item]) => ({ id, ...item })),
      ledger,
    }).map(({ id }) => id);
  },
});
