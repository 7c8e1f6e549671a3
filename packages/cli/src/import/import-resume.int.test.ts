import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat, utimes } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ids, lines, scene } from '../testing/scene.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/emberlog.mjs', import.meta.url));
const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const FROM_SOURCE = ['--conditions=@emberlog/source', '--import', import.meta.resolve('tsx'), MAIN];

describe('an import that did not finish', () => {
  test('goes on after a kill with the batch that was not acknowledged', async () => {
    let third: (() => void) | undefined;
    const reached = new Promise<void>((resolve) => (third = resolve));
    const { server, write, importFile, beside, file } = await scene({
      judge: (id) => (id === 'e3' || id === 'e25' ? 'rejected' : 'accepted'),
      before: async (request) => {
        if (request !== 3) return undefined;
        third?.();
        await new Promise<undefined>(() => undefined);
      },
    });
    await write(lines(45));
    const flags = ['import', '--url', server.url, '--key', 'k', '--batch', '10', file];
    const child = spawn(process.execPath, [...FROM_SOURCE, ...flags], { stdio: 'ignore' });
    await reached;
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(JSON.parse((await beside('.emberlog-progress')) ?? '')).toMatchObject({ line: 20 });

    const { code, stdout, stderr } = await importFile('--batch', '10');
    expect(code).toBe(3);
    expect(stderr).toContain('going on after line 20');
    expect(stdout).toContain('45 lines: 43 accepted, 2 rejected');
    expect(server.requests.flat()).toEqual(ids(45));
    expect((await beside('.rejected'))?.match(/"id":"e\d+"/g)).toEqual(['"id":"e3"', '"id":"e25"']);
    expect(await beside('.emberlog-progress')).toBeNull();
  });

  test('keeps its progress when the service goes away, and names the way on', async () => {
    const state = { down: true };
    const { server, write, importFile } = await scene({
      before: (request) => (state.down && request > 1 ? 500 : undefined),
    });
    await write(lines(4));
    const { code } = await importFile('--batch', '2');
    expect(code).toBe(1);
    state.down = false;
    expect((await importFile('--batch', '2')).code).toBe(0);
    expect(server.requests.flat()).toEqual(ids(4));
  });

  test('ends the batch in flight on Ctrl-C, says how to go on, and does', async () => {
    let stop = (): void => undefined;
    const { server, write, importFile, interrupt } = await scene({
      before: (request) => {
        if (request === 2) stop();
        return undefined;
      },
    });
    stop = interrupt;
    await write(lines(9));
    const { code, stdout } = await importFile('--batch', '3');
    expect(code).toBe(130);
    expect(stdout).toBe(
      'stopped after 6 lines: 6 accepted, 0 rejected\nthe same command goes on here\n',
    );
    expect(server.accepted()).toEqual(ids(6));
    stop = () => undefined;
    expect((await importFile('--batch', '3')).code).toBe(0);
    expect(server.requests.flat()).toEqual(ids(9));
  });

  test.each([
    ['a file that was changed', async (file: string) => await utimes(file, 1, 1), []],
    ['the flag --from-start', async (file: string) => await stat(file), ['--from-start']],
  ])('begins again with %s', async (_, change, flags) => {
    const state = { down: true };
    const { server, write, importFile, beside, file } = await scene({
      judge: (id) => (id === 'e1' ? 'rejected' : 'accepted'),
      before: (request) => (state.down && request > 1 ? 500 : undefined),
    });
    await write(lines(4));
    expect((await importFile('--batch', '2')).code).toBe(1);
    state.down = false;
    await change(file);
    const { code, stdout } = await importFile('--batch', '2', ...flags);
    expect(code).toBe(3);
    expect(stdout).toContain('4 lines: 3 accepted, 1 rejected');
    expect(server.requests.flat()).toEqual(['e1', 'e2', ...ids(4)]);
    expect((await beside('.rejected'))?.trim().split('\n')).toHaveLength(1);
  });

  test('begins again for another server', async () => {
    const first = await scene({ before: (request) => (request > 1 ? 500 : undefined) });
    const second = await scene();
    await first.write(lines(4));
    expect((await first.importFile('--batch', '2')).code).toBe(1);
    expect((await first.importFile('--url', second.server.url)).code).toBe(0);
    expect(second.server.accepted()).toEqual(ids(4));
  });
});

test('a signal to the launcher alone stops an import that waits for input', async () => {
  let first: (() => void) | undefined;
  const reached = new Promise<void>((resolve) => (first = resolve));
  const { server } = await scene({
    before: () => {
      first?.();
      return undefined;
    },
  });
  const flags = ['import', '--url', server.url, '--key', 'k', '--batch', '1', '-'];
  const child = spawn(process.execPath, [LAUNCHER, ...flags], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.write(lines(2));
  await reached;
  child.kill('SIGINT');
  expect(await once(child, 'close')).toEqual([130, null]);
  expect(Buffer.concat(chunks).toString()).toContain('send the same input again');
});

test('the launcher runs the command from any directory, without a build', async () => {
  const { server, write, file } = await scene();
  await write(lines(3));
  const child = spawn(process.execPath, [LAUNCHER, 'import', '--url', server.url, '--json', file], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { EMBERLOG_API_KEY: 'from-env' },
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject({ accepted: 3 });
  expect([...server.keys]).toEqual(['Bearer from-env']);
});
