import type { JobBook } from '../rebuild/job-book.ts';
import { isUnfinished } from '../rebuild/job-book.ts';
import type { ArchiveStore, Piece } from './archive-store.ts';
import { openArchive, type Archive } from './read-archive.ts';

/** The archives that rebuilds are made from: at most one, from its first byte to the end of the rebuild. */
export type JobArchives = Pick<ArchiveStore, 'list' | 'has'> & {
  /** Takes a piece, unless a rebuild is not finished that is made from something else: resolves with its id then. */
  readonly receive: (
    piece: Piece,
  ) => Promise<Awaited<ReturnType<ArchiveStore['write']>> | { readonly unfinished: string }>;
  /** Asks for a rebuild that is made from one, which stays meanwhile; null, unasked, where it is not here. */
  readonly askWith: <T>(digest: string, ask: () => Promise<T>) => Promise<T | null>;
  /** Rejects with `RebuildRefusedError` where it is not here, or none that can be read. */
  readonly open: (digest: string) => Promise<Archive>;
  /** Tells the end of the rebuild that was made from one, and removes it. */
  readonly end: (tell: () => Promise<void>) => Promise<void>;
  /** Removes what no unfinished rebuild is made from, as after a kill. To be called before all else. */
  readonly tidy: () => Promise<void>;
};

export const createJobArchives = (
  store: ArchiveStore,
  book: Pick<JobBook, 'list'>,
): JobArchives => {
  // One after the other: what is received for the next rebuild must not be removed with the last one's.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = async <T>(step: () => Promise<T>): Promise<T> => {
    const done = last.then(step);
    last = done.catch(() => undefined);
    return await done;
  };
  const unfinished = async () => (await book.list()).find(isUnfinished);
  return {
    list: store.list,
    has: store.has,
    receive: async (piece) =>
      await inTurn(async () => {
        const job = await unfinished();
        const isOthers = job !== undefined && job.request.archive !== piece.digest;
        if (isOthers) return { unfinished: job.id };
        if (piece.at === 0) await store.retain([piece.digest]);
        return await store.write(piece);
      }),
    askWith: async (digest, ask) =>
      await inTurn(async () => ((await store.has(digest)) ? await ask() : null)),
    open: async (digest) => await openArchive(store.pathOf(digest)),
    end: async (tell) => {
      await inTurn(async () => {
        await tell();
        await store.retain([]);
      });
    },
    tidy: async () => {
      await inTurn(async () => {
        const archive = (await unfinished())?.request.archive ?? null;
        await store.retain(archive === null ? [] : [archive]);
      });
    },
  };
};
