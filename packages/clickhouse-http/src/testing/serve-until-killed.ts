import { serveClickHouse } from '../read-write/serve-clickhouse.ts';

/** Serves the directory it is given until it is killed; says its address, or why not. */
const [path = ''] = process.argv.slice(2);
try {
  const { url } = await serveClickHouse({ path, host: '127.0.0.1', port: 0 });
  process.stdout.write(`${url}\n`);
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : 'failed'}\n`);
  process.exit(1);
}
