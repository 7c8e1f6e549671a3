import { join } from 'node:path';
import { z } from 'zod';
import { StartRefusedError } from '@emberlog/composition';
import { readOwnerFile, writeOwnerFile } from './owner-file.ts';

const origin = z.strictObject({
  format: z.literal(1),
  secretFingerprint: z.string(),
  demo: z
    .strictObject({
      seed: z.int(),
      /** The instant the history was made for, ms UTC. */
      startedAt: z.int(),
      filled: z.boolean(),
    })
    .nullable(),
});
/** How a data directory began; kept beside the data, because it cannot be derived from it. */
export type Origin = z.infer<typeof origin>;

const pathIn = (directory: string): string => join(directory, 'origin.json');

export const writeOrigin = async (directory: string, value: Origin): Promise<void> => {
  await writeOwnerFile(pathIn(directory), `${JSON.stringify(value, null, 2)}\n`);
};

/**
 * The origin of the directory, written on the first start. Rejects another secret than it began
 * with, and a change of `demo`: simulated votes must never mix with real ones.
 */
export const openOrigin = async (
  directory: string,
  wanted: {
    readonly fingerprint: string;
    readonly demo: boolean;
    readonly now: number;
    readonly seed: number;
  },
): Promise<Origin> => {
  const path = pathIn(directory);
  const text = await readOwnerFile(path);
  if (text === null) {
    const begun: Origin = {
      format: 1,
      secretFingerprint: wanted.fingerprint,
      demo: wanted.demo ? { seed: wanted.seed, startedAt: wanted.now, filled: false } : null,
    };
    await writeOrigin(directory, begun);
    return begun;
  }
  const found = parse(path, text);
  if (found.secretFingerprint !== wanted.fingerprint) {
    throw new StartRefusedError(
      `the data in ${directory} was begun with another secret: votes would be counted twice. ` +
        'Give back the EMBERLOG_SECRET (or the file "secret") it began with.',
    );
  }
  if (found.demo !== null && !wanted.demo) {
    throw new StartRefusedError(
      `the data in ${directory} was begun with the demo and holds simulated readers. ` +
        'Set EMBERLOG_DATA_DIR to another directory for real data, or EMBERLOG_DEMO=on.',
    );
  }
  if (found.demo === null && wanted.demo) {
    throw new StartRefusedError(
      `the data in ${directory} is real: simulated readers would falsify it. ` +
        'Set EMBERLOG_DEMO=off, or EMBERLOG_DATA_DIR to another directory.',
    );
  }
  return found;
};

const parse = (path: string, text: string): Origin => {
  try {
    return origin.parse(JSON.parse(text));
  } catch (error) {
    throw new StartRefusedError(`${path} cannot be read: restore it, or move the directory away`, {
      cause: error,
    });
  }
};
