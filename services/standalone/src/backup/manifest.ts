import { backupManifest, MANIFEST, MANIFEST_FORMATS, type BackupManifest } from '@emberlog/api';
import { StartRefusedError } from '@emberlog/composition';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readOwnerFile, writeOwnerFile } from '../data-directory/owner-file.ts';

const sealed = z.object({ sha256: z.string() }).loose();

/** Writes the manifest, whole and durable or not at all: with it a directory is a backup. */
export const writeManifest = async (directory: string, manifest: BackupManifest): Promise<void> => {
  const content = { ...manifest, sha256: sumOf(manifest) };
  await writeOwnerFile(join(directory, MANIFEST), `${JSON.stringify(content, null, 1)}\n`);
};

/**
 * What a backup is by its manifest. Rejects with `StartRefusedError` where there is none, where it was
 * changed, or where it is of another format.
 */
export const readManifest = async (directory: string): Promise<BackupManifest> => {
  const path = join(directory, MANIFEST);
  const text = await readOwnerFile(path);
  if (text === null) {
    throw new StartRefusedError(
      `${directory} is no backup, or half of one: it has no ${MANIFEST}. Give the directory of a backup.`,
    );
  }
  const { sha256, ...content } = sealed.safeParse(parsed(text)).data ?? { sha256: null };
  const { format = 1 }: { readonly format?: unknown } = content;
  if (!MANIFEST_FORMATS.some((known) => known === format)) {
    throw new StartRefusedError(
      `${path} is of format ${String(format)}, which this release does not know: restore it with the release that made it.`,
    );
  }
  const manifest = backupManifest.safeParse(content);
  if (!manifest.success || sumOf(manifest.data) !== sha256) {
    throw new StartRefusedError(
      `${path} was changed after it was written. Nothing was restored: take another backup.`,
    );
  }
  return manifest.data;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const sumOf = (manifest: BackupManifest): string =>
  createHash('sha256')
    .update(JSON.stringify(backupManifest.parse(manifest)))
    .digest('hex');
