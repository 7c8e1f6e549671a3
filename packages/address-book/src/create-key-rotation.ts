import { randomBytes } from 'node:crypto';
import type { RandomBytes } from '@emberlog/service-kit';
import type { KeyRotation } from './address-book.ts';
import type { AddressKeys } from './address-keys.ts';
import type { Rewrapping, Wrapping, WrappedKeyStore } from './address-store.ts';
import { openRowKey } from './create-address-book.ts';
import { wrapRowKey } from './sealing/wrapped-key.ts';
import { wrappingPages } from './wrapping-pages.ts';

const NONCE_LENGTH = 12;

export type RotationParts = {
  readonly store: WrappedKeyStore;
  readonly keys: AddressKeys;
  readonly random?: RandomBytes | undefined;
};

/** Rotation over the row keys of an adapter. Nothing is remembered: what is left shows by itself. */
export const createKeyRotation = (parts: RotationParts): KeyRotation => {
  const { store, keys, random = randomBytes } = parts;
  const [first] = keys;

  const byFirst = ({ subscriber, wrapped }: Wrapping): Rewrapping => {
    const rowKey = openRowKey(keys, subscriber, wrapped);
    const after = wrapRowKey(rowKey, first, subscriber, random(NONCE_LENGTH));
    rowKey.fill(0);
    return { subscriber, before: wrapped, wrapped: after };
  };

  return {
    rotate: async (onProgress) => {
      let progress = { done: 0, rewrapped: 0 };
      for await (const wrappings of wrappingPages(store)) {
        const others = wrappings.filter(({ wrapped }) => wrapped.keyId !== first.id);
        const rewrapped = others.length === 0 ? 0 : await store.rewrap(others.map(byFirst));
        progress = {
          done: progress.done + wrappings.length,
          rewrapped: progress.rewrapped + rewrapped,
        };
        onProgress(progress);
      }
      return progress;
    },
    usesKey: async (id) => {
      for await (const wrappings of wrappingPages(store)) {
        if (wrappings.some(({ wrapped }) => wrapped.keyId === id)) return true;
      }
      return false;
    },
  };
};
