export { createDigest } from './create-digest.ts';
export type { Digest, DigestDeps } from './create-digest.ts';
export { openDigest } from './open-digest.ts';
export type { OpenDigestOptions, OpenedDigest } from './open-digest.ts';
export { openJournal } from './journal/open-journal.ts';
export type { Site } from './site.ts';
export { mayHaveLeft } from './sending/may-have-left.ts';
