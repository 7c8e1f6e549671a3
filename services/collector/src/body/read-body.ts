import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import type { CollectorLimits } from '../limits.ts';
import { type Refused, tooBusy, tooLarge, tooScattered, tooSlow, unreadable } from '../refusal.ts';
import type { Lease } from './admission.ts';

export type ReadBody = { readonly ok: true; readonly bytes: Uint8Array } | Refused;

type Chunks = AsyncIterable<Uint8Array>;

/** Carries a refusal out of a stream that is under way. */
class BodyRefusedError extends Error {
  override readonly name = 'BodyRefusedError';
  readonly refused: Refused;
  constructor(refused: Refused) {
    super('body refused');
    this.refused = refused;
  }
}

/**
 * Reads a body, unpacked, and stops at the first byte over a limit: what is sent and what comes
 * out of gzip are both counted as they pass, so that a small bomb stays small.
 */
export const readBody = async (
  body: ReadableStream<Uint8Array> | null,
  { gzip, limits, lease }: { gzip: boolean; limits: CollectorLimits; lease: Lease },
): Promise<ReadBody> => {
  if (body === null) return { ok: true, bytes: new Uint8Array() };
  const reader = body.getReader();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    // Ends the pending read; the client may never send another byte.
    reader.cancel().catch(() => undefined);
  }, limits.bodyTimeout);

  const sent = async function* (): AsyncGenerator<Uint8Array> {
    let total = 0;
    for (let pieces = 0; ; pieces++) {
      const { done, value } = await reader.read();
      if (late) throw new BodyRefusedError(tooSlow(limits.bodyTimeout));
      if (done) return;
      total += value.byteLength;
      if (total > limits.bodyBytes) throw new BodyRefusedError(tooLarge(limits, 'too_many_bytes'));
      // A chunk of one byte costs as much as one of 64 KiB: microseconds, and an object kept.
      if (pieces >= limits.pieces) throw new BodyRefusedError(tooScattered(limits));
      yield value;
    }
  };
  const collect = async (chunks: Chunks): Promise<Uint8Array> => {
    const parts: Uint8Array[] = [];
    let total = 0;
    for await (const chunk of chunks) {
      total += chunk.byteLength;
      if (total > limits.bodyBytes) throw new BodyRefusedError(tooLarge(limits, 'too_many_bytes'));
      if (!lease.hold(total)) throw new BodyRefusedError(tooBusy());
      parts.push(chunk);
    }
    return Buffer.concat(parts, total);
  };

  try {
    const bytes = gzip
      ? await pipeline(sent, createGunzip(), (chunks: Chunks) => collect(chunks))
      : await collect(sent());
    return { ok: true, bytes };
  } catch (error) {
    if (error instanceof BodyRefusedError) return error.refused;
    return isGzipFault(error)
      ? unreadable('invalid_gzip', 'must be intact gzip')
      : unreadable('incomplete', 'must arrive whole');
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => undefined);
  }
};

const isGzipFault = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
