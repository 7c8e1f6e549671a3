import { createProblem, incomingOf, type HttpEnv } from '@emberlog/service-kit';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';

const LOOPBACK_NAME = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;
const LOOPBACK_PEER = /^(::ffff:)?127\.|^::1$/;
/** What proxies say of themselves. */
const HANDED_ON = ['Forwarded', 'Via', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Real-IP'] as const;

/**
 * Whether somebody on this very machine asks, by a name of it. By the name, as another one that leads
 * here could be a foreign page's (DNS rebinding); by the peer, as anybody can send a name; and by no
 * proxy's word, as a proxy may stand on this machine for the whole world.
 */
export const isLocal = (c: Context<HttpEnv>): boolean => {
  const peer = incomingOf(c.env)?.socket.remoteAddress;
  return (
    LOOPBACK_NAME.test(c.req.header('Host') ?? '') &&
    (peer === undefined || LOOPBACK_PEER.test(peer)) &&
    HANDED_ON.every((name) => c.req.header(name) === undefined)
  );
};

/** For everybody else there is nothing here. */
export const onlyLocal = createMiddleware<HttpEnv>(async (c, next) => {
  if (!isLocal(c)) throw createProblem({ status: 404, detail: 'nothing is found here' });
  await next();
});
