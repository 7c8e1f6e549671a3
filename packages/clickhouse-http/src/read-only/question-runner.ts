import type { Engine, EngineConnection, EngineReply } from '@emberlog/clickhouse';
import { randomUUID } from 'node:crypto';
import { connected } from '../engine/connected.ts';
import { createLanes } from '../engine/lanes.ts';
import type { ResultPipe, ResultPipes } from '../engine/result-pipes.ts';
import { literal, setStatement } from '../engine/set-statement.ts';
import type { Governor } from '../governed/governor.ts';
import { isAllowedFormat, refuseFormat } from '../governed/formats.ts';
import type { Refused } from '../governed/judged.ts';
import { tellableError } from '../governed/tellable-error.ts';
import { ClickHouseError, errorReply } from '../protocol/clickhouse-error.ts';
import { intoPipe } from './into-pipe.ts';
import type { SqlLimits } from './limits.ts';
import { RefusedStatementError } from './refused-statement-error.ts';
import type { QueryBook, RunningQuery } from './running-queries.ts';

type Question = Pick<RunningQuery, 'id' | 'key' | 'statement' | 'askedAt'> & {
  readonly sql: string;
  /** What its client asked to be set. */
  readonly settings: ReadonlyMap<string, string>;
  readonly params: ReadonlyMap<string, string>;
  /** Of the answer, unless the statement names one. */
  readonly format: string;
  /** Whoever asked has gone. */
  readonly gone: AbortSignal;
};

/** An answer while the engine makes it. */
export type Answering = {
  readonly format: string;
  /** As fast as it is taken: the engine waits. Throws, at its end too, for what went wrong. */
  readonly bytes: AsyncIterable<Buffer>;
  /** What it cost, once all bytes are there. */
  readonly cost: () => Promise<EngineReply>;
};

export type RunnerOptions = {
  readonly engine: Pick<Engine, 'connect'>;
  readonly governor: Governor;
  readonly book: QueryBook;
  readonly pipes: ResultPipes;
  readonly limits: SqlLimits;
};

export type QuestionRunner = <T>(
  question: Question,
  take: (answering: Answering) => Promise<T>,
) => Promise<T>;

/** How often the engine is told again to end what does not end. */
const KILL_EVERY_MS = 500;

/**
 * Answers questions, each on a connection of its own that is thrown away: nothing that one of them does
 * to it reaches another. Rejects as soon as a question is over for who asked; its turn is given on only
 * when the engine has let go of it, so that there are never more than so many.
 */
export const createQuestionRunner = (options: RunnerOptions): QuestionRunner => {
  const { book, limits } = options;
  const { running, runningPerKey: perOwner, waiting, waitingPerKey: waitingPerOwner } = limits;
  const lanes = createLanes(running, { perOwner, waiting, waitingPerOwner });

  return async (question, take) => {
    const ended = new AbortController();
    const end = (reason: Error): void => ended.abort(reason);
    const { id, key, statement, askedAt } = question;
    const place = book.enter({ id, key, statement, askedAt }, end);
    const over = rejectedWith(ended.signal, () => place.to('ending'));
    const onGone = (): void => end(abandoned());
    question.gone.addEventListener('abort', onGone);
    if (question.gone.aborted) onGone();
    let timer = setTimeout(() => end(noTurn()), limits.waitMs);
    const work = lanes.use(
      ended.signal,
      async () => {
        clearTimeout(timer);
        timer = setTimeout(() => end(tooLong(limits.runMs)), limits.runMs);
        place.to('running');
        return await answerOn(options, question, take, ended);
      },
      key,
    );
    const settled = work.finally(() => {
      clearTimeout(timer);
      question.gone.removeEventListener('abort', onGone);
      place.leave();
    });
    return await Promise.race([settled, over]);
  };
};

const answerOn = async <T>(
  { engine, governor, pipes }: RunnerOptions,
  { sql, settings, params, format }: Question,
  take: (answering: Answering) => Promise<T>,
  over: AbortController,
): Promise<T> => {
  const ended = over.signal;
  const given = governor.settingsFor(settings);
  if (!given.allowed) throw refusal(given);
  const tag = randomUUID();
  const own = new Map([...OWN_SETTINGS, ['log_comment', tag], ...given.settings]);
  const answer = async (connection: EngineConnection, pipe: ResultPipe): Promise<T> => {
    await connection.run(setStatement(new Map([['log_comment', tag]]), new Map())).catch(tell);
    const judged = await governor.judge(sql, connection, params).catch(tell);
    if (!judged.allowed) throw refusal(judged);
    const named = judged.format ?? format;
    if (!isAllowedFormat(named)) throw refusal(refuseFormat(named));
    await connection.run(setStatement(own, params)).catch(tell);
    ended.throwIfAborted();
    const statement = intoPipe(judged, { path: pipe.path, format: named });
    const made = connection.run(statement).catch(tell);
    let isMade = false;
    const taken = take({ format: named, ...answeringOf(made, pipe.bytes, ended) });
    // Who does not want the rest must not leave the engine at it.
    taken.catch((error: unknown) => isMade || over.abort(error));
    await made.finally(() => (isMade = true)).catch(() => undefined);
    return await taken;
  };
  // Before the statement is judged: the engine runs statements for that, too.
  const stopKilling = killOnceEnded(engine, tag, ended);
  // What a connection that failed still holds is written when it closes: to nobody else's pipe.
  try {
    return await pipes.use(
      async (pipe) => await connected(engine, async (connection) => await answer(connection, pipe)),
    );
  } finally {
    stopKilling();
  }
};

/**
 * Blocks are written one after another: made at the same time, they would be held in memory. Questions
 * wait while the product's own statements run, and are nice where the system lets the engine say so.
 */
const OWN_SETTINGS = new Map([
  ['output_format_parallel_formatting', '0'],
  ['priority', '2'],
  ['os_threads_nice_value_query', '19'],
]);

const answeringOf = (
  made: Promise<EngineReply>,
  pipe: ResultPipe['bytes'],
  ended: AbortSignal,
): Omit<Answering, 'format'> => {
  // What fails before its first byte never opens the pipe.
  made.catch((error: unknown) => pipe.destroy(error as Error));
  ended.addEventListener('abort', () => pipe.destroy(ended.reason as Error), { once: true });
  return {
    bytes: (async function* () {
      let length = 0;
      for await (const chunk of pipe as AsyncIterable<Buffer>) {
        length += chunk.length;
        yield chunk;
      }
      await made;
      // No client may take a part for the whole.
      if (length !== pipe.bytesRead) throw new Error('bytes of an answer are missing');
    })(),
    cost: async () => await made,
  };
};

/** From another connection, and again and again: what has not begun to run cannot be ended yet. */
const killOnceEnded = (
  engine: Pick<Engine, 'connect'>,
  tag: string,
  ended: AbortSignal,
): (() => void) => {
  let timer: NodeJS.Timeout | undefined;
  const kill = (): void => {
    timer ??= setInterval(kill, KILL_EVERY_MS);
    connected(engine, async ({ run }) => {
      await run(`KILL QUERY WHERE Settings['log_comment'] = ${literal(tag)} ASYNC`);
    }).catch(() => undefined);
  };
  ended.addEventListener('abort', kill, { once: true });
  return () => {
    ended.removeEventListener('abort', kill);
    clearInterval(timer);
  };
};

const rejectedWith = async (signal: AbortSignal, heard: () => void): Promise<never> =>
  await new Promise((_, reject) => {
    const over = (): void => {
      heard();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', over, { once: true });
  });

const refusal = ({ message }: Refused): RefusedStatementError => new RefusedStatementError(message);

const tell = (error: unknown): never => {
  throw new Error(tellableError(errorReply(error).text), { cause: error });
};

const abandoned = (): ClickHouseError =>
  new ClickHouseError('QUERY_WAS_CANCELLED', 'Query was cancelled: its client went away');

const noTurn = (): ClickHouseError =>
  new ClickHouseError(
    'TOO_MANY_SIMULTANEOUS_QUERIES',
    'Too many simultaneous queries: there was no turn for this one, try again in a while',
  );

const tooLong = (runMs: number): ClickHouseError =>
  new ClickHouseError(
    'TIMEOUT_EXCEEDED',
    `Timeout exceeded: a query may run for ${Math.round(runMs / 1_000)} seconds`,
  );
