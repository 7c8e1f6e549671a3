import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { createBackups } from '../backup/backups.ts';
import type { BackupStore } from '../backup/backup-store.ts';
import { quiet } from '../trial/trial-engine.ts';
import { createBackupRoutes } from './backup-routes.ts';

test('the head of a file is told without opening the file', async () => {
  let opened = 0;
  const open = (): Readable => {
    opened += 1;
    return Readable.from([Buffer.from('text')]);
  };
  const store: BackupStore = {
    list: async () => await Promise.resolve([{ name: 'a', bytes: 4, madeAt: 0, positions: null }]),
    measure: async () => await Promise.resolve(4),
    make: async () => await Promise.resolve(),
    describe: () => ({ place: '', restore: '' }),
    files: {
      find: async () => await Promise.resolve({ bytes: 4, open }),
      remove: async () => await Promise.resolve(),
    },
  };
  const routes = createBackupRoutes(createBackups({ store, logger: quiet, clock: () => 0 }));
  const asked = async (method: string) =>
    await routes.request('/admin/v1/backups/a/file', { method });
  const head = await asked('HEAD');
  expect([head.status, head.headers.get('Content-Length'), opened]).toEqual([200, '4', 0]);
  const file = await asked('GET');
  expect([await file.text(), opened]).toEqual(['text', 1]);
});
