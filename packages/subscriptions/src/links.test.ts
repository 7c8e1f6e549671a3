import { createSealer } from '@emberlog/service-kit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLinks, type Link } from './links.ts';

const secret = new Uint8Array(32).fill(7);
const links = createLinks(createSealer({ secret, purpose: 'subscription links' }));
const DAY = 86_400_000;
const NOW = Date.UTC(2025, 11, 10);

const LINKS: readonly Link[] = [
  { kind: 'confirm', subscriber: 'subscriber-0000001', request: 'r1' },
  { kind: 'preferences', subscriber: 'subscriber-0000001' },
  { kind: 'unsubscribe', subscriber: 'subscriber-0000001' },
];
const KINDS = LINKS.map(({ kind }) => kind);

describe.each(LINKS.map((link) => [link.kind, link] as const))('a link to %s', (kind, link) => {
  const token = links.seal(link, NOW);

  // Seen to fail when kinds are not looked at.
  test('opens as what it is, and as nothing else', () => {
    expect(links.open(token, [kind], NOW)).toEqual({ ok: true, link });
    const others = KINDS.filter((other) => other !== kind);
    expect(links.open(token, others, NOW)).toEqual({ ok: false, reason: 'invalid' });
  });

  test('tells nobody whose it is, and fits an address of a page', () => {
    expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain(link.subscriber);
    expect(token).toMatch(/^[A-Za-z0-9_-]{1,400}$/);
  });

  test('is nothing when any character of it is another', () => {
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom('A', 'z', '_', '9'), (at, other) => {
        fc.pre(token[at] !== other);
        const forged = token.slice(0, at) + other + token.slice(at + 1);
        expect(links.open(forged, KINDS, NOW)).toEqual({ ok: false, reason: 'invalid' });
      }),
    );
  });
});

// Seen to fail when a link lasts a millisecond longer, and when one that unsubscribes ends.
test.each([
  ['confirm', 2 * DAY],
  ['preferences', 30 * DAY],
  ['unsubscribe', null],
] as const)('a link to %s lasts %s ms', (kind, lasts) => {
  const link = LINKS.find((each) => each.kind === kind) as Link;
  const token = links.seal(link, NOW);
  const at = (ms: number) => links.open(token, KINDS, NOW + ms);
  expect(at(lasts === null ? 10_000 * DAY : lasts - 1)).toEqual({ ok: true, link });
  if (lasts !== null) expect(at(lasts)).toEqual({ ok: false, reason: 'expired' });
});

test('what another purpose sealed is no link', () => {
  const others = createSealer({ secret, purpose: 'position' });
  const payload = { v: 1, link: LINKS[2], until: null };
  const token = others.seal(new TextEncoder().encode(JSON.stringify(payload)));
  expect(links.open(token, KINDS, NOW)).toEqual({ ok: false, reason: 'invalid' });
  for (const text of ['', 'x', 'é', 'A'.repeat(20_000)]) {
    expect(links.open(text, KINDS, NOW)).toEqual({ ok: false, reason: 'invalid' });
  }
});
