import { z } from 'zod';

/** The name of a cluster in the configuration of its servers; it enters statements as it is. */
export const clusterName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, {
  error: 'must be an identifier: letters, digits and underscores, not a digit first',
});
