import type { Engine, EngineConnection, EngineReply } from '@emberlog/clickhouse';
import { randomUUID } from 'node:crypto';
import type { Statement } from '../statement/statement.ts';
import { connected } from './connected.ts';
import { createLanes } from './lanes.ts';
import { identifier, literal, setStatement } from './set-statement.ts';
import type { Spool } from './spool.ts';

/** A statement with all that was sent along. */
type Task = {
  readonly statement: Statement;
  readonly settings: ReadonlyMap<string, string>;
  readonly params: ReadonlyMap<string, string>;
  readonly database: string | null;
  /** Of the answer, unless the statement names one. */
  readonly format: string;
  /** Whoever asked has gone: what only reads is ended, what writes goes on. */
  readonly gone: AbortSignal;
};

type Setting = readonly [name: string, text: string];

export type StatementRunner = {
  readonly run: (task: Task) => Promise<EngineReply>;
  /** Ends what runs, as far as the engine lets it. */
  readonly killAll: () => Promise<void>;
};

/**
 * Runs every statement on a connection of its own, so that settings, parameters, the database and
 * temporary tables of one are never those of another. What writes runs one after another.
 */
export const createStatementRunner = ({
  engine,
  spool,
  readers,
}: {
  readonly engine: Engine;
  readonly spool: Spool;
  readonly readers: number;
}): StatementRunner => {
  const lanes = {
    read: createLanes(readers),
    write: createLanes(1),
    control: createLanes(1),
  } satisfies Record<Statement['kind'], unknown>;

  const kill = async (condition: string): Promise<void> => {
    await connected(engine, async ({ run }) => {
      await run(`KILL QUERY WHERE ${condition} ASYNC`);
    });
  };
  return {
    run: async (task) => {
      const { kind } = task.statement;
      return await lanes[kind].use(task.gone, async () => {
        const tag = randomUUID();
        const end = (): void => {
          kill(`startsWith(Settings['log_comment'], ${literal(tag)})`).catch(() => undefined);
        };
        if (kind === 'read') task.gone.addEventListener('abort', end, { once: true });
        try {
          return await connected(engine, async ({ run }) => await runTagged(task, tag, run, spool));
        } finally {
          task.gone.removeEventListener('abort', end);
        }
      });
    },
    killAll: async () => {
      await kill(`Settings['log_comment'] != ''`);
    },
  };
};

const runTagged = async (
  { statement, settings, params, database, format, gone }: Task,
  tag: string,
  run: EngineConnection['run'],
  spool: Spool,
): Promise<EngineReply> => {
  if (database !== null) await run(`USE ${identifier(database)}`);
  const comment = [tag, settings.get('log_comment') ?? ''].join(' ').trim();
  const bounds = statement.kind === 'read' ? READ_SETTINGS : [];
  const own = new Map([...SETTINGS, ...bounds, ...settings, ['log_comment', comment]]);
  await run(setStatement(own, params));
  const { sql, rows } = statement;
  // What would have ended it found nothing to end.
  if (statement.kind === 'read') gone.throwIfAborted();
  if (rows === null) return await run(sql, format);
  return await spool.use(
    rows.bytes,
    async (path) => await run(`${rows.before} FROM INFILE ${literal(path)} ${rows.after}`, format),
  );
};

/** A statement may be as long as a body; `1 + 1` is none, as on a server. */
const SETTINGS: readonly Setting[] = [
  ['max_query_size', '0'],
  ['implicit_select', '0'],
];

/** What reads must not hold a lane, or the memory, for ever: seconds and bytes. */
const READ_SETTINGS: readonly Setting[] = [
  ['max_execution_time', '30'],
  ['max_memory_usage', '2000000000'],
  ['max_result_bytes', '268435456'],
  ['result_overflow_mode', 'throw'],
];
