import { readFile } from 'node:fs/promises';

/** MiB of physical memory a process holds now; null where the system does not tell. */
export const residentMemory = async (pid: number | undefined): Promise<number | null> => {
  try {
    const status = await readFile(`/proc/${pid ?? 0}/status`, 'utf8');
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    return kib === undefined ? null : Math.round(Number(kib) / 1_024);
  } catch {
    return null;
  }
};
