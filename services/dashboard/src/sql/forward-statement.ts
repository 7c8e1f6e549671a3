import { createProblem } from '@emberlog/service-kit';

export type AnswerForm = 'table' | 'csv';

/** More rows than a page can show well; one more tells that there are more. */
const SHOWN_ROWS = 1_000;

/** How each form is asked for; integers of 64 bits are texts, which a browser would round. */
const ASKED: Readonly<Record<AnswerForm, Readonly<Record<string, string>>>> = {
  table: {
    default_format: 'JSONCompact',
    output_format_json_quote_64bit_integers: '1',
    limit: `${SHOWN_ROWS + 1}`,
  },
  csv: { default_format: 'CSVWithNames' },
};

const TYPES: Readonly<Record<string, string>> = {
  JSONCompact: 'application/json',
  CSVWithNames: 'text/csv; charset=utf-8',
};

/**
 * Hands a statement and the key it came with on to the SQL port, and its answer back. It ends with the
 * request. What a statement formats by itself comes as plain text, never as a page, and is no CSV: a
 * problem 400.
 */
export const forwardStatement = async (
  sqlUrl: string,
  form: AnswerForm,
  request: Request,
): Promise<Response> => {
  const target = new URL(sqlUrl);
  target.search = new URLSearchParams(ASKED[form]).toString();
  const key = (request.headers.get('Authorization') ?? '').replace(/^Bearer /, '');
  const reply = await fetch(target, {
    method: 'POST',
    headers: { 'X-ClickHouse-User': 'page', 'X-ClickHouse-Key': key },
    body: await request.text(),
    signal: request.signal,
  }).catch((cause: unknown) => {
    throw createProblem({ status: 503, detail: 'the SQL port cannot be reached', cause });
  });
  const format = reply.headers.get('X-ClickHouse-Format') ?? '';
  if (form === 'csv' && reply.ok && !/^CSV/i.test(format)) {
    await reply.body?.cancel();
    throw formatNamed();
  }
  const type = reply.ok ? TYPES[format] : undefined;
  return new Response(reply.body, {
    status: reply.status,
    headers: { 'Content-Type': type ?? 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
  });
};

const formatNamed = (): Error =>
  createProblem({
    status: 400,
    detail: 'leave FORMAT out of a statement whose answer is to be downloaded as CSV',
    errors: [{ path: '', code: 'format_named', message: 'must not name a format' }],
  });
