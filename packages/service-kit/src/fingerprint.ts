import { createHash } from 'node:crypto';

/** Names a secret without telling anything of it: 16 hexadecimal digits. */
export const fingerprintOf = (secret: Buffer): string =>
  createHash('sha256')
    .update('emberlog secret fingerprint')
    .update(secret)
    .digest('hex')
    .slice(0, 16);
