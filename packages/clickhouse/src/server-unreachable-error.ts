/**
 * No answer of a ClickHouse server came: nobody listens, the connection broke, something else answered,
 * or it took too long. The message ends with what the client or the network said: for operators only.
 */
export class ServerUnreachableError extends Error {
  override readonly name = 'ServerUnreachableError';
  readonly retryable = true;

  constructor(cause: unknown) {
    const said = cause instanceof Error ? cause.message : '';
    const [line = ''] = said.trim().split('\n');
    super(`no answer of the ClickHouse server came: ${line.slice(0, MAX_SAID)}`, { cause });
  }
}

/** Something else may answer with a page. */
const MAX_SAID = 200;
