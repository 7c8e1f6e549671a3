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
    ...(kafka === null ? ['log', 'subscriptions'] : []),
    ...(clickhouseUrl === null ? ['clickhouse'] : []),
    'addresses',
  ];
  const rooms = await Promise.all(
    directories.map(async (name) => await roomOf(join(dataDir, name), DISKS[name] ?? name)),
  );
  return rooms.filter((room) => room !== null);
};

/** As metrics call them, where that is not the directory's name. */
const DISKS: Readonly<Record<string, string>> = { clickhouse: 'read_model' };

/** Null for a directory that is not there: one is made when it is opened, and may be asked for before. */
const roomOf = async (path: string, disk: string): Promise<DiskRoom | null> => {
  try {
    const { bavail, blocks, bsize } = await statfs(path);
    return { disk, free: bavail * bsize, size: blocks * bsize };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
};
