import type { Lifecycle, Logger, StoredKey } from '@emberlog/service-kit';
import { stat } from 'node:fs/promises';
import { createChangingKeyring, type ChangingKeyring } from './changing-keyring.ts';
import { readKeysFile, type Scope } from './keys-file.ts';

export type KeysFileOptions = {
  readonly path: string;
  /** Keys beside those of the file. @default none */
  readonly fixed?: readonly StoredKey<Scope>[];
  readonly logger: Logger;
  readonly onStop: Lifecycle['onStop'];
  /** How often it is looked whether the file changed, ms. @default 2000 */
  readonly everyMs?: number;
};

/**
 * The keys of `EMBERLOG_KEYS_FILE`, read again whenever the file changes, within seconds. Rejects with
 * `StartRefusedError` where it is not valid at first; later, a file that is broken or gone changes
 * nothing, and is told once.
 */
export const openKeysFile = async (options: KeysFileOptions): Promise<ChangingKeyring> => {
  const { path, fixed, logger, onStop, everyMs = 2_000 } = options;
  let seen = await stateOf(path);
  const changing = createChangingKeyring(await readKeysFile(path), fixed);
  const look = async (): Promise<void> => {
    const found = await stateOf(path);
    if (found === seen) return;
    // Kept before it is read: what is written meanwhile is another change.
    seen = found;
    try {
      changing.replace(await readKeysFile(path));
      logger.info({ path }, 'keys were changed');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn({ path, reason }, 'keys file is broken, the keys before it stay');
    }
  };
  let looking: Promise<void> | null = null;
  const timer = setInterval(() => {
    looking ??= look().finally(() => (looking = null));
  }, everyMs);
  timer.unref();
  onStop('keys file', () => clearInterval(timer));
  return changing;
};

/** Says when a file became another: by its time, its size, and which file it is. */
const stateOf = async (path: string): Promise<string> => {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return 'none';
  }
};
