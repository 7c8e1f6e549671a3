import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import type { IncomingHttpHeaders } from 'node:http';
import { ClickHouseError } from './clickhouse-error.ts';

/** What a server takes for one field, bytes. */
export const MAX_FIELD_BYTES = 128 * 1_024;

/** Names and values of a multipart body. Throws for files, which would be external tables. */
export const readForm = async (
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<(readonly [string, string])[]> =>
  await new Promise((resolve, reject) => {
    const fields: [string, string][] = [];
    const fail = (error: ClickHouseError): void => reject(error);
    const unreadable = (): void =>
      fail(new ClickHouseError('BAD_ARGUMENTS', 'the multipart body cannot be read'));
    try {
      const form = new Busboy({
        headers: headers as BusboyHeaders,
        limits: { fieldSize: MAX_FIELD_BYTES, fields: MAX_FIELDS, fieldNameSize: MAX_NAME },
      });
      form.on('field', (name, value, _, truncated) => {
        if (truncated) fail(fieldTooLong(name));
        fields.push([name, value]);
      });
      form.on('file', (_, stream) => {
        stream.resume();
        fail(new ClickHouseError('NOT_IMPLEMENTED', 'external tables are not supported'));
      });
      form.on('fieldsLimit', unreadable);
      form.on('error', unreadable);
      form.on('finish', () => resolve(fields));
      form.end(body);
    } catch {
      unreadable();
    }
  });

const MAX_FIELDS = 10_000;
const MAX_NAME = 1_024;

export const fieldTooLong = (name: string): ClickHouseError =>
  new ClickHouseError(
    'POCO_EXCEPTION',
    `${name}: Field value too long: at most ${MAX_FIELD_BYTES} bytes`,
  );
