import { ClickHouseError, errorReply } from '../protocol/clickhouse-error.ts';
import type { Refused } from './judged.ts';
import { tellableError } from './tellable-error.ts';

type Name = ConstructorParameters<typeof ClickHouseError>[0];

/** A refusal with a sentence for a person, without its full stop. */
export const refuse = (name: Name, message: string): Refused =>
  refusedBy(new ClickHouseError(name, message));

/** What an error of the engine's, or of reading a statement, is for who sent it. */
export const refusedBy = (error: unknown): Refused => {
  const { text, code, status } = errorReply(error);
  const message = tellableError(text);
  const name = /\((\w+)\)$/.exec(message)?.[1] ?? 'UNKNOWN_EXCEPTION';
  return { allowed: false, code, name, status, message };
};
