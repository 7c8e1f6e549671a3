import { notRunHere, temporaryDirectory } from '@emberlog/testing';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { callEmberlog } from '../cli/call-emberlog.ts';
import { canMount, openMounts } from '../faults/harness/mounts.ts';
import { sendAll } from '../system/sender.ts';
import { freePort, keysOf, spawnProduct, whenReady } from '../system/product.ts';

const isHere =
  canMount() || notRunHere('A backup onto a full disk is not tried: mounting is not allowed.');

const DISK_KIB = 8_192;

describe.runIf(isHere)('a backup that its disk has no room for', () => {
  test('is refused with what it needs, leaves nothing, and harms nobody', async () => {
    const directory = await temporaryDirectory();
    const mounts = await openMounts();
    const dataDir = join(directory.path, 'data');
    const disk = join(directory.path, 'disk');
    await mkdir(dataDir);
    await mounts.mountSmallDisk(disk, DISK_KIB);
    const product = spawnProduct({
      ...{ dataDir, port: await freePort(), within: mounts.within },
      env: { EMBERLOG_BACKUP_DIR: disk },
    });
    try {
      await whenReady(product);
      const refused = await callEmberlog(product.url, 'backup', '--data-dir', dataDir);
      expect(refused.code).toBe(3);
      expect(refused.stdout).toMatch(
        /the disk that holds .*disk has \d+ MB left, and the backup needs \d+ MB; free some space/,
      );
      expect(await readdir(mounts.seen(disk))).toEqual([]);
      const { write: key = '' } = await keysOf(dataDir);
      const event = { id: 'v', type: 'item.upvoted', subject: 'a', data: { actor: 'ann' } };
      const time = new Date().toISOString();
      const sent = sendAll({ url: product.url, key, events: [{ ...event, time }], batch: 1 });
      await expect(sent).resolves.not.toBe('');
    } finally {
      await product.stop('SIGKILL');
      await mounts.remove();
      await directory.remove();
    }
  });
});
