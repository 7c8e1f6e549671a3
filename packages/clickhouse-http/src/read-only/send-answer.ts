import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerCoding } from '../compression/answer-coding.ts';
import { ClickHouseError } from '../protocol/clickhouse-error.ts';
import { replyWithRows, replyWithStream } from '../protocol/reply.ts';
import { resultRows } from '../protocol/result-rows.ts';
import type { EndedQuery } from './ended-query.ts';
import type { SqlLimits } from './limits.ts';
import type { Answering } from './question-runner.ts';

type Cost = Pick<EndedQuery, 'rowsRead' | 'bytesRead' | 'rowsReturned' | 'bytesReturned'>;

/**
 * Sends an answer: as a whole, with what it cost, where it is small or its client waits for that; else
 * while it is made. Rejects for what went wrong, after it was told to the client if a part was sent.
 */
export const sendAnswer = async (
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
  parameters: ReadonlyMap<string, string>,
  { format, bytes, cost }: Answering,
  limits: SqlLimits,
): Promise<Cost> => {
  const coding = answerCoding(request, parameters);
  const wholeUpTo = parameters.get('wait_end_of_query') === '1' ? WAITED_FOR_BYTES : HELD_BYTES;
  const rest = bounded(bytes, limits.answerBytes)[Symbol.asyncIterator]();
  const { head, ended } = await headOf(rest, wholeUpTo);
  giveUpStalled(response, limits.stallMs);
  if (ended) {
    const { rowsRead, bytesRead, seconds } = await cost();
    const reply = { rowsRead, bytesRead, seconds, bytes: head };
    const told = parameters.get('send_progress_in_http_headers');
    const progress = told === '1' || told === 'true';
    await replyWithRows(response, reply, { format, coding, inserted: false, progress });
    const rowsReturned = resultRows(format, head);
    return { rowsRead, bytesRead, rowsReturned, bytesReturned: head.length };
  }
  let bytesReturned = 0;
  const all = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of joined(head, rest)) {
      bytesReturned += chunk.length;
      yield chunk;
    }
  };
  await replyWithStream(response, all(), { format, coding });
  const { rowsRead, bytesRead } = await cost();
  return { rowsRead, bytesRead, rowsReturned: null, bytesReturned };
};

/** A client that took nothing from one look to the next, though there was something to take. */
const giveUpStalled = (response: ServerResponse, stallMs: number): void => {
  let before = -1;
  const timer = setInterval(() => {
    const sent = response.socket?.bytesWritten ?? 0;
    if (response.writableNeedDrain && sent === before) response.destroy();
    before = sent;
  }, stallMs);
  response.once('close', () => clearInterval(timer));
};

/** Of one answer, before its first byte is sent: so far an error has its own status. */
const HELD_BYTES = 1_024 * 1_024;
const WAITED_FOR_BYTES = 8 * HELD_BYTES;

const headOf = async (
  bytes: AsyncIterator<Buffer>,
  upTo: number,
): Promise<{ readonly head: Buffer; readonly ended: boolean }> => {
  const chunks: Buffer[] = [];
  for (let length = 0; length < upTo;) {
    const next = await bytes.next();
    if (next.done === true) return { head: Buffer.concat(chunks), ended: true };
    chunks.push(next.value);
    length += next.value.length;
  }
  return { head: Buffer.concat(chunks), ended: false };
};

const joined = async function* (head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
    yield next.value;
  }
};

const bounded = async function* (
  bytes: AsyncIterable<Buffer>,
  most: number,
): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > most) throw tooMuch(most);
    yield chunk;
  }
};

const tooMuch = (most: number): ClickHouseError =>
  new ClickHouseError(
    'TOO_MANY_ROWS_OR_BYTES',
    `Limit for result exceeded: an answer may have ${most} bytes, add a LIMIT or ask for less`,
  );
