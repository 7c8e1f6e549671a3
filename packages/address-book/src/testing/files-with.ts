import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of every file below a directory, by path. */
export const readFilesBelow = async (directory: string): Promise<ReadonlyMap<string, Buffer>> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name));
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(path)] as const)),
  );
};

/** The files below a directory that have one of these bytes anywhere. */
export const filesWith = async (
  directory: string,
  needles: readonly (Buffer | string)[],
): Promise<readonly string[]> =>
  [...(await readFilesBelow(directory))]
    .filter(([, bytes]) => needles.some((needle) => bytes.includes(needle)))
    .map(([path]) => path);

/** How bytes may stand in a file: raw, in hexadecimal, in base64 and base64url at any offset of three. */
export const spellingsOf = (bytes: Buffer): readonly Buffer[] => [
  bytes,
  ...[bytes.toString('hex'), bytes.toString('hex').toUpperCase()].map((text) => Buffer.from(text)),
  ...(['base64', 'base64url'] as const).flatMap((encoding) =>
    // Characters at either end depend on the neighbours, and are left out.
    [0, 1, 2].map((offset) =>
      Buffer.from(
        Buffer.concat([Buffer.alloc(offset), bytes])
          .toString(encoding)
          .replace(/=+$/, '')
          .slice(offset === 0 ? 0 : offset + 1, -2),
      ),
    ),
  ),
];
