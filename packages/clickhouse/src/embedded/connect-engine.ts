import type { Session } from 'chdb';

/** What the engine says to one statement. */
export type EngineReply = {
  /** The rows in the format that was asked for. */
  readonly bytes: Uint8Array;
  /** Rows and bytes read; of an INSERT from a file, those of the file. */
  readonly rowsRead: number;
  readonly bytesRead: number;
  readonly seconds: number;
};

/** One connection: statements run one after another, settings and parameters stay until it closes. */
export type EngineConnection = {
  /** Runs a statement, or several; rejects with the engine's own text, `Code: N. DB::Exception: …`. */
  readonly run: (sql: string, format?: string) => Promise<EngineReply>;
  /** Only when nothing runs on it. */
  readonly close: () => void;
};

export type HeldEngine = {
  /** The connection that holds the engine open. */
  readonly held: Session;
  readonly Opened: typeof Session;
};

/** Another connection to the engine of a directory that this process has open. */
export const connectEngine = (directory: string, engine: HeldEngine): EngineConnection => {
  const session = connected(directory, engine);
  return {
    run: async (sql, format = 'TabSeparated') => {
      const result = await session.queryAsync(sql, { format });
      const { rowsRead, bytesRead, elapsed } = result;
      return { bytes: result.bytes(), rowsRead, bytesRead, seconds: elapsed };
    },
    close: () => session.close(),
  };
};

/** A connection begins in the database `default`, which a statement may have dropped: for all, and for good. */
const connected = (directory: string, { held, Opened }: HeldEngine): Session => {
  try {
    return new Opened(directory);
  } catch {
    held.query('CREATE DATABASE IF NOT EXISTS default');
    return new Opened(directory);
  }
};
