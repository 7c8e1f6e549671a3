import type { Readable } from 'node:stream';
import type { RunningKafka } from '../kafka/find-kafka.ts';
import { describeContainer } from './testcontainers.ts';

/** The image of the broker. */
export const kafkaImage = (): string => process.env['EMBERLOG_KAFKA_IMAGE'] ?? 'apache/kafka:4.1.1';

const LONGEST_START_MS = 120_000;
const START_SCRIPT = '/tmp/start-broker.sh';

const SETTINGS = {
  CLUSTER_ID: '5L6g3nShT-eMCtK--X86sw',
  KAFKA_NODE_ID: '1',
  KAFKA_PROCESS_ROLES: 'broker,controller',
  KAFKA_LISTENERS: 'OUTSIDE://0.0.0.0:9092,INSIDE://127.0.0.1:9094,CONTROLLER://127.0.0.1:9093',
  KAFKA_CONTROLLER_QUORUM_VOTERS: '1@127.0.0.1:9093',
  KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
  KAFKA_INTER_BROKER_LISTENER_NAME: 'INSIDE',
  KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'OUTSIDE:PLAINTEXT,INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT',
  KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
  KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '1',
  KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
  KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
  KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: '1',
  KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: '1',
  KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
  KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
  KAFKA_HEAP_OPTS: '-Xms128m -Xmx256m',
};

/** A broker of one node in a container, on a port the Docker daemon chose. */
export const startKafkaContainer = async (): Promise<RunningKafka> => {
  const { container: described, Wait } = await describeContainer(kafkaImage());
  // A broker tells its clients its address, and the daemon chooses the port when the container
  // starts: so the broker waits in there for a script that names both.
  const container = await described
    .withExposedPorts(9092)
    .withEnvironment(SETTINGS)
    .withEntrypoint(['bash', '-c'])
    .withCommand([
      `echo waiting; until [ -x ${START_SCRIPT} ]; do sleep 0.05; done; exec ${START_SCRIPT}`,
    ])
    .withWaitStrategy(Wait.forLogMessage('waiting'))
    .start();
  const stop = async (): Promise<void> => {
    await container.stop({ timeout: 5_000 });
  };
  try {
    const brokers = `${container.getHost()}:${container.getMappedPort(9092)}`;
    const content =
      '#!/bin/bash\n' +
      `export KAFKA_ADVERTISED_LISTENERS=OUTSIDE://${brokers},INSIDE://127.0.0.1:9094\n` +
      'exec /etc/kafka/docker/run\n';
    await container.copyContentToContainer([{ content, target: START_SCRIPT, mode: 0o755 }]);
    await untilWritten(await container.logs(), 'Kafka Server started');
    return { brokers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const untilWritten = async (logs: Readable, message: string): Promise<void> => {
  // Its timer keeps this process alive, which the stream of logs does not.
  const timer = setTimeout(() => {
    logs.destroy(new Error(`the broker did not start in ${LONGEST_START_MS} ms`));
  }, LONGEST_START_MS);
  let text = '';
  try {
    for await (const chunk of logs) {
      text += String(chunk);
      if (text.includes(message)) return;
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`the broker ended before it started:\n${text}`);
};
