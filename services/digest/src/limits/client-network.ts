import { isIP } from 'node:net';
import { incomingOf, type HttpEnv } from '@emberlog/service-kit';
import type { Context } from 'hono';

/**
 * Bits of an IPv6 address that one customer has: providers are advised to give a home a /56 (RIPE-690), and
 * a machine has 2^64 addresses of its own, so that a limit by address would limit nobody.
 */
const GROUPS = 4;
const LAST_GROUP_MASK = 0xff00;

/**
 * The network a request comes from: an IPv4 address, or the first 56 bits of an IPv6 address. With trusted
 * proxies in front it is what the outermost of them saw: that many from the right of `X-Forwarded-For`,
 * since what stands further left is the client's to write.
 */
export const clientNetwork = (c: Context<HttpEnv>, trustedProxies: number): string => {
  const remote = incomingOf(c.env)?.socket.remoteAddress ?? '';
  const forwarded = c.req.header('X-Forwarded-For')?.split(',') ?? [];
  const told = trustedProxies > 0 ? forwarded.at(-trustedProxies) : undefined;
  return networkOf(withoutPort(told ?? '')) ?? networkOf(remote) ?? 'unknown';
};

/** Proxies may add a port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
const withoutPort = (text: string): string => {
  const trimmed = text.trim();
  const [, within] = /^\[([^\]]+)\](?::\d+)?$/.exec(trimmed) ?? [];
  return within ?? /^([\d.]+):\d+$/.exec(trimmed)?.[1] ?? trimmed;
};

/** Null for what is no address. */
export const networkOf = (address: string): string | null => {
  const [bare = ''] = address.split('%');
  switch (isIP(bare)) {
    case 4:
      return bare;
    case 6: {
      const groups = groupsOf(bare);
      const [mapped, high = 0, low = 0] = [groups.slice(0, 6).join(), groups[6], groups[7]];
      if (mapped === '0,0,0,0,0,65535') return bytesOf(high, low).join('.');
      const first = groups.slice(0, GROUPS);
      const masked = first.map((group, n) => (n === GROUPS - 1 ? group & LAST_GROUP_MASK : group));
      return `${masked.map((group) => group.toString(16)).join(':')}::/56`;
    }
    default:
      return null;
  }
};

const bytesOf = (...groups: readonly number[]): readonly number[] =>
  groups.flatMap((group) => [group >> 8, group & 0xff]);

/** Eight numbers of 16 bits; the parser of URLs writes every spelling as one. */
const groupsOf = (address: string): readonly number[] => {
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const numbers = (text: string): readonly number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [before, after] = [numbers(head), numbers(tail ?? '')];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
};
