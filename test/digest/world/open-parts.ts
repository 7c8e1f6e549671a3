import { join } from 'node:path';
import {
  openLmdbAddressBook,
  parseAddressKeys,
  type LmdbAddressBook,
} from '@emberlog/address-book';
import {
  openLmdbLog,
  SUBSCRIPTION_TOPICS,
  type LmdbLog,
  type SubscriptionTopic,
} from '@emberlog/event-log';
import { createSmtpTransport } from '@emberlog/mailing/smtp';
import { createKeyring, createSealer, hashKey } from '@emberlog/service-kit';
import { createLinks } from '@emberlog/subscriptions';
import { v7 } from 'uuid';
import { writtenRanking } from './written-ranking.ts';

const SECRET = Buffer.alloc(32, 5);
const PARTITIONS = 4;

/** Of the scopes `admin` and `write`. */
export const ADMIN_KEY = 'emk_test_of_digests';

export const MESSAGE_IDS = { key: Buffer.alloc(32, 7), domain: 'papers.example' };

const addressKeys = () => {
  const keys = parseAddressKeys(`first:${'11'.repeat(32)}`);
  if (!keys.ok) throw new Error(keys.message);
  return keys.keys;
};

export const bookOptions = () => ({ secret: SECRET, keys: addressKeys() });

export const openBook = (directory: string): LmdbAddressBook =>
  openLmdbAddressBook({ path: join(directory, 'addresses'), ...bookOptions() });

/** The log of subscriptions in a directory, for one process at a time. */
export const openLog = (directory: string, clock: () => number): LmdbLog<SubscriptionTopic> =>
  openLmdbLog({
    ...{ path: join(directory, 'log'), topics: SUBSCRIPTION_TOPICS, partitions: PARTITIONS },
    ...{ clock, alone: true },
  });

/** Mails to a server on loopback, as fast as it takes them. */
export const openTransport = (port: number, connections = 8) =>
  createSmtpTransport({
    server: { host: '127.0.0.1', port, tls: 'off', auth: null },
    ...{ connections, perSecond: 1_000_000, name: 'sender.example', silenceMs: 30_000 },
  });

/** What is the same for every digest of these tests. */
export const usualParts = () => ({
  ranking: writtenRanking(),
  isKept: false,
  from: { name: 'Daily Papers', address: 'digest@papers.example' },
  site: { name: 'Daily Papers', url: 'https://papers.example' },
  links: createLinks(createSealer({ secret: SECRET, purpose: 'digest-links' })),
  messageIds: MESSAGE_IDS,
  keyring: createKeyring(
    [{ id: 'test', scopes: ['admin', 'write'], sha256: hashKey(ADMIN_KEY) }],
    {},
  ),
  trustedProxies: 0,
  ids: v7,
});
