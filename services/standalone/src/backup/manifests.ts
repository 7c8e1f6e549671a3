import { backupName, MANIFEST, type BackupManifest } from '@emberlog/api';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifest } from './manifest.ts';

type Known = { readonly changedAt: number; readonly manifest: BackupManifest | null };

/**
 * Manifests of the backups in a directory by their names, each read once: one may name thousands of files,
 * and is asked for with each of them. Null for what is no backup of its own name.
 */
export const createManifests = (
  directory: string,
): ((name: string) => Promise<BackupManifest | null>) => {
  const known = new Map<string, Known>();
  return async (name) => {
    if (!backupName.safeParse(name).success) return null;
    const found = await stat(join(directory, name, MANIFEST)).catch(() => null);
    if (found === null) {
      known.delete(name);
      return null;
    }
    const before = known.get(name);
    if (before?.changedAt === found.mtimeMs) return before.manifest;
    const read = await readManifest(join(directory, name)).catch(() => null);
    const manifest = read?.name === name ? read : null;
    known.set(name, { changedAt: found.mtimeMs, manifest });
    return manifest;
  };
};
