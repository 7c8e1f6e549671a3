import { setTimeout as pause } from 'node:timers/promises';
import {
  LogUnavailableError,
  type EventLog,
  type LogRecord,
  type RecordPosition,
  type Subscription as Following,
  type SubscriptionTopic,
} from '@emberlog/event-log';
import {
  decodeSubscriberEvent,
  encodeSubscriberEvent,
  type SubscriberEvent,
} from '@emberlog/events';
import type { Logger } from '@emberlog/service-kit';
import { applyEvent, nobody, type Subscription } from '@emberlog/subscriptions';
import { createFoldedEnds } from './folded-ends.ts';
import { issueOf, subjectOf, type Issue } from './issue.ts';
import type { Journal } from './journal.ts';

export type OpenedJournal = Journal & {
  /** Rejects with what ended the reading of the log, which its absence does not; resolves after `close`. */
  readonly done: Promise<void>;
  readonly close: () => Promise<void>;
};

export type JournalOptions = {
  readonly log: EventLog<SubscriptionTopic>;
  readonly logger: Logger;
  /** Hears of each event once the journal knows it; of those that were there at the start as well. */
  readonly onEvent?: (event: SubscriberEvent) => void;
};

/** After the log could not be followed, ms. */
const AGAIN_AFTER_MS = 1_000;

const TOPIC: SubscriptionTopic = 'emberlog.subscriptions';

/**
 * Reads the log from its beginning and goes on following it; resolves once everything that was there is
 * known. That is all a rebuild takes. A record that cannot be read is passed over, and told in the log lines.
 */
export const openJournal = async ({
  log,
  logger,
  onEvent = () => undefined,
}: JournalOptions): Promise<OpenedJournal> => {
  const subscriptions = new Map<string, Subscription>();
  const erased = new Set<string>();
  const issues = new Map<string, Issue>();
  /** In their order; null once another came: many readers ask, and one comes a day. */
  let ordered: readonly Issue[] | null = null;
  const ends = createFoldedEnds();

  const foldSubscriber = (subject: string, event: SubscriberEvent): void => {
    if (erased.has(subject)) return;
    const after = applyEvent(subscriptions.get(subject) ?? nobody(subject), event);
    if (after.isErased) {
      // Nothing follows an erasure, and there may be many: the id is all that is kept.
      subscriptions.delete(subject);
      erased.add(subject);
    } else subscriptions.set(subject, after);
  };

  const fold = ({ value, partition, offset }: LogRecord<SubscriptionTopic>): void => {
    const decoded = decodeSubscriberEvent(value);
    if (!decoded.ok) {
      logger.error({ partition, offset, reason: decoded.reason }, 'record is passed over');
      return;
    }
    const { event } = decoded;
    const { subject } = event;
    if (event.type === 'digest.issued') {
      // Of several processes that issue one period at once the first in the log holds.
      const name = subjectOf(event.data.period);
      if (!issues.has(name)) {
        issues.set(name, issueOf(event));
        ordered = null;
      }
    } else {
      foldSubscriber(subject, event);
    }
    onEvent(event);
  };

  const bounds = await log.bounds();
  const stop = new AbortController();
  let following: Following | null = null;
  let isRead = false;

  /** Once everything was read the memory of it outlives the brokers' absence, and goes on where it was. */
  const follow = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      following = log.follow({
        from: bounds.map(({ topic, partition, first }) => ({
          ...{ topic, partition, offset: ends.nextOf(partition) ?? first },
        })),
        handle: async (batch) => {
          for (const record of batch) fold(record);
          ends.moved(batch);
          await Promise.resolve();
        },
      });
      try {
        await following.done;
        return;
      } catch (error) {
        if (!isRead || !(error instanceof LogUnavailableError)) throw error;
        ends.interrupted();
        logger.warn({ err: error }, 'log is followed again soon');
        await pause(AGAIN_AFTER_MS, undefined, { signal: stop.signal }).catch(() => undefined);
      }
    }
  };
  const close = async (): Promise<void> => {
    stop.abort();
    await following?.close();
    await Promise.allSettled([done]);
  };
  const done = follow().finally(() => ends.stopped());
  // Who awaits a position hears of the failure; so does whoever holds `done`.
  done.catch(() => undefined);

  const lastOf = bounds
    .filter(({ first, end }) => end > first)
    .map(({ topic, partition, end }): RecordPosition<SubscriptionTopic> => ({
      topic,
      partition,
      offset: end - 1,
    }));
  try {
    await Promise.race([ends.reached(lastOf), done]);
    isRead = true;
  } catch (error) {
    await close();
    throw error;
  }

  return {
    done,
    close,
    of: (subscriber) =>
      subscriptions.get(subscriber) ?? { ...nobody(subscriber), isErased: erased.has(subscriber) },
    all: () => subscriptions.values(),
    issue: (period) => issues.get(subjectOf(period)) ?? null,
    issues: () => (ordered ??= [...issues.values()].toSorted(byIssue)),
    record: async (events) => {
      const positions = await log.append(
        events.map((event) => ({
          topic: TOPIC,
          key: event.subject,
          value: encodeSubscriberEvent(event),
        })),
      );
      await ends.reached(positions);
    },
  };
};

/** The log has an order within a partition only; of two at one instant the lesser name is the earlier. */
const byIssue = (a: Issue, b: Issue): number =>
  a.issuedAt - b.issuedAt || (subjectOf(a.period) < subjectOf(b.period) ? -1 : 1);
