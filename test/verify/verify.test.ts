import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const verify = async (...args: string[]) => {
  const child = spawn(
    process.execPath,
    ['scripts/run-source.mjs', 'test/verify/main.ts', ...args],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = once(child, 'exit');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await ended) as [number | null];
  return { code, out, err };
};

describe('the reader’s own proof', () => {
  // Seen to end with NOT EQUAL and 1 when a restarted projector takes no state from the tables.
  test('says that all is equal, and how to run it again', async () => {
    const { code, out, err } = await verify('--seed', '7', '--events', '2000', '--kills', '2');
    expect(err).toContain('2000 of 2000 events, 2 of 2 kills');
    expect(out).toContain('npm run verify -- --seed 7 --events 2000 --kills 2');
    expect(out).toMatch(
      /^VERIFIED: after 2000 events and 2 kills, 2 of them under load, all \d{3} scores, .* to the last bit\.$/m,
    );
    expect(code).toBe(0);
  }, 240_000);

  test('refuses numbers that are none', async () => {
    const { code, err } = await verify('--events', 'many');
    expect(err).toContain('--events takes a whole number from 4, not many');
    expect(code).toBe(1);
  });
});
