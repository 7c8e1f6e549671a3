import { cpus, loadavg, totalmem } from 'node:os';

/** Where the figures come from; `load` is the machine's own, over the last minute, as they begin. */
export type Hardware = {
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGiB: number;
  readonly platform: string;
  readonly node: string;
  readonly load: number;
};

export const readHardware = (): Hardware => ({
  cores: cpus().length,
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  platform: `${process.platform} ${process.arch}`,
  node: process.version,
  load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
});

export const hardwareLine = ({ cores, cpu, memoryGiB, platform, node, load }: Hardware): string =>
  `${cores} × ${cpu}, ${memoryGiB} GiB, ${platform}, Node ${node}, load ${load} at the start`;
