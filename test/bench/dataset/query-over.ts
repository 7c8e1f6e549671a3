import {
  modelEnds,
  readServedModel,
  type Database,
  type ParameterValue,
  type Query,
} from '@emberlog/clickhouse';
import { TOPICS, type EventLog } from '@emberlog/event-log';
import { createQuery } from '@emberlog/query';
import { createHttpApp, createLogger, createSealer, createSigner } from '@emberlog/service-kit';

/** A statement that was run. */
export type Ran = { readonly query: AnyQuery; readonly params: Parameters };
type Parameters = Readonly<Record<string, ParameterValue>>;
type AnyQuery = Query<Parameters, unknown>;

export type QueryOver = {
  readonly app: ReturnType<typeof createHttpApp>;
  /** The statements run since the last call. */
  readonly ran: () => readonly Ran[];
};

const SECRET = new Uint8Array(32).fill(9);

/** The query service over tables without a log: it is told that the log ends where they do. */
export const createQueryOver = async (
  { reader, revision }: Database,
  clock: () => number,
): Promise<QueryOver> => {
  const ends = await reader.query(modelEnds, {});
  const bounds = TOPICS.flatMap((topic) =>
    [0, 1, 2, 3].map((partition) => {
      const held = ends.find((row) => `emberlog.${row.topic}` === topic && row.kp === partition);
      return { topic, partition, first: 0, end: (held?.last ?? -1) + 1 };
    }),
  );
  const log: Pick<EventLog, 'bounds' | 'read'> = {
    bounds: () => Promise.resolve(bounds),
    read: () => Promise.resolve(null),
  };
  let ran: Ran[] = [];
  const made = await readServedModel(reader);
  const logger = createLogger({ name: 'bench', level: 'silent' });
  const { routes } = createQuery({
    reader: {
      query: async (query, params) => {
        ran.push({ query: query, params });
        return await reader.query(query, params);
      },
    },
    log,
    sealer: createSealer({ secret: SECRET, purpose: 'position' }),
    cursorSigner: createSigner({ secret: SECRET, purpose: 'cursor' }),
    clock,
    logger,
    // Known without asking, as where the projector is in the same process.
    readModel: () => Promise.resolve(made),
    revision,
  });
  const app = createHttpApp({ logger });
  app.route('/', routes);
  return {
    app,
    ran: () => {
      const all = ran;
      ran = [];
      return all;
    },
  };
};

const TIMES = /^(as_of|earlier|since|votes_since|(listed|votes)_(from|to)_(as_of|earlier))$/;

/** A statement as it would be at another time; `byMs` later. */
export const shifted = ({ query, params }: Ran, byMs: number): Ran => ({
  query,
  params: Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      TIMES.test(name) && typeof value === 'number' && value > 0 ? value + byMs : value,
    ]),
  ),
});

/** Runs statements all at once, as the service does. */
export const run = async ({ reader }: Database, statements: readonly Ran[]): Promise<void> => {
  await Promise.all(statements.map(async ({ query, params }) => await reader.query(query, params)));
};
