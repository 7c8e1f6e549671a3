import {
  createChangingKeyring,
  openKeysFile,
  type ChangingKeyring,
  type Scope,
} from '@emberlog/composition';
import type { KeyDeps } from '@emberlog/projector';
import {
  generateKey,
  hashKey,
  type Keyring,
  type Lifecycle,
  type Logger,
} from '@emberlog/service-kit';
import type { StandaloneConfig } from './config.ts';
import { openApiKeys } from './data-directory/api-keys.ts';
import { openClearKeys, storedKeys } from './data-directory/keys.ts';

export type Access = {
  readonly keyring: Keyring<Scope>;
  /** What operators may do with keys. */
  readonly keys: KeyDeps;
  /** Of this process alone; it dies with it. */
  readonly internalKey: string;
  /** In clear, or null where only hashes are known. */
  readonly writeKey: string | null;
  readonly readKey: string | null;
  readonly sqlKey: string | null;
};

export type AccessOptions = {
  readonly config: Pick<StandaloneConfig, 'keysFile' | 'dataDir'>;
  readonly logger: Logger;
  readonly onStop: Lifecycle['onStop'];
};

/** Keys of the owner and those made since, or of `EMBERLOG_KEYS_FILE`, and one for this process. */
export const openAccess = async ({ config, logger, onStop }: AccessOptions): Promise<Access> => {
  const { keysFile, dataDir } = config;
  const internalKey = generateKey();
  const internal = {
    // No key that is made by an operator can have this id.
    id: 'this process',
    scopes: ['import', 'read'] as const,
    sha256: hashKey(internalKey),
  };
  if (keysFile !== null) {
    const file = await openKeysFile({ path: keysFile, fixed: [internal], logger, onStop });
    const keys: KeyDeps = { store: null, fileKeys: file.keys };
    return {
      keyring: file.keyring,
      keys,
      internalKey,
      writeKey: null,
      readKey: null,
      sqlKey: null,
    };
  }
  const clear = await openClearKeys(dataDir);
  const owners = storedKeys(clear);
  let changing: ChangingKeyring | null = null;
  const made = await openApiKeys(dataDir, (keys) => changing?.replace(keys));
  changing = createChangingKeyring(made.list(), [...owners, internal]);
  return {
    keyring: changing.keyring,
    keys: { store: { ...made, owners: () => owners } },
    internalKey,
    writeKey: clear.write,
    readKey: clear.read,
    sqlKey: clear.sql,
  };
};
