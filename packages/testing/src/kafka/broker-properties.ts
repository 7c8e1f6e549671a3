import { join } from 'node:path';

export type BrokerPorts = {
  readonly port: number;
  readonly controller: number;
  /** Further listeners, each of which says of itself that it is at `told`. */
  readonly hidden: readonly { readonly port: number; readonly told: number }[];
  /** A listener by TLS that wants a user. */
  readonly secured?: number;
};

/** The user of the listener by TLS, by every mechanism. */
export const BROKER_USER = { username: 'emberlog', password: 'a:secret-word' } as const;
export const KEYSTORE_PASSWORD = 'of-a-test';

/** Settings of a broker of one node; with the certificate of `makeCertificate` where it has TLS. */
export const brokerProperties = (directory: string, ports: BrokerPorts): string => {
  const { port, controller, hidden, secured } = ports;
  const listeners = [
    ['PLAINTEXT', port, port],
    ['CONTROLLER', controller, null],
    ...hidden.map((each, n) => [`HIDDEN${n}`, each.port, each.told] as const),
    ...(secured === undefined ? [] : [['SECURED', secured, secured] as const]),
  ] as const;
  const at = (name: string, where: number): string => `${name}://127.0.0.1:${where}`;
  return `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=${listeners.map(([name, own]) => at(name, own)).join(',')}
advertised.listeners=${listeners.flatMap(([name, , said]) => (said == null ? [] : [at(name, said)])).join(',')}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SECURED:SASL_SSL${hidden.map((_, n) => `,HIDDEN${n}:PLAINTEXT`).join('')}
${secured === undefined ? '' : security(directory)}
log.dirs=${join(directory, 'data')}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
`;
};

const security = (directory: string): string => {
  const { username, password } = BROKER_USER;
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  return `
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
listener.name.secured.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_${username}="${password}";
listener.name.secured.scram-sha-256.sasl.jaas.config=${scram}
listener.name.secured.scram-sha-512.sasl.jaas.config=${scram}
ssl.keystore.type=PKCS12
ssl.keystore.location=${join(directory, 'broker.p12')}
ssl.keystore.password=${KEYSTORE_PASSWORD}
`;
};
