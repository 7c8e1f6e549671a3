import { readFile } from 'node:fs/promises';

/** Of /proc on Linux: ticks of the processor a second. */
const TICKS = 100;

/** Seconds of processor time a process has used, all its threads. Linux only. */
export const cpuOf = async (pid: number): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
};
