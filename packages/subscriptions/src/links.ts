import { z } from 'zod';

/** What the holder of a link may do, each for one subscriber. */
const link = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('confirm'), subscriber: z.string(), request: z.string() }),
  z.strictObject({ kind: z.literal('preferences'), subscriber: z.string() }),
  z.strictObject({ kind: z.literal('unsubscribe'), subscriber: z.string() }),
]);
export type Link = Readonly<z.infer<typeof link>>;

const DAY = 86_400_000;

/** How long a request waits for its confirmation, ms. */
export const CONFIRM_LASTS_MS = 2 * DAY;

/**
 * How long each lasts, ms; null: for ever. Who finds an old mail must be able to leave by it, and a link that
 * ends something does no harm when others find it; the other two let in whoever holds them.
 */
const LASTS: Readonly<Record<Link['kind'], number | null>> = {
  confirm: CONFIRM_LASTS_MS,
  preferences: 30 * DAY,
  unsubscribe: null,
};

const sealed = z.strictObject({ v: z.literal(1), link, until: z.int().nullable() });

export type OpenedLink =
  | { readonly ok: true; readonly link: Link }
  | { readonly ok: false; readonly reason: 'invalid' | 'expired' };

export type Links = {
  /** A token for an address of the site. */
  readonly seal: (link: Link, now: number) => string;
  /** `invalid`: no service of this deployment made it, or not as one of these kinds. */
  readonly open: (token: string, kinds: readonly Link['kind'][], now: number) => OpenedLink;
};

/** What seals tokens so that nobody else can make or read them. */
type Sealer = {
  readonly seal: (payload: Uint8Array) => string;
  readonly open: (token: string) => Uint8Array | null;
};

/**
 * Links of mails as tokens, times in ms UTC. Nothing is remembered of them: whether one that confirms was
 * used already, the subscription tells.
 */
export const createLinks = (sealer: Sealer): Links => ({
  seal: (given, now) => {
    const lasts = LASTS[given.kind];
    const until = lasts === null ? null : now + lasts;
    return sealer.seal(new TextEncoder().encode(JSON.stringify({ v: 1, link: given, until })));
  },
  open: (token, kinds, now) => {
    const bytes = sealer.open(token);
    if (bytes === null) return { ok: false, reason: 'invalid' };
    const found = sealed.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
    if (found === undefined || !kinds.includes(found.link.kind)) {
      return { ok: false, reason: 'invalid' };
    }
    if (found.until !== null && now >= found.until) return { ok: false, reason: 'expired' };
    return { ok: true, link: found.link };
  },
});
