import type { AttackedProduct } from '../start-attacked.ts';
import { readList, readPages } from '../../system/read-list.ts';
import type { AcceptedVotes } from './accepted-votes.ts';

/** What the product counts otherwise than the fold of what it accepted; empty when nothing. */
export const wrongCounts = async (
  { product, attacked, post }: AttackedProduct,
  votes: AcceptedVotes,
): Promise<readonly string[]> => {
  // The position of a last event covers everything that was accepted before it.
  const after = await post([{ id: 'the-last', type: 'item.viewed', subject: 'nothing' }]);
  const first = await readList(product.url, {
    ...{ after, algorithm: 'top', window: 'all', limit: 100 },
    // Events may be dated up to five minutes ahead.
    as_of: new Date(Date.now() + 4 * 60_000).toISOString(),
  });
  const pages = await readPages(product.url, first);
  const counted = new Map(
    pages.flatMap(({ items }) => items.map(({ id, upvotes }) => [id, upvotes])),
  );
  return attacked.items.flatMap((item) => {
    const { least, most } = votes.of(item);
    const found = counted.get(item) ?? -1;
    return found >= least && found <= most
      ? []
      : [`${item} has ${found} votes instead of ${least} to ${most}`];
  });
};
