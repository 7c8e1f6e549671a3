import type { DigestOutcome, DigestPeriod, DigestSettings, MailOutcome } from '@emberlog/events';

/** What became of a mail. */
export type Mailing<Outcome extends DigestOutcome = DigestOutcome> = {
  readonly outcome: Outcome;
  /** How often it was begun, or decided without beginning. */
  readonly attempts: number;
  /** When the outcome was recorded, ms UTC. */
  readonly at: number;
  /**
   * Id of the event that began this attempt: of several that stand in the log the first. Whose it is may
   * send, so no two processes do.
   */
  readonly by: string;
};

/** What became of the latest digest of a cadence. */
export type LastDigest = Mailing & {
  /** Of its list: a UTC day or an ISO week. */
  readonly key: string;
};

/** What a subscriber asked for that is not proven to be the reader's own wish yet. */
export type PendingRequest = {
  /** Id of the event; a confirmation names it. */
  readonly request: string;
  readonly settings: DigestSettings;
  /** ms UTC. */
  readonly at: number;
  /** Of the mail that asks for the confirmation; null before the first attempt. */
  readonly mail: Mailing<MailOutcome> | null;
};

/** Why a subscription ended. */
export type EndReason = 'link' | 'one_click' | 'preferences' | 'bounced' | 'complained';

/** A subscriber at the end of some events. */
export type Subscription = {
  readonly subscriber: string;
  /** Digests are sent while this is not null. */
  readonly active: {
    readonly settings: DigestSettings;
    /** When it was confirmed, ms UTC: no digest of before is due. */
    readonly since: number;
  } | null;
  readonly pending: PendingRequest | null;
  /** The latest request by (time, id): it or one before it, once more in the log, asks for nothing. */
  readonly lastRequest: { readonly time: number; readonly id: string } | null;
  /** When the last five requests came, oldest first, ms UTC: whoever records one more asks it how many. */
  readonly requestTimes: readonly number[];
  /** Null unless it was active or asked for, and is no more. */
  readonly ended: { readonly reason: EndReason; readonly at: number } | null;
  /** Nothing follows that: the same address makes another subscriber. */
  readonly isErased: boolean;
  /** By cadence: who changes it, and back, gets no digest twice. */
  readonly digests: Readonly<Record<DigestPeriod['cadence'], LastDigest | null>>;
  /** Keys of the digests that came back for good since the confirmation. */
  readonly returned: readonly string[];
};

/** Of whom nothing is known. */
export const nobody = (subscriber: string): Subscription => ({
  subscriber,
  active: null,
  pending: null,
  lastRequest: null,
  requestTimes: [],
  ended: null,
  isErased: false,
  digests: { daily: null, weekly: null },
  returned: [],
});
