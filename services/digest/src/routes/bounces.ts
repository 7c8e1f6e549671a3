import { bounceReport, type BounceReply } from '@emberlog/api';
import { periodEnd, readBounce, readMessageId } from '@emberlog/mailing';
import { createProblem, jsonBody, type HttpEnv } from '@emberlog/service-kit';
import type { DigestPeriod } from '@emberlog/events';
import type { Mailing, Subscription } from '@emberlog/subscriptions';
import type { Context, Handler } from 'hono';
import { listPeriod } from '../issues/list-period.ts';
import { confirmationIssue } from '../purposes.ts';
import { nextDigest } from '../sending/plan-digest.ts';
import { untilAvailable } from './problems.ts';
import { mediaTypeOf } from './read-fields.ts';
import type { SubscriptionRouteDeps } from './route-deps.ts';

type Deps = Pick<SubscriptionRouteDeps, 'journal' | 'messageIds' | 'clock' | 'ids'>;

type Report = {
  readonly kind: 'hard' | 'soft' | 'complaint' | 'other';
  readonly messageId: string | null;
  /** A provider's own word; a notification may be written by whoever got a digest forwarded. */
  readonly isTrusted: boolean;
};

/** Digests that must come back by such notifications before a subscription ends. */
const RETURNS_TO_END = 2;

/**
 * `POST /v1/subscriptions/bounces`: a message that came back, or what a provider of mail says of one. Ends
 * a subscription, or a request for one, whose reader calls mails spam or is not there; anything else is 202
 * as well.
 */
export const postBounce = ({ journal, messageIds, clock, ids }: Deps): Handler<HttpEnv> =>
  untilAvailable(async (c) => {
    const { kind, messageId, isTrusted } = await reportOf(c);
    const sending = messageId === null ? null : readMessageId(messageId, messageIds);
    if (sending === null) return answer(c, 'ignored');
    const { subscriber: subject } = sending;
    const subscription = journal.of(subject);

    const envelope = () => ({ id: ids(), subject, time: clock() });
    const end = async (reason: 'bounced' | 'complained'): Promise<void> => {
      const type = 'subscriber.unsubscribed';
      await journal.record([{ ...envelope(), type, data: { reason } }]);
    };
    const returned = async (period: DigestPeriod): Promise<void> => {
      const event = { ...envelope(), type: 'digest.returned', data: { period } } as const;
      if (!journal.of(subject).returned.includes(period.key)) await journal.record([event]);
      // Asked once more: of two that come at once at least the second knows of both.
      const { active, returned: keys } = journal.of(subject);
      if (active !== null && keys.length >= RETURNS_TO_END) await end('bounced');
    };
    const period = periodOf(sending.issue);
    const isOurs =
      period === null
        ? isPendingMail(subscription, sending.issue)
        : isDigestOf(subscription, period);
    if (!isOurs) return answer(c, 'ignored');
    if (kind === 'complaint') await end('complained');
    else if (kind !== 'hard') return answer(c, 'ignored');
    // Who only asked has no digests to count.
    else if (isTrusted || subscription.active === null) await end('bounced');
    else if (period !== null) await returned(period);
    else return answer(c, 'ignored');
    return answer(c, 'recorded');
  });

const answer = (c: Context<HttpEnv>, status: BounceReply['status']): Response =>
  c.json({ status } satisfies BounceReply, 202);

const reportOf = async (c: Context<HttpEnv>): Promise<Report> => {
  switch (mediaTypeOf(c)) {
    case 'message/rfc822':
      return { ...(await readBounce(new Uint8Array(await c.req.arrayBuffer()))), isTrusted: false };
    case 'application/json':
      return { ...(await jsonBody(c, bounceReport)), isTrusted: true };
    default:
      throw createProblem({
        status: 415,
        detail: 'the body must be message/rfc822 or application/json',
        headers: { 'Accept-Post': 'message/rfc822, application/json' },
      });
  }
};

/** Null for what names no list: a mail that asks for a confirmation. */
const periodOf = (issue: string): DigestPeriod | null => {
  if (/^\d{4}-\d{2}-\d{2}$/.test(issue)) return { cadence: 'daily', key: issue };
  return /^\d{4}-W\d{2}$/.test(issue) ? { cadence: 'weekly', key: issue } : null;
};

const hasLeft = ({ outcome }: Mailing): boolean => outcome === 'sent' || outcome === 'unknown';

/** Whether it is the mail that asks to confirm the request that waits, and left us. */
const isPendingMail = ({ pending }: Subscription, issue: string): boolean =>
  pending !== null &&
  pending.mail !== null &&
  confirmationIssue(pending.request) === issue &&
  hasLeft(pending.mail);

/**
 * Whether it is a digest of the subscription of now: complaints come days later. Of the last one the log
 * tells whether it left us; of one before, that its Message-ID is ours.
 */
const isDigestOf = (subscription: Subscription, period: DigestPeriod): boolean => {
  const { active, digests } = subscription;
  const last = digests[period.cadence];
  if (active === null || last === null || period.key > last.key) return false;
  if (period.key === last.key) return hasLeft(last) && last.at >= active.since;
  return endOf(period) >= Math.min(active.since, firstEnd(subscription, active.since));
};

/** A digest due just after the confirmation may be of a list that closed just before it. */
const firstEnd = (subscription: Subscription, since: number): number => {
  const first = nextDigest(subscription, since - 1);
  return first === null ? since : periodEnd(first.period);
};

const endOf = (period: DigestPeriod): number => periodEnd(listPeriod(period));
