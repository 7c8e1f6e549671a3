import type { DigestOutcome, MailOutcome, SubscriberEvent } from '@emberlog/events';
import { LogUnavailableError } from '@emberlog/event-log';
import type { MailMessage, MailTransport } from '@emberlog/mailing';
import type { Logger } from '@emberlog/service-kit';
import type { Mailing } from '@emberlog/subscriptions';
import type { Journal } from '../journal/journal.ts';

type MailKind = 'confirmation' | 'digest';

/** One attempt at a mail to a subscriber. */
type Mail = {
  readonly kind: MailKind;
  readonly subscriber: string;
  readonly message: MailMessage;
  /** What the journal says of this mail now; null where it no longer waits for anything. */
  readonly state: () => Mailing | null;
  /** Whether the subscriber still wants it. */
  readonly isWanted: () => boolean;
  /** `skipped`: it was no longer wanted when it was begun. */
  readonly event: (said: {
    readonly id: string;
    readonly time: number;
    readonly outcome: MailOutcome | 'skipped';
  }) => SubscriberEvent;
};

export type Sender = {
  /**
   * Begins the attempt in the log, hands the mail on where the log says that this process may, and records
   * what became of it. Rejects with `LogUnavailableError` where it could not begin; nothing was sent then.
   */
  readonly send: (mail: Mail) => Promise<void>;
  /** Records what the log did not take before. Rejects with `LogUnavailableError`. */
  readonly flush: () => Promise<void>;
  /** Whether an attempt was begun by this process and is not over. */
  readonly isUnderWay: (by: string) => boolean;
};

export type SenderDeps = {
  readonly journal: Pick<Journal, 'record'>;
  readonly transport: Pick<MailTransport, 'send'>;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  /** Ids of events. */
  readonly ids: () => string;
  readonly logger: Logger;
  /** Told of each mail that was tried. */
  readonly onMail?: (mail: { readonly kind: MailKind; readonly outcome: DigestOutcome }) => void;
};

export const createSender = (deps: SenderDeps): Sender => {
  const { journal, transport, clock, ids, logger, onMail = () => undefined } = deps;
  const underWay = new Set<string>();
  /** By the attempt they end. */
  const untold = new Map<string, readonly SubscriberEvent[]>();

  const recordEnd = async (by: string, events: readonly SubscriberEvent[]): Promise<void> => {
    await journal.record(events);
    untold.delete(by);
    underWay.delete(by);
  };
  const tell = async (by: string, events: readonly SubscriberEvent[]): Promise<void> => {
    try {
      await recordEnd(by, events);
    } catch (error) {
      if (!(error instanceof LogUnavailableError)) throw error;
      // The mail is gone or it is not: what is known of it is kept until the log takes it.
      untold.set(by, events);
      logger.warn({ err: error }, 'outcome waits for the log');
    }
  };

  return {
    isUnderWay: (by) => underWay.has(by),
    flush: async () => {
      for (const [by, events] of untold) await recordEnd(by, events);
    },
    send: async ({ kind, subscriber, message, state, isWanted, event }) => {
      const by = ids();
      underWay.add(by);
      try {
        await journal.record([event({ id: by, time: clock(), outcome: 'begun' })]);
      } catch (error) {
        // If it appears after all it is in doubt, and never sent: one lost is better than one twice.
        underWay.delete(by);
        throw error;
      }
      const begun = state();
      if (begun?.by !== by || begun.outcome !== 'begun') {
        underWay.delete(by);
        return;
      }
      const result = isWanted()
        ? await transport.send(message)
        : { outcome: 'skipped' as const, code: null, detail: 'no longer wanted' };
      const { outcome, code, detail } = result;
      onMail({ kind, outcome });
      const level = outcome === 'sent' || outcome === 'skipped' ? 'debug' : 'warn';
      logger[level]({ kind, subscriber, outcome, code, detail }, 'mail');
      const gone: readonly SubscriberEvent[] =
        'isGone' in result && result.isGone
          ? [
              {
                ...{ id: ids(), subject: subscriber, time: clock() },
                ...{ type: 'subscriber.unsubscribed', data: { reason: 'bounced' } },
              },
            ]
          : [];
      await tell(by, [event({ id: ids(), time: clock(), outcome }), ...gone]);
    },
  };
};
