export { createDigest } from './create-digest.ts';
export type { Digest, DigestDeps } from './create-digest.ts';
export { openJournal } from './journal/open-journal.ts';
export type { Journal } from './journal/journal.ts';
export type { Site } from './site.ts';
export { DEFAULT_SIGN_UP_LIMITS, type SignUpLimits } from './limits/sign-up-limits.ts';
export type { SubscriptionRouteDeps } from './routes/route-deps.ts';
export { createSubscriptionRoutes } from './routes/subscription-routes.ts';
export { LINK_PURPOSE, messageIdsOf } from './purposes.ts';
