import type { Dice } from './dice.ts';
import { headerText } from './event-requests.ts';
import type { Attacked, FuzzRequest } from './fuzz-request.ts';
import { forgeToken, mutateBytes } from './mutate-bytes.ts';
import { nastyText } from './nasty-values.ts';

/** A page, a vote of a reader, or what lies beside them. */
export const pageRequest = (to: Attacked, dice: Dice): FuzzRequest => {
  const kind = dice.below(10);
  if (kind < 3) return pageOf(to, dice);
  if (kind < 6) return vote(to, dice);
  const target = dice.pick([
    ...([
      '/livez',
      '/readyz',
      '/metrics',
      '/livez/',
      '/',
      '/assets/',
      '/assets/..%2f..',
      '/favicon.ico',
    ] as const),
    ...['/v1', '/v1/', '/v2/events', '/v1/events/', '/V1/EVENTS', '/.env', '/wp-login.php', '//'],
    ...['/v1/items/', '/v1/lists/', '/v1/lists/2025-13-01', '/v1/lists/latest', '/%2e%2e/', '/*'],
  ]);
  const method = dice.pick([
    ...([
      'GET',
      'GET',
      'GET',
      'HEAD',
      'POST',
      'PUT',
      'PATCH',
      'DELETE',
      'OPTIONS',
      'TRACE',
    ] as const),
    ...['PROPFIND', 'M-SEARCH', 'QUERY'],
  ]);
  const body = ['POST', 'PUT', 'PATCH'].includes(method) ? Buffer.from('{"a":1}') : null;
  return { method, target, headers: [], body };
};

const pageOf = (to: Attacked, dice: Dice): FuzzRequest => {
  const parameters: [string, string][] = [
    ['date', dice.pick([to.day, '2025-02-30', '1970-01-01', nastyText(dice)])],
    ['half_life', dice.pick(['6h', '0h', '99999d', nastyText(dice)])],
    ['cursor', dice.pick([...to.cursors, forgeToken(to.cursors[0], dice), nastyText(dice)])],
    ['after', dice.pick([...to.positions, forgeToken(to.positions[0], dice), nastyText(dice)])],
    ['utm_source', nastyText(dice)],
  ];
  const chosen = parameters.filter(() => dice.oneIn(3));
  // As for questions: most pages are refused before the engine is asked.
  const sort = dice.oneIn(20) ? dice.pick(['top', 'new', 'trending']) : nastyText(dice);
  const query = new URLSearchParams([['sort', sort], ...chosen]).toString();
  return {
    method: 'GET',
    target: `${dice.pick(['/', '/trending'])}?${query}`.slice(0, 12_000),
    headers: [
      ...(dice.oneIn(3) ? [['Cookie', cookie(to, dice)] as const] : []),
      ...(dice.oneIn(3) ? [['Accept-Encoding', 'gzip, deflate'] as const] : []),
    ],
    body: null,
  };
};

const cookie = (to: Attacked, dice: Dice): string =>
  headerText(
    `emberlog_visitor=${dice.pick(['', '%', to.cursors[0], nastyText(dice)])}; emberlog_votes=${forgeToken(to.cursors[0], dice)}`,
  );

const TYPES = [
  ...(['application/x-www-form-urlencoded', 'multipart/form-data; boundary=b'] as const),
  ...[
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'application/json',
    'text/plain',
    '',
  ],
] as const;

/** No vote of a page is for an item whose votes are counted at the end: its reader is not known. */
const vote = (to: Attacked, dice: Dice): FuzzRequest => {
  const form = {
    item: dice.pick(['fuzzed-by-page', 'no/such', nastyText(dice)]),
    vote: dice.pick(['up', 'retract', nastyText(dice)]),
    return: dice.pick(['/', '/trending?sort=new', '//evil.example', nastyText(dice)]),
  };
  const type = dice.pick(TYPES);
  const parts = Object.entries(form).map(
    ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const plain = Buffer.from(
    type.startsWith('multipart')
      ? `${parts.join('')}--b--\r\n`
      : new URLSearchParams(form).toString(),
  );
  return {
    method: 'POST',
    target: '/vote',
    headers: [
      ...(type === '' ? [] : [['Content-Type', type] as const]),
      ...(dice.oneIn(4) ? [['Cookie', cookie(to, dice)] as const] : []),
      ...(dice.oneIn(4) ? [['Origin', headerText(nastyText(dice))] as const] : []),
      ...(dice.oneIn(6)
        ? [['Sec-Fetch-Site', dice.pick(['same-origin', 'cross-site', 'x'])] as const]
        : []),
      ...(dice.oneIn(4) ? [['Accept', 'application/json'] as const] : []),
    ],
    body: dice.oneIn(3) ? mutateBytes(plain, dice) : plain,
  };
};
