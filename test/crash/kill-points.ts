import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The calls that change what a disk holds. */
const CHANGING_CALLS = [
  'rename',
  'renameat',
  'renameat2',
  'write',
  'pwrite64',
  'writev',
  'pwritev',
  'pwritev2',
  'mkdir',
  'mkdirat',
  'fsync',
  'fdatasync',
  'unlink',
  'unlinkat',
  'rmdir',
  'ftruncate',
  'fallocate',
  'msync',
  'link',
  'copy_file_range',
] as const;

/** Before the `when`-th call of this kind on this path, counted within its thread. */
export type KillPoint = {
  readonly call: string;
  readonly path: string;
  readonly when: number;
};

/** Arguments with which `strace` follows a program and notes its changing calls in `file`. */
export const countingArguments = (file: string): readonly string[] => [
  ...['-f', '-qq', '-y', '-s', '0', '-o', file],
  ...['-e', `trace=${CHANGING_CALLS.join(',')}`],
];

/** Arguments with which `strace` kills a program at a point. */
export const killingArguments = ({ call, path, when }: KillPoint): readonly string[] => [
  ...['-f', '-qq', '-y', '-s', '0', '-o', '/dev/null', '-P', path],
  ...['-e', `trace=${call}`, '-e', `inject=${call}:signal=SIGKILL:when=${when}`],
];

/** The points of a counting run, in order: those of which the path lies below `directory`. */
export const readKillPoints = async (
  file: string,
  directory: string,
): Promise<readonly KillPoint[]> => {
  const counts = new Map<string, number>();
  const points = new Map<string, KillPoint>();
  for (const line of (await readFile(file, 'utf8')).split('\n')) {
    const found = CALL.exec(line)?.groups;
    const path = found?.['argument'] ?? found?.['file'] ?? '';
    if (found === undefined || !path.startsWith(`${directory}/`) || PROBE.test(path)) continue;
    const { thread = '', call = '' } = found;
    const when = (counts.get(`${thread} ${call} ${path}`) ?? 0) + 1;
    counts.set(`${thread} ${call} ${path}`, when);
    points.set(`${call} ${path} ${when}`, { call, path, when });
  }
  return [...points.values()];
};

/** The engine probes its directory once, with an empty file of a random name. */
const PROBE = /\/clickhouse_case_sensitivity_check_/;

/** `123 write(7</a/b>, …` or `123 rename("/a/b", …`; a call that was resumed later began before. */
const CALL =
  /^(?<thread>\d+) +(?<call>\w+)\((?:(?:AT_FDCWD[^,]*, )?"(?<argument>[^"]+)"|\d+<(?<file>[^>]+)>)/;

/** Where a point lies, without what is different for every run: `votes tmp_insert_202601/data.bin`. */
export const placeOf = (
  { path }: KillPoint,
  directory: string,
  tables: ReadonlyMap<string, string>,
): string => {
  const inside = path.slice(directory.length + 1);
  if (inside.startsWith('log/')) return inside;
  const [, id = '', rest = ''] = /\/([0-9a-f-]{36})(?:\/(.*))?$/.exec(inside) ?? [];
  const named = `${tables.get(id) ?? 'engine'} ${rest === '' ? inside.slice('clickhouse/'.length) : rest}`;
  return named
    .replaceAll(/_\d+_\d+_\d+(?=\/|$)/g, '')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '…')
    .replace(/\/$/, '');
};

/** Tables by the id of their folder, from the definitions in a data directory. */
export const tableFolders = async (directory: string): Promise<ReadonlyMap<string, string>> => {
  const store = join(directory, 'clickhouse', 'store');
  const files = (await readdir(store, { recursive: true })).filter((file) => file.endsWith('.sql'));
  const tables = new Map<string, string>();
  for (const file of files) {
    const id = /^ATTACH TABLE .*UUID '([0-9a-f-]+)'/m.exec(
      await readFile(join(store, file), 'utf8'),
    )?.[1];
    if (id !== undefined) tables.set(id, file.replace(/^.*\/|\.sql$/g, ''));
  }
  return tables;
};
