import type { Signer } from '@emberlog/service-kit';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { decodeVotedItems, type VotedItems } from './voted-items.ts';

/** Who votes, known by a signed cookie alone; no account, no address, nothing stored here. */
export type Visitors = {
  /** The visitor's id, or null before the first vote and for a cookie we did not sign. */
  readonly identify: (c: Context) => string | null;
  readonly votedItems: (c: Context) => VotedItems;
  /** Gives or renews both cookies on the reply. */
  readonly remember: (c: Context, visitor: string, voted: VotedItems) => void;
};

export type VisitorsOptions = {
  readonly signer: Pick<Signer, 'sign' | 'verify'>;
  /** Send the cookies over https only. */
  readonly secure: boolean;
};

const YEAR_SECONDS = 365 * 86_400;

// The mark inside what is signed keeps one cookie from passing for the other.
const COOKIES = {
  visitor: { name: 'emberlog_visitor', mark: 1 },
  votes: { name: 'emberlog_votes', mark: 2 },
} as const;
type Cookie = (typeof COOKIES)[keyof typeof COOKIES];

/** A cookie that was forged, cut or made under another secret counts as none. */
export const createVisitors = ({ signer, secure }: VisitorsOptions): Visitors => {
  const read = (c: Context, { name, mark }: Cookie): Uint8Array | null => {
    const payload = signer.verify(getCookie(c, name) ?? '');
    return payload?.[0] === mark ? payload.subarray(1) : null;
  };
  const write = (c: Context, { name, mark }: Cookie, bytes: Uint8Array): void => {
    setCookie(c, name, signer.sign(Uint8Array.of(mark, ...bytes)), {
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
      secure,
      maxAge: YEAR_SECONDS,
    });
  };
  return {
    identify: (c) => {
      const bytes = read(c, COOKIES.visitor);
      return bytes === null ? null : new TextDecoder().decode(bytes);
    },
    votedItems: (c) => decodeVotedItems(read(c, COOKIES.votes) ?? undefined),
    remember: (c, visitor, voted) => {
      write(c, COOKIES.visitor, new TextEncoder().encode(visitor));
      write(c, COOKIES.votes, voted.encode());
    },
  };
};
