import type { IncomingMessage } from 'node:http';
import type { CollectorLimits } from '../limits.ts';
import { tooBusy, tooLarge, tooSlow, unreadable } from '../refusal.ts';
import type { Lease } from './admission.ts';
import type { ReadBody } from './read-body.ts';

/**
 * Reads a body that is not packed from Node's own request, with the limits of `readBody`. Making
 * streams of the web of it takes longer than all else that is done for a request of one event.
 */
export const readIncoming = async (
  incoming: IncomingMessage,
  { limits, lease }: { limits: CollectorLimits; lease: Lease },
): Promise<ReadBody> =>
  await new Promise((resolve) => {
    const parts: Buffer[] = [];
    let total = 0;
    const settle = (read: ReadBody): void => {
      clearTimeout(timer);
      incoming.off('data', take).off('end', finish).off('close', breakOff);
      if (!read.ok) incoming.pause();
      resolve(read);
    };
    const take = (part: Buffer): void => {
      total += part.byteLength;
      if (total > limits.bodyBytes) settle(tooLarge(limits, 'too_many_bytes'));
      else if (!lease.hold(total)) settle(tooBusy());
      else parts.push(part);
    };
    const finish = (): void => {
      const [only] = parts;
      const bytes = parts.length === 1 && only !== undefined ? only : Buffer.concat(parts, total);
      settle({ ok: true, bytes });
    };
    const breakOff = (): void => settle(unreadable('incomplete', 'must arrive whole'));
    const timer = setTimeout(() => settle(tooSlow(limits.bodyTimeout)), limits.bodyTimeout);
    incoming.on('data', take).on('end', finish).on('close', breakOff);
    // Without a listener the error of a broken connection would end the process.
    incoming.on('error', breakOff);
    if (incoming.destroyed) breakOff();
  });
