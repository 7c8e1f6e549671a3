type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * The rows of a reply, one JSON value a line. Throws for a reply that is not one of ClickHouse's or ends
 * within a row: the client takes a page without a newline for no rows, and drops a row without its end.
 */
export const wholeRows = (text: string, headers: Headers): unknown[] => {
  if (headers['x-clickhouse-format'] === undefined) throw new Error('the reply names no format');
  if (text === '') return [];
  if (!text.endsWith('\n')) throw new Error('the reply ends within a row');
  return text
    .slice(0, -1)
    .split('\n')
    .map((line): unknown => JSON.parse(line));
};
