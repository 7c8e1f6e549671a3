import type { Logger } from '@emberlog/service-kit';
import { nextConfirmation } from '@emberlog/subscriptions';
import pMap from 'p-map';
import type { Journal } from '../journal/journal.ts';
import type { Sender } from './create-sender.ts';
import type { Letters } from './letters.ts';
import { perReader } from './per-reader.ts';
import { isConfirmationDue } from './quiet-until.ts';

export type ConfirmationDeps = {
  readonly journal: Pick<Journal, 'all' | 'of'>;
  readonly sender: Pick<Sender, 'send'>;
  readonly letters: Pick<Letters, 'confirmation'>;
  /** Takes back what a subscriber without an address left. */
  readonly forget: (subscriber: string) => Promise<void>;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  /** How long after a request its link is good, ms. */
  readonly lastsMs: number;
  readonly concurrency: number;
  readonly logger: Logger;
};

/** Mails a link to everybody whose request waits for one. Rejects with `LogUnavailableError`. */
export const createConfirmationRound = (
  deps: ConfirmationDeps,
): ((signal: AbortSignal) => Promise<void>) => {
  const { journal, sender, letters, forget, clock, lastsMs, concurrency, logger } = deps;

  const ask = async (subscriber: string): Promise<void> => {
    const { pending } = journal.of(subscriber);
    const attempt = nextConfirmation(journal.of(subscriber), clock());
    if (pending === null || attempt === null) return;
    const message = await letters.confirmation(subscriber, pending);
    if (message === null) {
      await forget(subscriber);
      return;
    }
    const { request } = pending;
    const waiting = () => {
      const { pending: now } = journal.of(subscriber);
      return now?.request === request ? now : null;
    };
    await sender.send({
      ...{ kind: 'confirmation', subscriber, message },
      state: () => waiting()?.mail ?? null,
      isWanted: () => waiting() !== null,
      event: ({ outcome, ...said }) => ({
        ...{ ...said, subject: subscriber, type: 'confirmation.sent' },
        // Of a request that waits no more nothing is kept.
        data: { request, outcome: outcome === 'skipped' ? 'rejected' : outcome, attempt },
      }),
    });
  };

  const each = perReader(logger, ask);
  return async (signal) => {
    const now = clock();
    const due = [...journal.all()].filter((one) => isConfirmationDue(one, now, lastsMs));
    await pMap(due, async ({ subscriber }) => !signal.aborted && (await each(subscriber)), {
      concurrency,
    });
  };
};
