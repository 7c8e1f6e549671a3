import type { DiskRoom } from '@emberlog/metrics';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { StandaloneConfig } from '../config.ts';

/** Room on the disks of what is embedded. Where servers are used instead, their disks are theirs to watch. */
export const diskRooms = async ({
  dataDir,
  kafka,
  clickhouseUrl,
}: Pick<StandaloneConfig, 'dataDir' | 'kafka' | 'clickhouseUrl'>): Promise<readonly DiskRoom[]> => {
  const directories = [
    ...(kafka === null ? [{ disk: 'log', path: join(dataDir, 'log') }] : []),
    ...(clickhouseUrl === null ? [{ disk: 'read_model', path: join(dataDir, 'clickhouse') }] : []),
  ];
  return await Promise.all(
    directories.map(async ({ disk, path }) => {
      const { bavail, blocks, bsize } = await statfs(path);
      return { disk, free: bavail * bsize, size: blocks * bsize };
    }),
  );
};
