/** What one actor last said about one item. Times are ms UTC. */
export type VoteState = {
  readonly on: boolean;
  /** When the vote counts from: its first cast, as stored. Null while there was none. */
  readonly effectiveAt: number | null;
  /** Own time and id of the event that decides. */
  readonly lastTime: number;
  readonly lastId: string;
};

export type VoteCast = {
  readonly kind: 'upvoted' | 'retracted';
  /** The event's own time and id: they order the events of one actor. */
  readonly time: number;
  readonly id: string;
  /** Least of `time` and the time the log took it in. */
  readonly recordedAt: number;
};

export type VoteTransition = {
  readonly outcome: 'counted' | 'repeat' | 'stale';
  readonly delta: -1 | 0 | 1;
  readonly effectiveAt: number;
  readonly state: VoteState;
};

/**
 * The transition of one vote. The latest (time, id) decides, whatever the order of arrival, and a
 * vote cast again keeps the time of its first cast: toggling refreshes nothing.
 */
export const castVote = (
  state: VoteState | undefined,
  { kind, time, id, recordedAt }: VoteCast,
): VoteTransition => {
  if (state !== undefined && !isLater(time, id, state)) {
    const effectiveAt = state.effectiveAt ?? recordedAt;
    return { outcome: 'stale', delta: 0, effectiveAt, state };
  }
  const on = kind === 'upvoted';
  const counted = on !== (state?.on ?? false);
  const first = state?.effectiveAt ?? (on ? recordedAt : null);
  return {
    outcome: counted ? 'counted' : 'repeat',
    delta: !counted ? 0 : on ? 1 : -1,
    effectiveAt: first ?? recordedAt,
    state: { on, effectiveAt: first, lastTime: time, lastId: id },
  };
};

/** Ids are ASCII, for which `>` compares bytes. */
const isLater = (time: number, id: string, { lastTime, lastId }: VoteState): boolean =>
  time > lastTime || (time === lastTime && id > lastId);
