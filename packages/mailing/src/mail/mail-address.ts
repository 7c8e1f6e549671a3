import { z } from 'zod';

/** Letters of any script (SMTPUTF8), none that ends or begins another part of a header. */
const ADDRESS = /^[^\s@"<>()[\]:;,\\\p{C}]{1,64}@[^\s@"<>()[\]:;,\\\p{C}]{1,253}$/u;

/** One address, `local@domain`: no name, no comment, no quoted part; at most 254 bytes. */
export const mailAddress = z
  .string()
  .refine((text) => ADDRESS.test(text) && Buffer.byteLength(text) <= 254, {
    error: 'must be one address of the form name@domain, of at most 254 bytes',
  });
