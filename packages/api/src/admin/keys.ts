import { z } from 'zod';

export const keyScope = z.enum(['write', 'import', 'read', 'sql', 'admin']);
export type KeyScope = z.infer<typeof keyScope>;

export const keyId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
  error:
    'must be 1 to 64 letters, digits, dots, underscores and hyphens, the first a letter or digit',
});

const listedKey = z.object({
  id: z.string(),
  scopes: z.array(keyScope),
  /** Whether it is one of the five in keys.json, or of a file that only its owner edits. */
  owner: z.boolean(),
});
export type ListedKey = z.infer<typeof listedKey>;

/** `GET /admin/v1/keys`: ids and scopes, never a key or its hash. */
export const keysReply = z.object({ keys: z.array(listedKey) });
export type KeysReply = z.infer<typeof keysReply>;

/** `POST /admin/v1/keys`. */
export const createKeyRequest = z.strictObject({
  /** @default made up */
  id: keyId.optional(),
  scopes: z.array(keyScope).min(1).max(5),
});
export type CreateKeyRequest = z.infer<typeof createKeyRequest>;

/** The only time the key itself is told. */
export const createKeyReply = z.object({
  id: z.string(),
  scopes: z.array(keyScope),
  key: z.string(),
});
export type CreateKeyReply = z.infer<typeof createKeyReply>;

/** `DELETE /admin/v1/keys/:id`. */
export const revokeKeyReply = z.object({ id: z.string(), revoked: z.literal(true) });
export type RevokeKeyReply = z.infer<typeof revokeKeyReply>;
