import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { showProgress } from '@emberlog/terminal';
import { hardwareLine, readHardware } from '../../bench/framework/hardware.ts';
import { bundleProgram } from '../../system/bundle-program.ts';
import { fillWorld } from '../kills/fill-world.ts';
import { readEvents } from '../kills/read-events.ts';
import { openLog } from '../world/open-parts.ts';
import { SCALE_NOW, type ScaleFigures, type ScaleOrder } from './scale-order.ts';
import { zonedReaders, ZONES } from './zoned-readers.ts';

// `npm run bench:digest -- --readers 100000 --due 20000 --papers 50 --concurrency 8 --profile DIR`.
const { values } = parseArgs({
  options: {
    readers: { type: 'string', default: '100000' },
    due: { type: 'string' },
    papers: { type: 'string', default: '50' },
    concurrency: { type: 'string', default: '4' },
    profile: { type: 'string' },
  },
});
const readers = Number(values.readers);
const due = Number(values.due ?? values.readers);
const [papers, concurrency] = [Number(values.papers), Number(values.concurrency)];
const hardware = readHardware();
console.log(
  `${readers} readers, ${due} of them due, in ${ZONES.length} zones, ${papers} papers; ${hardwareLine(hardware)}`,
);

const showCount = (what: string, of: number) =>
  showProgress<number>({
    stream: process.stderr,
    clock: Date.now,
    extent: (at) => ({ at, of }),
    words: (at, { perSecond, secondsLeft }) =>
      `${at} of ${of} ${what}, ${perSecond(at)} a second, ${secondsLeft ?? '?'} s left`,
  });

const children = new Set<ChildProcessByStdio<null, Readable, null>>();
const start = async (name: string, args: readonly string[], flags: readonly string[] = []) => {
  const program = join(directory, `${name}.mjs`);
  await bundleProgram(new URL(`${name}.ts`, import.meta.url), program);
  const child = spawn(process.execPath, [...flags, program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  return child;
};
const sizeOf = async (path: string): Promise<number> => {
  const names = await readdir(path);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(path, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
};

const directory = await mkdtemp(join(tmpdir(), 'emberlog-scale-'));
// Where a sync costs nothing; what is measured runs on the disk.
const fast = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const filled = await mkdtemp(join(fast, 'emberlog-scale-'));
try {
  const filling = showCount('entered', readers);
  await fillWorld(filled, zonedReaders(readers, due, SCALE_NOW), filling.update);
  filling.stop();
  const world = join(directory, 'world');
  await cp(filled, world, { recursive: true });
  const logBefore = await sizeOf(join(world, 'log'));

  const sink = await start('mail-sink', []);
  const words = createInterface({ input: sink.stdout });
  const [port] = (await once(words, 'line')) as [string];
  const sending = showCount('mails', due);
  let came = { mails: 0, bytes: 0 };
  words.on('line', (line) => {
    came = JSON.parse(line) as typeof came;
    sending.update(came.mails);
  });

  const order: ScaleOrder = { directory: world, port: Number(port), papers, concurrency };
  const flags =
    values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`];
  const sender = await start('scale-program', [JSON.stringify(order)], flags);
  let figures: ScaleFigures | null = null;
  for await (const line of createInterface({ input: sender.stdout }))
    figures = JSON.parse(line) as ScaleFigures;
  await once(words, 'line');
  sending.stop();
  sink.kill();
  if (figures === null) throw new Error('the process that sends said nothing');

  const log = openLog(world, Date.now);
  const records = await readEvents(log);
  await log.close();
  const sent = records.filter(
    ({ type, data }) => type === 'digest.sent' && data.outcome === 'sent',
  ).length;
  const { startMs, sendMs, sendCpuMs, idleRoundMs, rssAtStart, rssMost } = figures;
  const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits));
  const table = {
    'mails taken by the server': came.mails,
    'readers with a record of sent': sent,
    'mails a second': rounded(sent / (sendMs / 1_000)),
    'seconds for all': rounded(sendMs / 1_000),
    'CPU ms a mail': rounded(sendCpuMs / sent, 2),
    'bytes a mail': Math.round(came.bytes / came.mails),
    'bytes of log a mail': Math.round(((await sizeOf(join(world, 'log'))) - logBefore) / sent),
    'start of the journal, ms': Math.round(startMs),
    'idle round, ms': rounded(idleRoundMs),
    'resident at the start, MiB': Math.round(rssAtStart / 2 ** 20),
    'resident at most, MiB': Math.round(rssMost / 2 ** 20),
  };
  for (const [name, value] of Object.entries(table))
    console.log(`${name.padEnd(32)}${String(value).padStart(10)}`);
  console.log(JSON.stringify({ readers, due, papers, concurrency, hardware, ...table }));
  process.exitCode = sent === due && came.mails === due ? 0 : 1;
} finally {
  for (const child of children) child.kill();
  await rm(directory, { recursive: true, force: true });
  await rm(filled, { recursive: true, force: true });
}
