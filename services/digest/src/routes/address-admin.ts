import {
  AddressBookUnavailableError,
  AddressKeyMissingError,
  type AddressBook,
  type KeyRotation,
} from '@emberlog/address-book';
import type { AddressesReply, RotationReply } from '@emberlog/api';
import { createProblem, requireScope, type HttpEnv, type Keyring } from '@emberlog/service-kit';
import { Hono } from 'hono';

export type AddressAdminDeps = {
  readonly book: Pick<AddressBook, 'count'> & KeyRotation;
  /** Ids of the address keys in their order. */
  readonly keyIds: readonly string[];
  readonly keyring: Keyring;
};

/** `/admin/v1/addresses…`, with a key of the scope `admin`: what opens addresses, and changing it. */
export const createAddressAdmin = ({ book, keyIds, keyring }: AddressAdminDeps): Hono<HttpEnv> => {
  const routes = new Hono<HttpEnv>();
  routes.use('/admin/v1/addresses', requireScope(keyring, 'admin'));
  routes.use('/admin/v1/addresses/*', requireScope(keyring, 'admin'));

  routes.get('/admin/v1/addresses', async (c) => {
    const keys: AddressesReply['keys'] = [];
    for (const [n, id] of keyIds.entries())
      keys.push({ id, wraps: n === 0, in_use: await book.usesKey(id) });
    const reply: AddressesReply = { addresses: await book.count(), keys };
    return c.json(reply);
  });

  let rotating: Promise<RotationReply> | null = null;
  routes.post('/admin/v1/addresses/rotation', async (c) => {
    // Two at once would do the same twice.
    rotating ??= book.rotate(() => undefined).finally(() => (rotating = null));
    try {
      const { done, rewrapped } = await rotating;
      return c.json({ done, rewrapped });
    } catch (error) {
      throw problemOf(error);
    }
  });
  return routes;
};

const problemOf = (cause: unknown): unknown => {
  if (cause instanceof AddressKeyMissingError)
    return createProblem({
      ...{ status: 409, cause },
      detail: `${cause.message}. What was wrapped anew stays so; give the key again and repeat this.`,
    });
  if (cause instanceof AddressBookUnavailableError)
    return createProblem({
      ...{ status: 503, headers: { 'Retry-After': '5' }, cause },
      detail: 'the address book takes no write now; repeat this, it goes on where it stopped',
    });
  return cause;
};
