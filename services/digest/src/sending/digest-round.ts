import { setImmediate as nextTurn } from 'node:timers/promises';
import { lastPeriod } from '@emberlog/mailing';
import type { Logger } from '@emberlog/service-kit';
import { nextAttempt } from '@emberlog/subscriptions';
import pMap from 'p-map';
import type { IssueItems } from '../issues/create-issue-items.ts';
import type { Issuer } from '../issues/create-issuer.ts';
import { digestPeriod } from '../issues/list-period.ts';
import type { Journal } from '../journal/journal.ts';
import type { Sender } from './create-sender.ts';
import type { Letters } from './letters.ts';
import { perReader } from './per-reader.ts';
import { planDigest } from './plan-digest.ts';
import type { QuietUntil } from './quiet-until.ts';
import { withoutMail } from './without-mail.ts';

export type DigestRoundDeps = {
  readonly journal: Pick<Journal, 'all' | 'of' | 'record'>;
  readonly issuer: Issuer;
  readonly items: IssueItems;
  readonly sender: Pick<Sender, 'send'>;
  readonly letters: Pick<Letters, 'digest'>;
  readonly quietUntil: QuietUntil;
  /** Takes back what a subscriber without an address left. */
  readonly forget: (subscriber: string) => Promise<void>;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  /** Ids of events. */
  readonly ids: () => string;
  readonly concurrency: number;
  readonly logger: Logger;
};

/** Readers looked at between two turns of the event loop. */
const READERS_PER_TURN = 1_000;

/**
 * Freezes the issues of what is over, and sends to everybody what is due to them; what is too late, or has
 * nothing for a reader, is recorded. Rejects with `EmberlogError` where rankings cannot be asked for and
 * with `LogUnavailableError`; the next round goes on.
 */
export const createDigestRound = (
  deps: DigestRoundDeps,
): ((signal: AbortSignal) => Promise<void>) => {
  const { journal, issuer, items, sender, letters, quietUntil, forget, clock, ids } = deps;
  const { concurrency, logger } = deps;

  /** What no one will send any more, oldest first, so that the last is what the next look goes on from. */
  const recordMissed = async (subscriber: string): Promise<void> => {
    const subscription = journal.of(subscriber);
    const { missed = [] } = planDigest(subscription, clock()) ?? {};
    if (missed.length === 0) return;
    await journal.record(
      missed.map(({ period }) =>
        withoutMail(subscription, period, { id: ids(), time: clock(), outcome: 'missed' }),
      ),
    );
  };

  const serve = async (subscriber: string): Promise<void> => {
    await recordMissed(subscriber);
    const now = clock();
    const subscription = journal.of(subscriber);
    const { active } = subscription;
    const due = planDigest(subscription, now)?.due;
    if (active === null || due === null || due === undefined) return;
    const period = digestPeriod(due.period);
    const attempt = nextAttempt(subscription, period, now);
    if (attempt === null) return;
    const issue = await issuer.issue(period);
    if (issue === null) return;
    const chosen = await items.of(issue, active.settings);
    if (chosen.length === 0) {
      const said = { id: ids(), time: clock(), outcome: 'skipped' } as const;
      await journal.record([withoutMail(subscription, due.period, said)]);
      return;
    }
    const message = await letters.digest(subscriber, issue, chosen);
    if (message === null) {
      await forget(subscriber);
      return;
    }
    await sender.send({
      ...{ kind: 'digest', subscriber, message },
      state: () => {
        const last = journal.of(subscriber).digests[period.cadence];
        return last?.key === period.key ? last : null;
      },
      isWanted: () => journal.of(subscriber).active !== null,
      event: ({ outcome, ...said }) => ({
        ...{ ...said, subject: subscriber, type: 'digest.sent' },
        data: { period, outcome, attempt },
      }),
    });
  };

  const serveEach = perReader(logger, serve);
  const readers = async function* (signal: AbortSignal): AsyncGenerator<string> {
    let looked = 0;
    const now = clock();
    for (const subscription of journal.all()) {
      looked += 1;
      if (looked % READERS_PER_TURN === 0) await nextTurn();
      if (signal.aborted) return;
      if (quietUntil(subscription, now) <= now) yield subscription.subscriber;
    }
  };

  return async (signal) => {
    // Frozen at their end, whoever reads them when: the archive is of all.
    for (const kind of ['day', 'week'] as const)
      await issuer.issue(digestPeriod(lastPeriod(kind, clock())));
    await pMap(readers(signal), serveEach, { concurrency });
  };
};
