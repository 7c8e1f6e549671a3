import type { EngineConnection } from '@emberlog/clickhouse';
import { ClickHouseError } from '../protocol/clickhouse-error.ts';
import { literal, setStatement } from '../engine/set-statement.ts';
import { tokensOf } from '../statement/tokens.ts';
import { answeringText } from './answers.ts';
import { clientSettings } from './client-settings.ts';
import { isAllowedFunction } from './functions/is-allowed-function.ts';
import type { GovernedView, Governor } from './governor.ts';
import { appliedFunctions, commonTables, isWord } from './hidden-names.ts';
import { judgeRoot } from './judge-root.ts';
import { unknownTable, type Unsettled } from './judge-tree.ts';
import type { Judged, Refused } from './judged.ts';
import { namesOf, type Names } from './names.ts';
import { DEFAULT_LIMITS, judgingSettings, type PortLimits } from './port-limits.ts';
import { readWords, type Words } from './read-words.ts';
import { refuse, refusedBy } from './refuse.ts';
import { showStatement } from './show-statement.ts';
import { withStandIns } from './stand-ins.ts';
import { readSyntaxTree, type SyntaxNode } from './syntax-tree.ts';
import { prepareSystemTables } from './system-tables.ts';

export type GovernorOptions = {
  /** All that can be read, in the database `default`. */
  readonly views: readonly GovernedView[];
  /** What is not said is as in `DEFAULT_LIMITS`. */
  readonly limits?: Partial<PortLimits>;
};

/** A governor of statements that read these views. */
export const createGovernor = ({ views, limits = {} }: GovernorOptions): Governor => {
  const within = { ...DEFAULT_LIMITS, ...limits };
  const names = namesOf(views);
  return {
    prepare: async (connection) => {
      await prepareSystemTables(connection, views);
    },
    settingsFor: (asked) => clientSettings(within, asked),
    judge: async (sql, connection, params = new Map()) => {
      try {
        const words = readWords(sql, within.queryBytes, params);
        if ('allowed' in words) return words;
        await connection.run(setStatement(judgingSettings(within), params));
        return await judgeWords(words, connection, names);
      } catch (error) {
        return refusedBy(error);
      }
    },
  };
};

const judgeWords = async (
  sent: Words,
  connection: EngineConnection,
  names: Names,
): Promise<Judged> => {
  const text = withStandIns(sent.text, sent.tokens);
  const words = text === sent.text ? sent : { text, tokens: [...tokensOf(text)] };
  const { root, printed } = await treeOf(words, connection);
  if (isWord(words.tokens[0], 'SHOW')) return judgeShow(sent);
  const verdict = judgeRoot(root, names);
  if ('allowed' in verdict) return verdict;
  const refused = await judgeUnsettled(verdict, words, connection, names);
  return (
    refused ?? {
      allowed: true,
      sql: answeringText(verdict, words, printed),
      format: verdict.format,
    }
  );
};

const EXPLAIN = 'EXPLAIN AST ';

/** The engine counts from the beginning of what it was given. */
const positioned = (message: string): string =>
  message.replace(/(failed at position )(\d+)/, (_, words: string, at: string) =>
    [words, Number(at) - EXPLAIN.length].join(''),
  );

const FORGED = 'Syntax error: a quoted name looks like a part of a syntax tree';

/** Bytes; reading more of them would hold up whoever else this process answers. */
const MOST_PRINTED = 4_194_304;

/** Nothing of the statement runs for this, whatever it says. Rejects with the engine's error. */
const treeOf = async (
  { text }: Words,
  { run }: EngineConnection,
): Promise<{ readonly root: SyntaxNode; readonly printed: string }> => {
  const { bytes } = await run(`${EXPLAIN}${utf8(text)}`, 'TSVRaw').catch((error: unknown) => {
    throw new Error(positioned(error instanceof Error ? error.message : ''), { cause: error });
  });
  if (bytes.byteLength > MOST_PRINTED) {
    throw new ClickHouseError('TOO_BIG_AST', `The syntax tree has more than ${MOST_PRINTED} bytes`);
  }
  const printed = Buffer.from(bytes).toString();
  const root = readSyntaxTree(printed);
  if (root === null) throw new ClickHouseError('SYNTAX_ERROR', FORGED);
  return { root, printed };
};

const judgeShow = ({ text, tokens }: Words): Judged => {
  const shown = showStatement(text, tokens);
  if (shown === null) return refuse('ACCESS_DENIED', 'This SHOW is not answered here');
  return { allowed: true, ...shown };
};

/** Settles what the tree leaves out: which functions `APPLY` is given, and what is behind bare names. */
const judgeUnsettled = async (
  { sources, members, applied, withElements }: Unsettled,
  { text, tokens }: Words,
  connection: EngineConnection,
  names: Names,
): Promise<Refused | null> => {
  const functions = applied === 0 ? [] : appliedFunctions(text, tokens);
  if (functions.length !== applied || !functions.every(isAllowedFunction)) {
    return refuse('ACCESS_DENIED', 'APPLY is given functions by name here, and allowed ones only');
  }
  const common = commonTables(text, tokens);
  const known = common.length === withElements ? new Set(common) : new Set<string>();
  const unknown = [...sources].find((name) => !known.has(name));
  if (unknown !== undefined) return unknownTable(unknown);
  const hidden = await undocumented([...sources, ...members], connection, names);
  return hidden === null ? null : unknownTable(hidden);
};

/** One of the names that a table of `default` has which is no view of the port's. */
const undocumented = async (
  bare: readonly string[],
  { run }: EngineConnection,
  { tables }: Names,
): Promise<string | null> => {
  if (bare.length === 0) return null;
  const { bytes } = await run(
    `SELECT name FROM system.tables WHERE database IN ('default', '')
     AND name IN (${bare.map(literal).join(', ')})`,
    'JSONCompactEachRow',
  );
  const found = Buffer.from(bytes)
    .toString()
    .split('\n')
    .filter((line) => line !== '');
  return (
    found.flatMap((line) => JSON.parse(line) as string[]).find((name) => !tables.has(name)) ?? null
  );
};

const utf8 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString();
