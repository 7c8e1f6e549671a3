import { temporaryDirectory } from '@emberlog/testing';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDirectory } from './lock.ts';

const CONTENDER = fileURLToPath(new URL('../testing/lock-contender.ts', import.meta.url));
const CONTENDERS = 12;
/** A busy machine takes long to start so many processes at once, ms. */
const START_TIMEOUT = 180_000;

type Contender = {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  readonly says: () => Promise<string>;
};

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let contenders: Contender[];

const sayings = (lines: Interface): Contender['says'] => {
  const each = lines[Symbol.asyncIterator]();
  return async () => String((await each.next()).value);
};

beforeEach(async () => {
  directory = await temporaryDirectory();
  contenders = Array.from({ length: CONTENDERS }, () => {
    const args = ['--conditions=@emberlog/source', '--import', 'tsx', CONTENDER, directory.path];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    return { process: child, says: sayings(createInterface({ input: child.stdout })) };
  });
  await Promise.all(contenders.map(async ({ says }) => await says()));
}, START_TIMEOUT);

const kill = async ({ process: child }: Contender): Promise<void> => {
  child.kill('SIGKILL');
  await once(child, 'exit');
};

afterEach(async () => {
  await Promise.all(contenders.map(kill));
  await directory.remove();
});

const answers = async (starters: readonly Contender[]): Promise<string[]> => {
  for (const { process: child } of starters) child.stdin.write('http://contender\n');
  return await Promise.all(starters.map(async ({ says }) => await says()));
};

// Seen to fail when a dead holder's file is renamed aside and linked back, and when it is removed
// before a new one is locked: several are in then.
test('of starters at one instant one is in, each time the holder before was killed', async () => {
  await writeFile(join(directory.path, 'lock'), '{"pid":');
  while (contenders.length > 1) {
    const said = await answers(contenders);
    expect(said.filter((word) => word === 'in')).toHaveLength(1);
    const [holder] = contenders.splice(said.indexOf('in'), 1) as [Contender];
    expect(JSON.parse(await readFile(join(directory.path, 'lock'), 'utf8'))).toMatchObject({
      pid: holder.process.pid,
    });
    expect(await answers(contenders)).toEqual(contenders.map(() => 'refused'));
    await expect(lockDirectory(directory.path, '', { patienceMs: 0 })).rejects.toThrow(
      `held by process ${String(holder.process.pid)} since`,
    );
    await kill(holder);
  }
});
