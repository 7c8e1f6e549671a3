import type { DigestPeriod, FrozenItem, SubscriberEvent } from '@emberlog/events';

/** What the digests of a period are made of, for ever. */
export type Issue = {
  readonly period: DigestPeriod;
  /** The last instant of the period, ms UTC. */
  readonly asOf: number;
  /** Of the read model, sealed. */
  readonly position: string;
  /** The papers of the whole list, by their ranks; none: nobody is sent this issue. */
  readonly items: readonly FrozenItem[];
  /** When it was frozen, ms UTC. */
  readonly issuedAt: number;
};

export type IssuedEvent = Extract<SubscriberEvent, { type: 'digest.issued' }>;

export const issueOf = ({ data, time }: IssuedEvent): Issue => ({ ...data, issuedAt: time });

/** What stands in the place of a subscriber, and so the partition of an issue. */
export const subjectOf = ({ cadence, key }: DigestPeriod): string => `issue-${cadence}-${key}`;
