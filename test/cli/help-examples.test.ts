import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOperated, type OperatedProduct } from './operated-product.ts';
import { importPastVotes } from './past-votes.ts';
import { poison } from './poison.ts';

let product: OperatedProduct;
const before = process.cwd();

beforeAll(async () => {
  product = await startOperated();
  process.chdir(product.directory);
  await product.appendRaw([poison(0)]);
  const event = {
    id: 'e1',
    type: 'item.published',
    subject: 'paper',
    time: new Date().toISOString(),
  };
  await writeFile('events.ndjson', `${JSON.stringify({ ...event, data: { title: 'A paper' } })}\n`);
  await importPastVotes(product, { file: 'past.ndjson', dataDir: '.emberlog', days: 12 });
});
afterAll(async () => {
  process.chdir(before);
  await product.close();
});

/** The help of a command, of those below it, and so on. */
const helpsOf = async (...path: string[]): Promise<string[]> => {
  const { code, stdout } = await product.emberlog(...path, '--help');
  expect(code).toBe(0);
  const [, list = ''] = stdout.split('\nCommands:\n');
  const names = Array.from(list.matchAll(/^ {2}([a-z][a-z-]*)\b/gm), ([, name]) => name ?? '');
  const below = names.filter((name) => name !== 'help');
  const helps: string[] = [stdout];
  for (const name of below) helps.push(...(await helpsOf(...path, name)));
  return helps;
};

/** The words of a line as a shell would see them; quotes hold words together. */
const wordsOf = (line: string): string[] =>
  Array.from(line.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, bare]) => quoted ?? bare ?? '');

/** By the time it is given, the rebuild of the example before it may have ended, and nothing is asked. */
const documented = (line: string, code: number): boolean =>
  /^(rebuild cancel|queries kill \S+)$/.test(line) && code === 4;

test('every command has examples, and each of them works as it stands', async () => {
  const helps = await helpsOf();
  const leaves = helps.filter((help) => !help.includes('\nCommands:\n'));
  const examplesOf = (help: string): string[] =>
    Array.from(help.matchAll(/^ {2}\$ emberlog (.+)$/gm), ([, words]) => words ?? '');
  expect(leaves.length).toBeGreaterThan(10);
  expect(leaves.filter((help) => examplesOf(help).length === 0)).toEqual([]);
  const failed: string[] = [];
  for (const line of helps.flatMap(examplesOf)) {
    const { code, stderr } = await product.emberlog(...wordsOf(line));
    if (code !== 0 && !documented(line, code)) failed.push(`${line}: ${code} ${stderr}`);
  }
  expect(failed).toEqual([]);
});
