import { describe, expect, test } from 'vitest';
import { ids, lines, scene } from '../testing/scene.ts';

const parsed = (ndjson: string | null): unknown[] =>
  (ndjson ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

describe('lines that are rejected', () => {
  test('are told by number, field and rule, and the exit code says so', async () => {
    const { write, importFile, beside, file } = await scene({
      judge: (id) => (id === 'e2' || id === 'e5' ? 'rejected' : 'accepted'),
    });
    await write(lines(6));
    const { code, stdout } = await importFile('--batch', '3');
    expect(code).toBe(3);
    expect(stdout).toBe(`6 lines: 4 accepted, 2 rejected (see ${file}.rejected)\n`);
    const rule = { path: '/data/title', code: 'invalid', message: 'must not be blank' };
    expect(parsed(await beside('.rejected'))).toEqual([
      { line: 2, id: 'e2', ...rule },
      { line: 5, id: 'e5', ...rule },
    ]);
  });

  test('do not stop an import in which all are rejected', async () => {
    const { write, importFile, beside } = await scene({ judge: () => 'rejected' });
    await write(lines(4));
    const { code, stdout } = await importFile('--batch', '2', '--json');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 0, rejected: 4, position: null });
    expect(parsed(await beside('.rejected'))).toHaveLength(4);
  });

  test('include those without an id and those that are no JSON, in the order of the file', async () => {
    const { server, write, importFile, beside } = await scene();
    await write(`{"type":"x"}\nnonsense\n${lines(1)}{"id":\n`);
    expect((await importFile()).code).toBe(3);
    expect(parsed(await beside('.rejected'))).toMatchObject([
      { line: 1, id: null, path: '/id', code: 'invalid' },
      { line: 2, code: 'not_json' },
      { line: 4, code: 'not_json' },
    ]);
    expect(server.accepted()).toEqual(['e1']);
  });

  test('include one of more than 5 MiB, and the lines after it are sent', async () => {
    const { server, write, importFile, beside } = await scene();
    const huge = JSON.stringify({ id: 'huge', summary: 'x'.repeat(6 * 1024 * 1024) });
    await write(`${huge}\n${lines(2)}`);
    expect((await importFile()).code).toBe(3);
    expect(parsed(await beside('.rejected'))).toMatchObject([{ line: 1, code: 'too_many_bytes' }]);
    expect(server.accepted()).toEqual(ids(2));
  });

  test('of standard input are told on standard error', async () => {
    const { importText } = await scene();
    const { code, stderr } = await importText('nonsense\n');
    expect(code).toBe(3);
    expect(parsed(stderr)).toMatchObject([{ line: 1, code: 'not_json' }]);
  });

  test('of an earlier import do not stay beside a file that is good now', async () => {
    const { write, importFile, beside } = await scene();
    await write('nonsense\n');
    expect((await importFile()).code).toBe(3);
    await write(lines(1));
    expect((await importFile()).code).toBe(0);
    expect(await beside('.rejected')).toBeNull();
  });
});

describe('a service', () => {
  test('that takes smaller requests only gets smaller ones', async () => {
    const { server, write, importFile } = await scene({ maxBytes: 250 });
    await write(lines(9));
    expect((await importFile()).code).toBe(0);
    expect(server.accepted().toSorted()).toEqual(ids(9));
  });

  test('that refuses one event by refusing its request is told which line it was', async () => {
    const { server, write, importFile, beside } = await scene({ maxBytes: 250 });
    await write(`${lines(2)}${JSON.stringify({ id: 'big', summary: 'x'.repeat(300) })}\n`);
    expect((await importFile()).code).toBe(3);
    expect(parsed(await beside('.rejected'))).toMatchObject([{ line: 3, code: 'status_413' }]);
    expect(server.accepted()).toEqual(ids(2));
  });

  test('that is busy for a while is asked again, with what it did not store', async () => {
    const { server, write, importFile } = await scene({
      before: (request) => (request === 1 ? 503 : undefined),
      judge: (id, seen) => (id === 'e2' && seen === 0 ? 'retry' : 'accepted'),
    });
    await write(lines(3));
    expect((await importFile()).code).toBe(0);
    expect(server.requests).toEqual([ids(3), ['e2']]);
  });

  test('that refuses the key ends the import at once', async () => {
    const { server, write, importFile, beside } = await scene({ before: () => 401 });
    await write(lines(3));
    const { code, stderr } = await importFile();
    expect(code).toBe(1);
    expect(stderr).toContain('401 Refused.');
    expect(server.accepted()).toEqual([]);
    expect(await beside('.emberlog-progress')).not.toBeNull();
  });
});
