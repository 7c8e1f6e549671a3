import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@emberlog/testing';
import { z } from 'zod';
import { freePort } from '../system/product.ts';
import { PROMETHEUS_FILES } from './files.ts';

/** A real Prometheus that scrapes one process. */
export type Prometheus = {
  /** The values an expression has now, one a series; throws what Prometheus says against it. */
  readonly query: (expr: string) => Promise<readonly number[]>;
  readonly rules: () => Promise<readonly Rule[]>;
  readonly stop: () => Promise<void>;
};

type Rule = z.infer<typeof rule>;

const rule = z.object({ name: z.string(), health: z.string(), state: z.string() });
const vector = z.object({
  status: z.literal('success'),
  data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
});
const rules = z.object({ data: z.object({ groups: z.array(z.object({ rules: z.array(rule) })) }) });

const configOf = (target: string): string => `
global: { scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms }
rule_files: ['${join(PROMETHEUS_FILES, 'alerts.yml')}']
scrape_configs:
  - job_name: standalone
    static_configs: [{ targets: ['${target}'] }]
`;

export const startPrometheus = async (target: string): Promise<Prometheus> => {
  const directory = await temporaryDirectory();
  const config = join(directory.path, 'prometheus.yml');
  await writeFile(config, configOf(target));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(directory.path, 'data')}`,
      `--web.listen-address=${address}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const exited = once(child, 'exit');
  const ask = async (path: string): Promise<unknown> =>
    await (await fetch(`http://${address}/api/v1/${path}`)).json();
  return {
    query: async (expr) => {
      const answer = await ask(`query?query=${encodeURIComponent(expr)}`);
      const { data } = vector.parse(answer, { error: () => JSON.stringify(answer) });
      return data.result.map(({ value: [, value] }) => Number(value));
    },
    rules: async () => rules.parse(await ask('rules')).data.groups.flatMap((group) => group.rules),
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
      await directory.remove();
    },
  };
};
