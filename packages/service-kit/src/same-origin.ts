/**
 * Whether a post may come from one of our own pages. Browsers say where a request comes from by
 * `Sec-Fetch-Site`, older ones by `Origin`; what says neither is no browser that holds our cookie.
 */
export const isSameOrigin = (
  headers: Pick<Headers, 'get'>,
  url: string,
  publicUrl: string | undefined,
): boolean => {
  const site = headers.get('Sec-Fetch-Site');
  if (site !== null) return site === 'same-origin';
  const origin = headers.get('Origin');
  if (origin === null) return true;
  if (!URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  return [url, publicUrl].some((own) => own !== undefined && new URL(own).host === host);
};
