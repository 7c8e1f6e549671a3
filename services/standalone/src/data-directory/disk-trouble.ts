/** What the system's refusal to read or write a path means, and what to do; by its error codes. */
const SENTENCES: Readonly<Record<string, (path: string) => string>> = {
  ENOSPC: (path) => `the disk that holds ${path} is full; free some space on it`,
  EDQUOT: (path) => `the quota of the disk that holds ${path} is used up; free some space on it`,
  EROFS: (path) => `${path} is on a read-only file system; make it writable`,
  EACCES: (path) => `${path} may not be used by this user; change its owner or its permissions`,
  EPERM: (path) => `${path} may not be used by this user; change its owner or its permissions`,
  EMFILE: () => 'this process has too many files open; raise its limit (ulimit -n)',
  ENFILE: () => 'the system has too many files open; raise its limit, or stop what holds them',
  ENOTDIR: (path) => `${path} is not in a directory; move away what stands there`,
  EEXIST: (path) => `${path} is not a directory; move it away`,
  EISDIR: (path) => `${path} is a directory where a file belongs; move it away`,
  EIO: (path) => `${path} cannot be read or written (input/output error); look at the disk`,
};

/**
 * A sentence without its full stop for an error of the file system, null for any other error.
 * `path` stands in where the error names none.
 */
export const diskTrouble = (error: unknown, path: string): string | null => {
  if (!(error instanceof Error) || !('code' in error)) return null;
  const named = 'path' in error && typeof error.path === 'string' ? error.path : path;
  return SENTENCES[String(error.code)]?.(named) ?? null;
};
