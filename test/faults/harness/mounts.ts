import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Disks of our own, seen only by the processes that are started within. */
export type Mounts = {
  /** Goes before a command to run it where the disks are mounted. */
  readonly within: readonly string[];
  /** How this process reaches a path there. */
  readonly seen: (path: string) => string;
  /** Runs a command there; throws with what it said when it fails. */
  readonly run: (...command: readonly string[]) => void;
  /** Mounts an empty disk of so many KiB, in memory. */
  readonly mountSmallDisk: (path: string, kib: number) => Promise<void>;
  /** The disks are gone when the last process within has ended. */
  readonly remove: () => Promise<void>;
};

const isRoot = process.getuid?.() === 0;
/** Who is not root here becomes it in a namespace of users, where the system lets them. */
const UNSHARE = isRoot ? ['-m'] : ['-U', '-r', '-m'];
const ENTER = isRoot ? ['-m'] : ['-U', '-m', '--preserve-credentials'];

/** Whether this machine lets us mount. */
export const canMount = (): boolean =>
  spawnSync('unshare', [...UNSHARE, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

/** A namespace of mounts, held by a process that ends with this one. */
export const openMounts = async (): Promise<Mounts> => {
  const holder = spawn('unshare', [...UNSHARE, 'sh', '-c', 'echo held; cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  const pid = String(holder.pid);
  // Entering leaves the working directory behind.
  const within = [
    'nsenter',
    '-t',
    pid,
    ...ENTER,
    'sh',
    '-c',
    'cd "$0" && exec "$@"',
    process.cwd(),
  ];
  const run = (...command: readonly string[]): void => {
    const [program = '', ...args] = [...within, ...command];
    const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  };
  return {
    within,
    run,
    seen: (path) => join('/proc', pid, 'root', path),
    mountSmallDisk: async (path, kib) => {
      await mkdir(path, { recursive: true });
      run('mount', '-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', path);
    },
    remove: async () => {
      holder.stdin.end();
      await once(holder, 'exit');
    },
  };
};

/** Writes a file of zeros until nothing more goes onto its disk. */
export const fillDisk = async (directory: string): Promise<void> => {
  const file = await open(join(directory, 'ballast'), 'a');
  try {
    for (const size of [65_536, 4_096]) await writeUntilFull(file, Buffer.alloc(size));
  } finally {
    await file.close();
  }
};

const writeUntilFull = async (
  file: Awaited<ReturnType<typeof open>>,
  block: Buffer,
): Promise<void> => {
  try {
    for (;;) await file.write(block);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
};

/** Takes that file away again. */
export const freeDisk = async (directory: string): Promise<void> => {
  await rm(join(directory, 'ballast'));
};
