import type { RunningClickHouse } from '../clickhouse/find-clickhouse.ts';
import { describeContainer } from './testcontainers.ts';

/** The image of the server. */
export const clickhouseImage = (): string =>
  process.env['EMBERLOG_CLICKHOUSE_IMAGE'] ?? 'clickhouse/clickhouse-server:25.8';

/** A ClickHouse server in a container, on a port the Docker daemon chose. */
export const startClickHouseContainer = async (): Promise<RunningClickHouse> => {
  const { container: described, Wait } = await describeContainer(clickhouseImage());
  const container = await described
    .withExposedPorts(8123)
    .withEnvironment({ CLICKHOUSE_USER: 'tests', CLICKHOUSE_PASSWORD: 'tests' })
    .withWaitStrategy(Wait.forHttp('/ping', 8123))
    .start();
  return {
    url: `http://tests:tests@${container.getHost()}:${container.getMappedPort(8123)}`,
    stop: async () => {
      await container.stop({ timeout: 5_000 });
    },
  };
};
