/** ClickHouse's numbers of the errors that are found before the engine is asked, by their names. */
const CODES = {
  BAD_ARGUMENTS: 36,
  NOT_IMPLEMENTED: 48,
  UNKNOWN_TABLE: 60,
  SYNTAX_ERROR: 62,
  UNKNOWN_TYPE_OF_QUERY: 78,
  UNKNOWN_DATABASE: 81,
  UNKNOWN_SETTING: 115,
  TIMEOUT_EXCEEDED: 159,
  READONLY: 164,
  TOO_BIG_AST: 168,
  REQUIRED_PASSWORD: 194,
  TOO_MANY_SIMULTANEOUS_QUERIES: 202,
  QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING: 216,
  QUERY_IS_TOO_LARGE: 229,
  ABORTED: 236,
  CANNOT_DECOMPRESS: 271,
  INTO_OUTFILE_NOT_ALLOWED: 358,
  QUERY_WAS_CANCELLED: 394,
  TOO_MANY_ROWS_OR_BYTES: 396,
  ACCESS_DENIED: 497,
  AUTHENTICATION_FAILED: 516,
  POCO_EXCEPTION: 1_000,
} as const;

/** An error as ClickHouse tells it: number, name, text. */
export class ClickHouseError extends Error {
  override readonly name = 'ClickHouseError';
  readonly code: number;

  /** @param message a phrase without its full stop */
  constructor(name: keyof typeof CODES, message: string) {
    super(`Code: ${CODES[name]}. DB::Exception: ${message}. (${name})`);
    this.code = CODES[name];
  }
}

/** What a server does and this one does not. */
export const unsupported = (what: string): ClickHouseError =>
  new ClickHouseError('NOT_IMPLEMENTED', `${what} is not supported by this server`);

/** What anything that was thrown is for a client: its text, ClickHouse's number, an HTTP status. */
export const errorReply = (
  error: unknown,
): { readonly text: string; readonly code: number; readonly status: number } => {
  const message = error instanceof Error ? error.message : '';
  const found = /Code: (\d+)\. DB::/.exec(message);
  // What is not the engine's own text may tell of our files.
  if (found === null) return { text: UNKNOWN, code: UNKNOWN_CODE, status: 500 };
  const code = Number(found[1]);
  return { text: message.trim(), code, status: STATUS.get(code) ?? 500 };
};

const UNKNOWN_CODE = 1_002;
const UNKNOWN = `Code: ${UNKNOWN_CODE}. DB::Exception: the statement failed for a reason on the side of the server. (UNKNOWN_EXCEPTION)`;

/**
 * A server's HTTP status by number of error; 500 for all others. Beyond what a server does, the
 * caller's own mistakes with the protocol are 4xx, and too many statements are 503.
 */
const STATUS: ReadonlyMap<number, number> = new Map(
  Object.entries({
    400: [
      ...[6, 8, 15, 25, 26, 27, 36, 37, 38, 41, 44, 53, 62, 72, 117, 123, 167, 168, 223, 321, 376],
      ...[427, 441, 675, 676, 271, 358, 456, 1_000],
    ],
    401: [194],
    403: [192, 193, 497, 512, 516, 164],
    404: [46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 152, 336, 511],
    408: [159],
    411: [381],
    413: [229],
    415: [779],
    501: [48],
    503: [76, 209, 439, 202, 236],
  }).flatMap(([status, codes]) => codes.map((code): [number, number] => [code, Number(status)])),
);
