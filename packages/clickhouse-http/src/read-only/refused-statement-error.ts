/** A statement that the governor did not let through; the message has ClickHouse's form. */
export class RefusedStatementError extends Error {
  override readonly name = 'RefusedStatementError';
}
