/** The collector as the product serves it, over a log that keeps nothing. */
import { POSITION_PURPOSE } from '@emberlog/api';
import { createCollector } from '@emberlog/collector';
import { partitionOf, type EventLog } from '@emberlog/event-log';
import {
  createHttpApp,
  createKeyring,
  createLogger,
  createPseudonymiser,
  createSealer,
  hashKey,
  listen,
} from '@emberlog/service-kit';
import { answerParent } from './answer-parent.ts';

const PARTITIONS = 4;
const secret = new Uint8Array(32).fill(7);
const [key = ''] = process.argv.slice(2);

let appended = 0;
const log: Pick<EventLog, 'append' | 'bounds'> = {
  append: (records) =>
    Promise.resolve(
      records.map(({ topic, key: item }) => {
        appended += 1;
        return { topic, partition: partitionOf(item, PARTITIONS), offset: appended };
      }),
    ),
  bounds: () => Promise.resolve([]),
};

const logger = createLogger({ name: 'bench', level: 'warn' });
const collector = await createCollector({
  log: log as EventLog,
  keyring: createKeyring([{ id: 'bench', scopes: ['write'], sha256: hashKey(key) }], {}),
  sealer: createSealer({ secret, purpose: POSITION_PURPOSE }),
  pseudonymise: createPseudonymiser({ secret, purpose: 'emberlog actor' }),
  clock: Date.now,
  logger,
});
const app = createHttpApp({ logger });
app.route('/', collector.routes);
const { port } = await listen(app, { host: '127.0.0.1', port: 0, logger });
answerParent(port);
