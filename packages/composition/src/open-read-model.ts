import {
  ClusterRefusedError,
  createViews,
  engineTrouble,
  migrate,
  openEmbedded,
  openServer,
  readOrigin,
  type Database,
  type EmbeddedDatabase,
  type EngineTrouble,
} from '@emberlog/clickhouse';
import { deriveKey, fingerprintOf } from '@emberlog/service-kit';
import { StartRefusedError } from './start-refused-error.ts';

/**
 * A server by its address, and by the name of the cluster that it is the first replica of; or the engine
 * in this process on a directory, and another that it may write backups to.
 */
export type ReadModelPlace =
  | { readonly url: string; readonly cluster?: string | null }
  | { readonly path: string; readonly backups?: string | undefined };

export type ReadModel = Database & {
  /** A connection to the engine in this process; null where that is a server. */
  readonly connect: EmbeddedDatabase['connect'] | null;
};

/** What the views that analysts ask are made with. */
export type AskedViews = {
  /** How long page views count, ms. */
  readonly viewRetentionMs: number;
  /** At least 32 bytes; readers get pseudonyms in the views that stand nowhere else. */
  readonly secret: Buffer;
};

/**
 * Opens the read model and brings its tables up to date, and the views that analysts ask where it is
 * said what they are made with. Rejects with `StartRefusedError`, and
 * leaves nothing open, when it cannot be opened or is damaged.
 */
export const openReadModel = async (
  place: ReadModelPlace,
  { views }: { readonly views?: AskedViews } = {},
): Promise<ReadModel> => {
  let database: ReadModel | null = null;
  try {
    database = 'url' in place ? { ...openServer(place), connect: null } : await openEmbedded(place);
    await migrate(database.writer);
    if (views !== undefined) await makeViews(database.writer, views);
    return database;
  } catch (error) {
    await database?.close();
    if (error instanceof ClusterRefusedError) {
      throw new StartRefusedError(`${error.message}, then start again.`, { cause: error });
    }
    throw new StartRefusedError(`${readModelFailure(error, place)}, then start again.`, {
      cause: error,
    });
  }
};

/** Tables that began with another secret are refused later on, and keep their views until then. */
const makeViews = async (
  writer: Database['writer'],
  { viewRetentionMs, secret }: AskedViews,
): Promise<void> => {
  const begun = await readOrigin(writer, 'secret');
  if (begun !== null && begun !== fingerprintOf(secret)) return;
  const readerKey = deriveKey('siphash/1', { secret, purpose: 'emberlog sql reader' });
  await createViews(writer, { viewRetentionMs, readerKey });
};

/** What is wrong with the read model, and what to do about it; a sentence without its full stop. */
export const readModelFailure = (error: unknown, place: ReadModelPlace): string => {
  const trouble = engineTrouble(error);
  const reason = error instanceof Error ? firstLine(error.message) : 'unknown error';
  if ('url' in place) {
    // Without the password that an address may carry.
    return `the read model on ${new URL(place.url).origin} cannot be used: ${reason}. See to that server`;
  }
  const sentence = trouble === null ? undefined : SENTENCES[trouble];
  if (sentence !== undefined) return sentence(place.path);
  return (
    `the read model in ${place.path} cannot be used: ${reason}. ` +
    `It can be made again from the log: move ${place.path} away`
  );
};

/** Of the engine in this process; troubles of a server are none of its own. */
const SENTENCES: Partial<Readonly<Record<EngineTrouble, (path: string) => string>>> = {
  'disk full': (path) => `the disk that holds ${path} is full. Free some space on it`,
  'read-only': (path) => `the files in ${path} cannot be written. Make them writable`,
  'too many files': () => 'too many files are open. Raise the limit (ulimit -n)',
  'out of memory': () => 'the engine has not enough memory. Give this process more',
  'out of time': () => 'the engine took too long. Look at what else this machine does',
};

const firstLine = (text: string): string => {
  const line = text.split('\n')[0]?.trim() ?? '';
  return line.length <= 300 ? line : `${line.slice(0, 300)}…`;
};
