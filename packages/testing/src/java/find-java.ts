import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { canRunJars, mavenJars } from './maven-jars.ts';

const run = promisify(execFile);

/** Replies of a whole list come through the pipe. */
const MOST_OUTPUT = 64 * 1024 * 1024;

export type FoundJava = {
  /** Why there is none with those jars, a clause without its full stop, or null. */
  readonly missing: string | null;
  /** Runs a source of one file with arguments; resolves with what it printed. */
  readonly run: (program: string, args: readonly string[]) => Promise<string>;
};

/** A Java with jars of exact versions, such as `com.clickhouse:clickhouse-jdbc:0.10.0`. */
export const findJava = async (coordinates: readonly string[]): Promise<FoundJava> => {
  const found = await jarsOf(coordinates).catch((error: unknown) => {
    const [reason = ''] = String(error).trim().split('\n').slice(-1);
    return new Error(`they need Java 17, Maven and ${coordinates.join(', ')}: ${reason}`);
  });
  if (typeof found !== 'string') {
    return { missing: found.message, run: async () => await Promise.reject(found) };
  }
  return {
    missing: null,
    run: async (program, args) => {
      const options = ['-Duser.timezone=UTC', '-Dfile.encoding=UTF-8', '-cp', join(found, '*')];
      // Arguments are read by the locale, whatever the encoding of files is.
      const env = { ...process.env, LC_ALL: 'C.UTF-8' };
      const settings = { maxBuffer: MOST_OUTPUT, env };
      return (await run('java', [...options, program, ...args], settings)).stdout;
    },
  };
};

const jarsOf = async (coordinates: readonly string[]): Promise<string> => {
  if (await canRunJars()) return await mavenJars(coordinates);
  throw new Error('java or mvn was not found');
};
