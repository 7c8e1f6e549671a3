import type { BackupReply } from '@emberlog/api';
import type { Logger } from '@emberlog/service-kit';
import type { BackupFiles, BackupProgress, BackupStore, StoredBackup } from './backup-store.ts';

/** Backups, made in the background one at a time. */
export type Backups = {
  /** The newest first; one that failed is told of until the next is asked for. */
  readonly list: () => Promise<readonly BackupReply[]>;
  /** What would be made, and nothing is. */
  readonly plan: (name?: string) => Promise<BackupReply>;
  /** Resolves with the backup that is made from now on, or with the one that is in its way. */
  readonly ask: (
    name?: string,
  ) => Promise<{ readonly asked: BackupReply } | { readonly inTheWay: BackupReply }>;
  readonly files: BackupFiles | null;
  /** Ends what is under way; it is no backup then. */
  readonly close: () => Promise<void>;
};

export type BackupsOptions = {
  readonly store: BackupStore;
  readonly logger: Logger;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
};

type Job = {
  readonly name: string;
  readonly askedAt: number;
  progress: BackupProgress;
  /** Null while it is under way. */
  trouble: string | null;
};

export const createBackups = ({ store, logger, clock }: BackupsOptions): Backups => {
  const closing = new AbortController();
  let job: Job | null = null;
  let running: Promise<void> | null = null;

  const run = async (made: Job): Promise<void> => {
    try {
      await store.make({
        name: made.name,
        onProgress: (progress) => (made.progress = progress),
        signal: closing.signal,
      });
      job = null;
      logger.info({ backup: made.name }, 'backup made');
    } catch (error) {
      made.trouble = error instanceof Error ? error.message : String(error);
      if (!closing.signal.aborted) logger.error({ err: error, backup: made.name }, 'backup failed');
    }
  };

  const stored = (backup: StoredBackup): BackupReply => ({
    ...blank(backup.name),
    state: 'done',
    done_bytes: backup.bytes,
    total_bytes: backup.bytes,
    positions: backup.positions,
    asked_at: timeText(backup.madeAt),
    made_at: timeText(backup.madeAt),
  });
  const underWay = ({ name, askedAt, progress, trouble }: Job): BackupReply => ({
    ...blank(name),
    state: trouble === null ? 'running' : 'failed',
    step: progress.step,
    done_bytes: progress.done,
    total_bytes: progress.total,
    trouble,
    asked_at: timeText(askedAt),
  });
  const blank = (name: string): BackupReply => ({
    ...{ name, state: 'planned', step: null, done_bytes: 0, total_bytes: 0 },
    ...store.describe(name),
    downloadable: store.files !== null,
    ...{ positions: null, trouble: null, asked_at: timeText(clock()), made_at: null },
  });

  const list = async (): Promise<readonly BackupReply[]> => {
    const whole = (await store.list()).map(stored);
    return job === null
      ? whole
      : [underWay(job), ...whole.filter(({ name }) => name !== job?.name)];
  };

  const ask = async (name = nameOf(clock())): ReturnType<Backups['ask']> => {
    const isRunning = (): boolean => job?.trouble === null;
    const inTheWay = (await list()).find(
      (each) => each.state === 'running' || (each.state === 'done' && each.name === name),
    );
    if (inTheWay !== undefined) return { inTheWay };
    const made: Job = {
      name,
      askedAt: clock(),
      progress: { step: 'waiting', done: 0, total: await store.measure() },
      trouble: null,
    };
    // Another may have been asked for while that was looked at.
    if (job !== null && isRunning()) return { inTheWay: underWay(job) };
    job = made;
    const asked = underWay(made);
    running = run(made);
    return { asked };
  };

  return {
    list,
    plan: async (name = nameOf(clock())) => ({
      ...blank(name),
      total_bytes: await store.measure(),
    }),
    ask,
    files: store.files,
    close: async () => {
      closing.abort(new Error('the process was stopped'));
      await running;
    },
  };
};

const timeText = (ms: number): string => new Date(ms).toISOString();

/** The time in characters that every file system and shell takes. */
const nameOf = (now: number): string => timeText(now).replace(/[:.]/g, '-');
