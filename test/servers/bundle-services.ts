import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleProgram } from '../system/bundle-program.ts';

/** Names the directory with the files of the services that this run of the tests made. */
export const SERVICE_BUNDLES = 'EMBERLOG_SERVICE_BUNDLES';

const SERVICES = ['clickhouse-server', 'collector', 'dashboard', 'projector', 'query'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Around a run of vitest: makes each service one file of plain JavaScript, as node runs it. */
export const setup = async (): Promise<() => Promise<void>> => {
  const directory = await mkdtemp(join(tmpdir(), 'emberlog-services-'));
  for (const name of SERVICES) {
    const main = new URL(`../../services/${name}/src/main.ts`, import.meta.url);
    await bundleProgram(main, join(directory, `${name}.mjs`));
  }
  process.env[SERVICE_BUNDLES] = directory;
  return async () => await rm(directory, { recursive: true, force: true });
};
