import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';

const strict = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    objectSrc: ["'none'"],
  },
  referrerPolicy: 'same-origin',
  xFrameOptions: 'DENY',
  // Whoever ends TLS in front of us decides on it, for the whole host.
  strictTransportSecurity: false,
});

/** Headers of every page: nothing from elsewhere, no inline script or style, never in a frame. */
export const pageHeaders = createMiddleware(async (c, next) => {
  c.header('Cache-Control', 'private, no-cache');
  return await strict(c, next);
});
