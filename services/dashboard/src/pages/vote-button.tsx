/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { RankedItem } from '@emberlog/api';
import { plural } from '../words/duration-words.ts';

export type VoteButtonOptions = {
  readonly item: Pick<RankedItem, 'id' | 'title' | 'upvotes'>;
  readonly voted: boolean;
  /** False: the count alone. */
  readonly votable: boolean;
  /** The page the form goes back to without JavaScript. */
  readonly here: string;
};

/** A form of one button, pressed when this visitor's vote is in the count. */
export const VoteButton = ({ item, voted, votable, here }: VoteButtonOptions) =>
  votable ? (
    <form class="vote" method="post" action="/vote">
      <input type="hidden" name="item" value={item.id} />
      <input type="hidden" name="return" value={here} />
      <button
        name="vote"
        value={voted ? 'retract' : 'up'}
        aria-pressed={voted ? 'true' : 'false'}
        aria-label={`Upvote ${item.title}, ${plural(item.upvotes, 'vote')}`}
      >
        <Arrow />
        <span class="count">{item.upvotes}</span>
      </button>
    </form>
  ) : (
    <p class="vote" aria-label={plural(item.upvotes, 'vote')}>
      <Arrow />
      <span class="count">{item.upvotes}</span>
    </p>
  );

const Arrow = () => (
  <svg viewBox="0 0 12 8" aria-hidden="true">
    <path d="M6 .8 11.4 7.4H.6z" />
  </svg>
);
