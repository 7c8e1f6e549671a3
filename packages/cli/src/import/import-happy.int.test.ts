import { describe, expect, test } from 'vitest';
import { ids, lines, scene } from '../testing/scene.ts';

describe('an import of good events', () => {
  test('sends every line once, in order, with the key, and leaves nothing beside the file', async () => {
    const { server, write, importFile, beside } = await scene();
    await write(lines(25));
    const { code, stdout } = await importFile('--batch', '10');
    expect(code).toBe(0);
    expect(stdout).toBe('25 lines: 25 accepted, 0 rejected\n');
    expect(server.requests.map((request) => request.length)).toEqual([10, 10, 5]);
    expect(server.accepted()).toEqual(ids(25));
    expect([...server.keys]).toEqual(['Bearer the-key']);
    expect(await beside('.emberlog-progress')).toBeNull();
    expect(await beside('.rejected')).toBeNull();
  });

  test.each([
    ['without a line end at its end', lines(3).trimEnd()],
    ['with CR LF', lines(3).replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\uFEFF${lines(3)}`],
    ['with blank lines', `\n${lines(3).replaceAll('\n', '\n\n')}`],
  ])('reads a file %s', async (_, content) => {
    const { server, write, importFile } = await scene();
    await write(content);
    expect((await importFile()).code).toBe(0);
    expect(server.accepted()).toEqual(ids(3));
  });

  test('reads standard input', async () => {
    const { server, importText } = await scene();
    const { code, stdout } = await importText(lines(3), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      finished: true,
      lines: 3,
      accepted: 3,
      rejected: 0,
      position: 'position 3',
      rejectedFile: null,
    });
    expect(server.accepted()).toEqual(ids(3));
  });

  test('of an empty file is done at once', async () => {
    const { server, write, importFile } = await scene();
    await write('');
    const { code, stdout } = await importFile();
    expect({ code, stdout }).toEqual({ code: 0, stdout: '0 lines: 0 accepted, 0 rejected\n' });
    expect(server.requests).toEqual([]);
  });

  test('keeps requests within the size a service takes', async () => {
    const { server, write, importFile } = await scene();
    const summary = 'x'.repeat(900_000);
    await write(
      ids(12)
        .map((id) => `${JSON.stringify({ id, summary })}\n`)
        .join(''),
    );
    expect((await importFile()).code).toBe(0);
    expect(server.requests.map((request) => request.length)).toEqual([5, 5, 2]);
  });
});
