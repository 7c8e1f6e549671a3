import type { AddressKeys } from '@emberlog/address-book';
import type { BackupManifest } from '@emberlog/api';
import { StartRefusedError } from '@emberlog/composition';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { StandaloneConfig } from '../config.ts';
import { readAddressKeys } from '../data-directory/address-keys.ts';

export type PlanOptions = {
  readonly config: Pick<StandaloneConfig, 'dataDir' | 'addressKeys'>;
  /** Whether the operator gives readers' addresses up. */
  readonly withoutAddresses: boolean;
};

/** Where a data directory has the keys of its addresses, which the operator brings. */
const rowKeysIn = (dataDir: string): string => join(dataDir, 'addresses', 'row-keys');

/**
 * What opens the addresses of a backup, or null where none are brought. Rejects with `StartRefusedError`,
 * before anything is written, where what opens them is not there and nobody said that they may be lost.
 */
export const planAddresses = async (
  { config, withoutAddresses }: PlanOptions,
  manifest: Pick<BackupManifest, 'addresses'>,
): Promise<AddressKeys | null> => {
  const held = manifest.addresses ?? null;
  const rowKeys = rowKeysIn(config.dataDir);
  const hasRowKeys = await access(rowKeys).then(
    () => true,
    () => false,
  );
  if (hasRowKeys && (withoutAddresses || held === null)) {
    const why = held === null ? 'the backup holds no addresses' : 'addresses are to be left out';
    throw new StartRefusedError(
      `${why}, and ${rowKeys} is there, which would then belong to nothing. Nothing was restored: move it away.`,
    );
  }
  if (withoutAddresses || held === null) return null;
  if (!hasRowKeys) {
    // Of a book that was empty nothing is lost by beginning another.
    if (held === 0) return null;
    throw new StartRefusedError(
      `the backup holds ${held} addresses of readers, and nothing that opens them: row keys are in no backup. ` +
        `Nothing was restored: copy the current row-keys to ${rowKeys}. ` +
        'If they are lost, give --without-addresses as well: subscriptions are restored, and their readers must subscribe again.',
    );
  }
  const keys = config.addressKeys ?? (await readAddressKeys(config.dataDir));
  if (keys !== null) return keys;
  throw new StartRefusedError(
    `a backup does not hold the address keys. Nothing was restored: set EMBERLOG_ADDRESS_KEYS to those the addresses were entered with, or copy their file to ${join(config.dataDir, 'address-keys')}.`,
  );
};
