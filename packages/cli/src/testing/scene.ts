import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { run } from '../run.ts';
import { startStandIn, type StandIn, type StandInOptions } from './stand-in-collector.ts';

type Outcome = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type Scene = {
  readonly server: StandIn;
  /** Path of the file that is imported. */
  readonly file: string;
  readonly write: (content: string | Buffer) => Promise<void>;
  /** A file beside the imported one, by the ending added to its name; null where there is none. */
  readonly beside: (ending: string) => Promise<string | null>;
  /** Runs `emberlog import` in this process; `flags` replace the file when they name one. */
  readonly importFile: (...flags: string[]) => Promise<Outcome>;
  readonly importText: (text: string, ...flags: string[]) => Promise<Outcome>;
  /** What Ctrl-C would do to the import that runs. */
  readonly interrupt: () => void;
};

/** A file, a server and the command between them; gone after the test. */
export const scene = async (options: StandInOptions = {}): Promise<Scene> => {
  const directory = await mkdtemp(join(tmpdir(), 'emberlog-cli-'));
  const server = await startStandIn(options);
  onTestFinished(async () => {
    await server.close();
    await rm(directory, { recursive: true, force: true });
  });
  const file = join(directory, 'events.ndjson');
  let stop = (): void => undefined;
  const command = async (args: readonly string[], stdin: Readable): Promise<Outcome> => {
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    const code = await run({
      argv: ['import', '--url', server.url, '--key', 'the-key', ...args],
      env: {},
      stdin,
      stdout,
      stderr,
      clock: Date.now,
      onInterrupt: (interrupt) => (stop = interrupt),
    });
    return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
  };
  return {
    server,
    file,
    write: async (content) => await writeFile(file, content),
    beside: async (ending) => await readFile(`${file}${ending}`, 'utf8').catch(() => null),
    importFile: async (...flags) => await command([...flags, file], Readable.from([])),
    importText: async (text, ...flags) =>
      await command([...flags, '-'], Readable.from([Buffer.from(text)])),
    interrupt: () => stop(),
  };
};

/** Events `e1` … as lines, each with its line end. */
export const lines = (count: number): string =>
  ids(count)
    .map((id) => `{"id":"${id}","type":"item.upvoted","subject":"a","data":{"actor":"r"}}\n`)
    .join('');

export const ids = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `e${index + 1}`);
