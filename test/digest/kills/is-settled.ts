import type { Subscription } from '@emberlog/subscriptions';

/** Whether nothing more is to become of what a reader is due. */
export const isSettled = ({ active, pending, digests }: Subscription, list: string): boolean => {
  const mail = active === null ? (pending?.mail ?? null) : digests.daily;
  if (active === null && pending === null) return true;
  if (active !== null && digests.daily?.key !== list) return false;
  return mail !== null && mail.outcome !== 'begun' && mail.outcome !== 'deferred';
};
