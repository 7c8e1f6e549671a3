import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const DEBIAN = '/usr/lib/postgresql';
const LOCAL = ['/usr/local/pgsql/bin', '/opt/homebrew/bin', '/usr/bin'];

/** The folder of a PostgreSQL server's programs on this machine, the newest, or null. */
export const findPostgres = (): string | null => {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const folders = [
    ...versions
      .toSorted((a, b) => Number(b) - Number(a))
      .map((version) => join(DEBIAN, version, 'bin')),
    ...LOCAL,
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
};
