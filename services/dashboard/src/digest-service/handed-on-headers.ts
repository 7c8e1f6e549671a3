/** Of one connection, not of the request (RFC 9110, 7.6.1), or made anew by who asks. */
const OF_THE_CONNECTION = [
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade', 'expect', 'content-length', 'host'],
] as const;

const FORWARDED_FOR = 'x-forwarded-for';

/**
 * The headers of a request as they are handed on: without those of the connection and those it names,
 * without cookies, which are the pages' own, and with `peer` at the end of `X-Forwarded-For`.
 */
export const handedOnHeaders = (headers: Headers, peer: string | undefined): Headers => {
  const handedOn = new Headers(headers);
  const named = (headers.get('connection') ?? '').split(',').map((name) => name.trim());
  for (const name of [...OF_THE_CONNECTION, 'cookie', ...named.filter(isName)])
    handedOn.delete(name);
  // After the names were dropped: a connection may name this one too.
  const came = headers.get(FORWARDED_FOR);
  const way = [came, peer].filter((each) => each !== null && each !== undefined);
  if (way.length > 0) handedOn.set(FORWARDED_FOR, way.join(', '));
  return handedOn;
};

const isName = (text: string): boolean => /^[!#$%&'*+\-.^_`|~\w]+$/.test(text);
