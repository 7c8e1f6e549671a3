export { createDigest } from './create-digest.ts';
export type { Digest, DigestDeps } from './create-digest.ts';
export { openJournal } from './journal/open-journal.ts';
export type { Journal } from './journal/journal.ts';
export type { Site } from './site.ts';
