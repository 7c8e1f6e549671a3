import { readFileSync } from 'node:fs';
import { link, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { StartRefusedError } from '../start-refused-error.ts';

const holder = z.object({
  pid: z.int().positive(),
  /** Tells a process from a later one with the same id; null where the system does not say. */
  born: z.string().nullable(),
  since: z.string(),
  url: z.string(),
});
type Holder = z.infer<typeof holder>;

/** How long a start waits for a stopping predecessor, ms. */
const PATIENCE = 5_000;
const RETRY = 100;

/** Field 22 of /proc/<pid>/stat: start time in clock ticks since boot. */
const bornOf = (pid: number): string | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
};

const isAlive = ({ pid, born }: Holder): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return born === null || bornOf(pid) === born;
};

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

const read = async (path: string): Promise<{ text: string; held: Holder | null } | null> => {
  try {
    const text = await readFile(path, 'utf8');
    return { text, held: parse(text) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
};

const parse = (text: string): Holder | null => {
  try {
    return holder.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
};

/** Creates the file with its content in one step: it is never seen half written. */
const claim = async (path: string, content: string): Promise<boolean> => {
  const own = `${path}.${process.pid}`;
  const file = await open(own, 'w', 0o600);
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
};

/** Takes a dead holder's file away; puts it back when a living one was quicker. */
const removeStale = async (path: string, seen: string): Promise<void> => {
  const aside = `${path}.stale.${process.pid}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== seen) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
};

export type Lock = { readonly release: () => Promise<void> };

/**
 * Takes the data directory for this process, waiting up to 5 s for another to go. A lock whose
 * process has died is taken over. Rejects with the holder's process id and address.
 */
export const lockDirectory = async (directory: string, url: string): Promise<Lock> => {
  const path = join(directory, 'lock');
  const content = JSON.stringify({
    pid: process.pid,
    born: bornOf(process.pid),
    since: new Date().toISOString(),
    url,
  } satisfies Holder);
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    if (await claim(path, content)) break;
    const found = await read(path);
    if (found === null) continue;
    if (found.held === null || !isAlive(found.held)) {
      await removeStale(path, found.text);
    } else if (performance.now() > deadline) {
      const { pid, since, url: address } = found.held;
      throw new StartRefusedError(
        `the data directory ${directory} is held by process ${pid} since ${since} (${address}). ` +
          'Stop that process, or set EMBERLOG_DATA_DIR to another directory.',
      );
    } else {
      await delay(RETRY);
    }
  }
  return {
    release: async () => {
      if ((await read(path))?.text === content) await rm(path, { force: true });
    },
  };
};
