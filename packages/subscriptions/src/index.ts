export { applyEvent, foldSubscriptions } from './apply-event.ts';
export { CONFIRM_LASTS_MS, createLinks } from './links.ts';
export type { Link, Links, OpenedLink } from './links.ts';
export { isInDoubt, nextAttempt, nextConfirmation } from './next-attempt.ts';
export { nobody } from './subscription.ts';
export type {
  EndReason,
  LastDigest,
  Mailing,
  PendingRequest,
  Subscription,
} from './subscription.ts';
