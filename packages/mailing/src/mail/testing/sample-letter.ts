import { renderDigest } from '../../render/render-digest.ts';
import { sampleDigest } from '../../render/testing/sample-digest.ts';
import type { Letter } from '../letter.ts';
import { messageIdOf } from '../message-id.ts';

export const MESSAGE_IDS = { key: Buffer.alloc(32, 7), domain: 'papers.example' };
export const SENDING = { issue: '2025-12-10', subscriber: 'sub:1/é' };

export const sampleLetter: Letter = {
  from: { name: 'Daily Papers', address: 'digest@papers.example' },
  to: 'ann@reader.example',
  ...renderDigest(sampleDigest),
  date: Date.UTC(2025, 11, 11, 7),
  messageId: messageIdOf(SENDING, MESSAGE_IDS),
  list: { id: 'digest.papers.example', name: 'Digest of "Daily Papers"' },
  unsubscribe: 'https://papers.example/leave?t=x&u=y',
};
