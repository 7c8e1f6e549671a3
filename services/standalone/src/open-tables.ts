import { openReadModel } from '@emberlog/composition';
import { join } from 'node:path';
import type { StandaloneConfig } from './config.ts';
import { expectRoom } from './data-directory/expect-room.ts';

/** The read model that the configuration names: of a server, or of the data directory. */
export const openTables = async (
  { clickhouseUrl, clickhouseCluster, dataDir, backupDir, viewRetentionMs }: StandaloneConfig,
  { secret, hasBackups }: { readonly secret: Buffer; readonly hasBackups: boolean },
) => {
  const views = { viewRetentionMs, secret };
  if (clickhouseUrl !== null) {
    return await openReadModel({ url: clickhouseUrl, cluster: clickhouseCluster }, { views });
  }
  const path = join(dataDir, 'clickhouse');
  await expectRoom(path);
  return await openReadModel({ path, backups: hasBackups ? backupDir : undefined }, { views });
};
