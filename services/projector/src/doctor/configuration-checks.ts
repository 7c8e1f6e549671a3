import type { KafkaLogOptions } from '@emberlog/event-log/kafka';
import type { Check, Finding } from './finding.ts';

/** What of the configuration a doctor can tell the smell of. */
export type KnownConfiguration = {
  readonly host: string;
  readonly logLevel: string;
  /** Null on the embedded log. */
  readonly kafka: KafkaLogOptions | null;
  /** Null on the embedded engine. */
  readonly clickhouseUrl: string | null;
  /** Whether simulated readers vote. */
  readonly demo: boolean;
};

/** What is allowed, and will be regretted. */
export const configurationCheck = (of: KnownConfiguration): Check => ({
  name: 'configuration',
  isThorough: false,
  look: async () => await Promise.resolve(smells(of)),
});

const smells = (of: KnownConfiguration): readonly Finding[] =>
  [...kafkaSmells(of), ...clickhouseSmells(of), ...ownSmells(of)].map((smell) => ({
    level: 'warning',
    ...smell,
  }));

type Smell = Omit<Finding, 'level'>;

const kafkaSmells = ({ kafka }: KnownConfiguration): readonly Smell[] => {
  if (kafka === null) return [];
  const smells: Smell[] = [];
  if ((kafka.replicationFactor ?? 1) === 1) {
    smells.push({
      what: 'topics have one copy (KAFKA_REPLICATION_FACTOR is 1)',
      means: 'a broker whose disk dies takes accepted events with it',
      mend: 'Set KAFKA_REPLICATION_FACTOR to 3 on a cluster of three brokers or more, before the topics are made',
    });
  }
  if (kafka.sasl !== undefined && kafka.tls !== true && kafka.sasl.mechanism === 'plain') {
    smells.push({
      what: 'the password of Kafka is sent in clear (KAFKA_SASL is plain, KAFKA_TLS is off)',
      means: 'whoever listens on the network can read and write the log',
      mend: 'Set KAFKA_TLS=on',
    });
  }
  return smells;
};

const clickhouseSmells = ({ clickhouseUrl }: KnownConfiguration): readonly Smell[] => {
  if (clickhouseUrl === null) return [];
  const { protocol, hostname, password } = new URL(clickhouseUrl);
  if (protocol !== 'http:' || password === '' || isLoopback(hostname)) return [];
  return [
    {
      what: 'the password of ClickHouse is sent in clear (CLICKHOUSE_URL is http)',
      means: 'whoever listens on the network can change the tables',
      mend: 'Give CLICKHOUSE_URL with https, or keep that network to these services',
    },
  ];
};

const ownSmells = ({ host, logLevel, demo }: KnownConfiguration): readonly Smell[] => {
  const smells: Smell[] = [];
  if (logLevel === 'debug' || logLevel === 'trace') {
    smells.push({
      what: `LOG_LEVEL is ${logLevel}`,
      means: 'every request is several lines of the log',
      mend: 'Set LOG_LEVEL=warn or info',
    });
  }
  if (demo && !isLoopback(host)) {
    smells.push({
      what: 'the demo with its simulated readers can be reached from other machines',
      means: 'somebody may take simulated votes for real ones',
      mend: 'Set EMBERLOG_DEMO=off and another EMBERLOG_DATA_DIR for real data',
    });
  }
  return smells;
};

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || host.startsWith('127.');
