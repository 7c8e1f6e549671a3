import type { DigestPeriod, SubscriberEvent } from '@emberlog/events';
import type { Subscription } from '@emberlog/subscriptions';
import type { Issue } from './issue.ts';

/** What the log says of subscribers and issues, as far as it was read, and the way to say more. */
export type Journal = {
  /** `nobody` where the log says nothing of a subscriber. */
  readonly of: (subscriber: string) => Subscription;
  /** Everybody the log speaks of, but for erased ones. */
  readonly all: () => Iterable<Subscription>;
  readonly issue: (period: DigestPeriod) => Issue | null;
  /** In the order in which they were issued. */
  readonly issues: () => readonly Issue[];
  /**
   * Appends events and resolves once they are durable and `of` and `issue` know them. Rejects with
   * `LogUnavailableError`; on Kafka they may then still appear, which the fold takes as a resend.
   */
  readonly record: (events: readonly SubscriberEvent[]) => Promise<void>;
};
