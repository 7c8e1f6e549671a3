import { openEngine, type Engine, type EngineConnection } from '@emberlog/clickhouse';
import { temporaryDirectory } from '@emberlog/testing';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setStatement } from '../../engine/set-statement.ts';
import { createGovernor } from '../create-governor.ts';
import type { GovernedView, Governor } from '../governor.ts';
import type { Judged } from '../judged.ts';
import type { PortLimits } from '../port-limits.ts';
import { refusedBy } from '../refuse.ts';

/** What no answer may hold: a row's, a view's, a file's and the environment's. */
export const SECRETS = {
  actor: 'MARKER-ACTOR-7f3a',
  key: 'MARKER-KEY-91bc',
  file: 'MARKER-FILE-44d0',
  environment: 'MARKER-ENV-c2e8',
  other: 'MARKER-OTHER-5512',
} as const;

const VIEWS: readonly GovernedView[] = [
  { name: 'items' },
  { name: 'votes' },
  {
    name: 'trending',
    takes: [{ name: 'as_of' }, { name: 'half_life_hours' }],
    columns: [
      { name: 'item', type: 'String', comment: 'its id' },
      { name: 'score', type: 'Float64', comment: "votes, decayed; the site's own unit" },
    ],
  },
];

const TABLES = [
  'CREATE DATABASE emberlog',
  `CREATE TABLE emberlog.items (item String, title String, listed_at DateTime64(3, 'UTC'))
   ENGINE = MergeTree ORDER BY item`,
  `CREATE TABLE emberlog.votes (item String, actor String, effective_at DateTime64(3, 'UTC'))
   ENGINE = MergeTree ORDER BY item`,
  `INSERT INTO emberlog.items SELECT concat('paper/', toString(number)), concat('Title ', toString(number)),
   toDateTime64('2026-01-01 00:00:00', 3, 'UTC') + number FROM numbers(100)`,
  `INSERT INTO emberlog.votes SELECT concat('paper/', toString(number % 100)),
   concat('${SECRETS.actor}-', toString(number)), toDateTime64('2026-01-02 00:00:00', 3, 'UTC') + number
   FROM numbers(1000)`,
  'CREATE TABLE default.hidden (secret String) ENGINE = MergeTree ORDER BY secret',
  `INSERT INTO default.hidden SELECT '${SECRETS.other}'`,
  `CREATE VIEW default.items AS SELECT item, title, listed_at FROM emberlog.items COMMENT 'one paper'`,
  `CREATE VIEW default.votes AS SELECT item, sipHash64(actor, '${SECRETS.key}') AS voter,
   effective_at FROM emberlog.votes`,
  `CREATE VIEW default.trending AS SELECT item, count() * exp2(-{half_life_hours:Float64}) AS score
   FROM emberlog.votes WHERE effective_at <= {as_of:DateTime64(3, 'UTC')} GROUP BY item`,
];

type Answer = {
  /** Number of the error, or 0. */
  readonly code: number;
  /** What a client would read: the answer, or the error. */
  readonly text: string;
  /** Whether the engine was asked for it. */
  readonly ran: boolean;
};

export type GovernedEngine = {
  readonly engine: Engine;
  readonly governor: Governor;
  /** Judges and runs on a connection of its own, as the port does. */
  readonly ask: (
    sql: string,
    params?: Readonly<Record<string, string>>,
    settings?: Readonly<Record<string, string>>,
  ) => Promise<Answer>;
  /** What the governor says of it, on a connection of its own. */
  readonly judged: (sql: string) => Promise<Judged>;
  /** Beside the governor, as who owns the engine. */
  readonly own: (sql: string) => Promise<string>;
  /** Files of the directory that are none of the engine's. */
  readonly files: () => Promise<readonly string[]>;
  /** A file with a secret in it. */
  readonly secretFile: string;
  readonly close: () => Promise<void>;
};

/** An engine with stand-ins for the catalogue, and secrets around them. */
export const openGovernedEngine = async (
  limits: Partial<PortLimits> = {},
): Promise<GovernedEngine> => {
  const directory = await temporaryDirectory();
  const secretFile = join(directory.path, 'secret.csv');
  await writeFile(secretFile, `${SECRETS.file}\n`);
  const engine = await openEngine({ path: join(directory.path, 'clickhouse') });
  const governor = createGovernor({ views: VIEWS, limits });
  const owner = engine.connect();
  for (const sql of TABLES) await owner.run(sql);
  await governor.prepare(owner);
  return {
    engine,
    governor,
    ask: async (sql, params = {}, settings = {}) => {
      const given = new Map(Object.entries(params));
      const governed = governor.settingsFor(new Map(Object.entries(settings)));
      if (!governed.allowed) return { code: governed.code, text: governed.message, ran: false };
      const connection = engine.connect();
      try {
        const judged = await governor.judge(sql, connection, given);
        if (!judged.allowed) return { code: judged.code, text: judged.message, ran: false };
        return await answerOf(connection, [setStatement(governed.settings, given), judged.sql]);
      } finally {
        connection.close();
      }
    },
    judged: async (sql) => {
      const connection = engine.connect();
      try {
        return await governor.judge(sql, connection);
      } finally {
        connection.close();
      }
    },
    own: async (sql) => Buffer.from((await owner.run(sql)).bytes).toString(),
    files: async () => (await readdir(directory.path)).sort(),
    secretFile,
    close: async () => {
      owner.close();
      engine.close();
      await directory.remove();
    },
  };
};

const answerOf = async (
  { run }: EngineConnection,
  [settings, sql]: readonly [string, string],
): Promise<Answer> => {
  try {
    await run(settings);
    const { bytes } = await run(sql);
    return { code: 0, text: Buffer.from(bytes).toString(), ran: true };
  } catch (error) {
    const { code, message } = refusedBy(error);
    return { code, text: message, ran: true };
  }
};
