import { bounceReport, type BounceReply } from '@emberlog/api';
import { readBounce, readMessageId } from '@emberlog/mailing';
import { createProblem, jsonBody, type HttpEnv } from '@emberlog/service-kit';
import type { DigestPeriod } from '@emberlog/events';
import type { Subscription } from '@emberlog/subscriptions';
import type { Context, Handler } from 'hono';
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
 * a subscription whose reader calls digests spam or is not there; anything else is 202 as well.
 */
export const postBounce = ({ journal, messageIds, clock, ids }: Deps): Handler<HttpEnv> =>
  untilAvailable(async (c) => {
    const { kind, messageId, isTrusted } = await reportOf(c);
    const sending = messageId === null ? null : readMessageId(messageId, messageIds);
    if (sending === null) return answer(c, 'ignored');
    const { subscriber: subject } = sending;
    const period = periodOf(sending.issue);
    if (!wasSent(journal.of(subject), period)) return answer(c, 'ignored');

    const envelope = () => ({ id: ids(), subject, time: clock() });
    const end = async (reason: 'bounced' | 'complained'): Promise<void> => {
      const type = 'subscriber.unsubscribed';
      await journal.record([{ ...envelope(), type, data: { reason } }]);
    };
    const returned = async (): Promise<void> => {
      const event = { ...envelope(), type: 'digest.returned', data: { period } } as const;
      if (!journal.of(subject).returned.includes(period.key)) await journal.record([event]);
      // Asked once more: of two that come at once at least the second knows of both.
      const { active, returned: keys } = journal.of(subject);
      if (active !== null && keys.length >= RETURNS_TO_END) await end('bounced');
    };
    if (kind === 'complaint') await end('complained');
    else if (kind === 'hard' && isTrusted) await end('bounced');
    else if (kind === 'hard') await returned();
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

const periodOf = (key: string): DigestPeriod =>
  key.includes('W') ? { cadence: 'weekly', key } : { cadence: 'daily', key };

/** Whether it is the last digest of its cadence, left us, and belongs to the subscription of now. */
const wasSent = ({ active, digests }: Subscription, { cadence, key }: DigestPeriod): boolean => {
  const last = digests[cadence];
  return (
    active !== null &&
    last?.key === key &&
    (last.outcome === 'sent' || last.outcome === 'unknown') &&
    last.at >= active.since
  );
};
