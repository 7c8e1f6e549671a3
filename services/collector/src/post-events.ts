import type { IngestReply } from '@emberlog/api';
import type { CollectorInstruments } from '@emberlog/metrics';
import { createProblem, incomingOf, type HttpEnv, type Logger } from '@emberlog/service-kit';
import type { Handler } from 'hono';
import type { Admission, Lease } from './body/admission.ts';
import { bodyFormatOf } from './body/body-format.ts';
import { readBody } from './body/read-body.ts';
import { readIncoming } from './body/read-incoming.ts';
import { splitBody } from './body/split-body.ts';
import type { createIngest, Ingested } from './ingest.ts';
import type { CollectorLimits } from './limits.ts';
import { type Refused, tooBusy, tooLarge } from './refusal.ts';

export type PostEventsDeps = {
  readonly ingest: ReturnType<typeof createIngest>;
  /** Position of everything that was appended so far, sealed. */
  readonly position: () => string;
  readonly admission: Admission;
  readonly limits: CollectorLimits;
  readonly logger: Logger;
  readonly instruments?: CollectorInstruments;
};

const MAX_ERRORS = 100;

/** `POST /v1/events`: 202 or 207 once the accepted events are durable, otherwise a problem. */
export const postEvents = ({
  ingest,
  position,
  admission,
  limits,
  logger,
  instruments,
}: PostEventsDeps): Handler<HttpEnv> => {
  const orThrow = <T extends { readonly ok: true }>(result: T | Refused): T => {
    if (result.ok) return result;
    instruments?.refused(reasonOf(result));
    throw problemOf(result);
  };
  return async (c) => {
    const { headers } = c.req.raw;
    const found = orThrow(bodyFormatOf(headers));
    const announced = announcedBytes(headers);
    if (announced > limits.bodyBytes) orThrow(tooLarge(limits, 'too_many_bytes'));
    const { lease } = orThrow(enter(admission, announced));

    /** Apart, so that nothing but the events outlives the reading while the log writes. */
    const readEntries = async (room: Lease) => {
      const incoming = found.gzip ? undefined : incomingOf(c.env);
      const read =
        incoming === undefined
          ? await readBody(c.req.raw.body, { gzip: found.gzip, limits, lease: room })
          : await readIncoming(incoming, { limits, lease: room });
      const { bytes } = orThrow(read);
      return orThrow(splitBody(bytes, { format: found.format, headers, limits })).entries;
    };
    try {
      const mayImport = c.get('key')?.scopes.has('import') ?? false;
      const { outcome, results, cause } = await ingest(await readEntries(lease), mayImport);
      if (outcome === 'unavailable') {
        instruments?.refused('log_unavailable');
        logger.debug({ err: cause, requestId: c.get('requestId') }, 'log unavailable');
        throw unavailable(results);
      }
      if (outcome === 'rejected') throw allRejected(results);
      const mixed = results.some(({ status }) => status !== 'accepted');
      const reply: IngestReply = { results: [...results], position: position() };
      return c.json(reply, mixed ? 207 : 202);
    } finally {
      lease.release();
    }
  };
};

const enter = (admission: Admission, bytes: number) => {
  const lease = admission.enter(bytes);
  return lease === null ? tooBusy() : { ok: true as const, lease };
};

const problemOf = ({ refusal }: Refused) => createProblem(refusal);

/** Only who is too busy finds nothing wrong with the request. */
const reasonOf = ({ refusal }: Refused): string => refusal.errors[0]?.code ?? 'too_busy';

/** 0 where the length is not told: room is then taken as the bytes arrive. */
const announcedBytes = (headers: Headers): number => {
  const length = headers.get('content-length') ?? '';
  return /^\d+$/.test(length) ? Number(length) : 0;
};

const unavailable = (results: Ingested['results']) =>
  createProblem({
    status: 503,
    title: 'Log unavailable',
    detail:
      'Nothing of this request was accepted; send the events marked `retry` again, with the same ids: each still counts once.',
    headers: { 'Retry-After': '1' },
    extensions: { results },
  });

const allRejected = (results: Ingested['results']) =>
  createProblem({
    status: 400,
    title: 'No event accepted',
    detail: 'Every event of the request was rejected; `results` has one entry for each.',
    errors: results.flatMap(({ errors }) => errors ?? []).slice(0, MAX_ERRORS),
    extensions: { results },
  });
