import type { RequestListener } from 'node:http';
import { arrived } from '../protocol/arrived.ts';
import { readCall } from '../protocol/call.ts';
import { ClickHouseError, errorReply } from '../protocol/clickhouse-error.ts';
import type { InFlight } from '../protocol/in-flight.ts';
import { statementExchanges, type Exchange } from '../protocol/statement-exchanges.ts';
import { whenGone } from '../protocol/when-gone.ts';
import type { EndedQuery, Outcome } from './ended-query.ts';
import type { SqlLimits } from './limits.ts';
import type { QuestionRunner } from './question-runner.ts';
import { RefusedStatementError } from './refused-statement-error.ts';
import { sendAnswer } from './send-answer.ts';
import { shownStatement } from './shown-statement.ts';
import { keyOf, type Authenticate } from './sql-key.ts';

export type SqlListenerOptions = {
  readonly ask: QuestionRunner;
  readonly authenticate: Authenticate;
  readonly inFlight: InFlight;
  readonly limits: SqlLimits;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  readonly onEnded: (query: EndedQuery) => void;
};

/** Answers every request of the SQL port, and tells of each that came with a key. */
export const createSqlListener = (options: SqlListenerOptions): RequestListener =>
  statementExchanges(async (exchange) => {
    const { request, response, parameters, queryId } = exchange;
    const key = keyOf(request.headers, parameters, options.authenticate);
    const told = { id: queryId, key, statement: '' };
    const started = performance.now();
    const seconds = (): number => (performance.now() - started) / 1_000;
    const gone = whenGone(response);
    try {
      const answer = await answerOne(options, exchange, { gone, told });
      options.onEnded({ ...told, ...answer, outcome: 'answered', code: null, seconds: seconds() });
    } catch (error) {
      const { code } = errorReply(error);
      const outcome = outcomeOf(error, code, gone.aborted);
      options.onEnded({ ...told, ...NOTHING, outcome, code, seconds: seconds() });
      // Where a part of the answer was sent, its sender tells the error at its end.
      if (!response.headersSent) throw error;
    }
  });

const NOTHING = { rowsRead: null, bytesRead: null, rowsReturned: null, bytesReturned: null };

const answerOne = async (
  { ask, inFlight, limits, clock }: SqlListenerOptions,
  { request, response, parameters, queryId }: Exchange,
  { gone, told }: { readonly gone: AbortSignal; readonly told: { key: string; statement: string } },
) => {
  const place = inFlight.enter(told.key);
  try {
    const rules = { maxBytes: limits.bodyBytes, take: place.take, refused: ['role'] };
    const reading = readCall(request, parameters, rules);
    const { statement, settings, params, database, format } = await arrived(reading, limits.bodyMs);
    if (statement === null) throw new ClickHouseError('SYNTAX_ERROR', 'Syntax error: Empty query');
    told.statement = shownStatement(statement.sql);
    expectDefault(database);
    const question = {
      ...{ id: queryId, key: told.key, statement: told.statement, askedAt: clock() },
      ...{ sql: statement.sql, params, format, gone },
      // Everything here is read-only, however it was sent.
      settings: new Map([...settings].filter(([name]) => name !== 'readonly')),
    };
    return await ask(
      question,
      async (answering) => await sendAnswer({ request, response }, parameters, answering, limits),
    );
  } finally {
    place.leave();
  }
};

const expectDefault = (database: string | null): void => {
  if (['default', '', null].includes(database)) return;
  throw new ClickHouseError('UNKNOWN_DATABASE', 'there is one database here, default');
};

const outcomeOf = (error: unknown, code: number, isGone: boolean): Outcome => {
  if (isGone) return 'abandoned';
  if (error instanceof RefusedStatementError) return 'refused';
  const known = BY_CODE[code];
  if (known !== undefined) return known;
  return error instanceof ClickHouseError ? 'refused' : 'failed';
};

const BY_CODE: Readonly<Record<number, Outcome>> = {
  159: 'timed_out',
  202: 'crowded_out',
  394: 'killed',
  396: 'failed',
};
