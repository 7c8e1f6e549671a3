import { createClient } from '@emberlog/client';
import { createReadStream } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { checkpointAt, fingerprintOf, NO_PROGRESS, type Progress } from './checkpoint.ts';
import { importBatches, type Imported, type ImportSteps } from './import-batches.ts';
import { readBatches } from './read-batches.ts';
import { readLines } from './read-lines.ts';
import { rejectedFile, rejectedStream } from './rejected-lines.ts';
import { sendEntries } from './send-entries.ts';

export type ImportOptions = {
  /** Path of a file of events, one JSON document a line. */
  readonly file: string;
  readonly url: string;
  readonly key: string;
  /** Events in a request, 1–1,000. */
  readonly batch: number;
  /** Leaves the progress of an earlier run aside. */
  readonly fromStart: boolean;
  /** Stops after the batch that is being sent. */
  readonly signal: AbortSignal;
  /** Called once before the first batch: the size of the input, null when unknown. */
  readonly onBegin: (begin: { readonly from: Progress; readonly bytes: number | null }) => void;
  readonly onProgress: (progress: Progress) => void;
};

/** What `POST /v1/events` takes in one request, less `{"events":[]}`. */
const MAX_BYTES = 5 * 1024 * 1024 - 16;
/** Together about half a minute before the service counts as away. */
const ATTEMPTS = 8;

const progressFile = (file: string): string => `${file}.emberlog-progress`;
export const rejectedPath = (file: string): string => `${file}.rejected`;

/**
 * Imports a file, going on where an earlier run stopped. Throws UsageError when there is no such
 * file, and rejects when the service refuses the sender or stays away; the progress is kept then.
 */
export const importFile = async (options: ImportOptions): Promise<Imported> => {
  const { file, url, fromStart, onBegin } = options;
  const fingerprint = await fingerprintOf(file, url);
  const checkpoint = checkpointAt(progressFile(file), fingerprint);
  const from = (fromStart ? null : await checkpoint.load()) ?? NO_PROGRESS;
  const rejectedLines = await rejectedFile(rejectedPath(file), from.rejectedBytes);
  // A directory that cannot be written shows now and not after the first batch.
  await checkpoint.save(from);
  onBegin({ from, bytes: fingerprint.size });
  const source = createReadStream(file, { start: from.offset, highWaterMark: 256 * 1024 });
  const imported = await importSource(source, { ...options, rejectedLines, checkpoint, from });
  if (imported.finished) await checkpoint.remove();
  return imported;
};

/** Imports a stream that cannot be read twice; rejected lines go to `rejections`. */
export const importStream = async (
  source: Readable,
  options: Omit<ImportOptions, 'file' | 'fromStart'> & {
    readonly rejections: NodeJS.WritableStream;
  },
): Promise<Imported> => {
  options.onBegin({ from: NO_PROGRESS, bytes: null });
  const rejectedLines = rejectedStream(options.rejections);
  return await importSource(source, {
    ...options,
    rejectedLines,
    checkpoint: null,
    from: NO_PROGRESS,
  });
};

type SourceOptions = Omit<ImportOptions, 'file' | 'fromStart' | 'onBegin'> &
  Pick<ImportSteps, 'rejectedLines' | 'checkpoint' | 'from'>;

const importSource = async (source: Readable, options: SourceOptions): Promise<Imported> => {
  const { url, key, batch, signal, from } = options;
  const client = createClient({ baseUrl: url, apiKey: key, attempts: ATTEMPTS });
  let latest = from;
  const lines = readLines(addAbortSignal(signal, source), { after: from, maxBytes: MAX_BYTES });
  try {
    return await importBatches({
      ...options,
      batches: readBatches(lines, { events: batch, bytes: MAX_BYTES }),
      send: async (entries) => await sendEntries(entries, { client, wait: delay }),
      isStopped: () => signal.aborted,
      onProgress: (progress) => {
        latest = progress;
        options.onProgress(progress);
      },
    });
  } catch (error) {
    // Stopped while it waited for input: nothing was being sent.
    if (!signal.aborted || !isAbort(error)) throw error;
    return { finished: false, progress: latest, position: null };
  }
};

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';
