import type { RequestListener } from 'node:http';
import { answerCoding } from '../compression/answer-coding.ts';
import type { StatementRunner } from '../engine/statement-runner.ts';
import { readCall } from '../protocol/call.ts';
import { ClickHouseError } from '../protocol/clickhouse-error.ts';
import {
  credentialsOf,
  expectCredentials,
  expectNoBrowser,
  type Credentials,
} from '../protocol/credentials.ts';
import type { InFlight } from '../protocol/in-flight.ts';
import { replyWithRows } from '../protocol/reply.ts';
import { statementExchanges } from '../protocol/statement-exchanges.ts';
import { whenGone } from '../protocol/when-gone.ts';

export type ListenerOptions = {
  readonly runner: StatementRunner;
  readonly inFlight: InFlight;
  /** Null: everybody but a browser may. */
  readonly credentials: Credentials | null;
  readonly maxBodyBytes: number;
};

/** Answers every request, and runs its statement. */
export const createRequestListener = ({
  runner,
  inFlight,
  credentials,
  maxBodyBytes,
}: ListenerOptions): RequestListener =>
  statementExchanges(async ({ request, response, parameters }) => {
    if (credentials === null) expectNoBrowser(request.headers);
    else expectCredentials(credentialsOf(request.headers, parameters), credentials);

    const place = inFlight.enter();
    try {
      const { statement, ...call } = await readCall(request, parameters, {
        maxBytes: maxBodyBytes,
        take: place.take,
        refused: ['session_id', 'role'],
      });
      if (statement === null) {
        throw new ClickHouseError('SYNTAX_ERROR', 'Syntax error: Empty query');
      }
      const reply = await runner.run({ statement, ...call, gone: whenGone(response) });
      await replyWithRows(response, reply, {
        format: statement.format ?? call.format,
        coding: answerCoding(request, parameters),
        inserted: statement.rows !== null,
      });
    } finally {
      place.leave();
    }
  });
