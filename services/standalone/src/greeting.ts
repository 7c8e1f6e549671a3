import { randomBytes } from 'node:crypto';

/** What is said of the paper to vote for. */
export type Paper = {
  readonly id: string;
  readonly title: string;
  readonly rank: number;
  readonly upvotes: number;
  readonly score: number;
};

/** The paper nearest to the one above it: a single vote lifts it. Null where there is none. */
export const nearestToRise = (list: readonly Paper[]): Paper | null => {
  const gaps = list
    .slice(1)
    .map((paper, n) => ({ paper, gap: (list[n]?.score ?? 0) - paper.score }));
  return gaps.sort((a, b) => a.gap - b.gap)[0]?.paper ?? list[0] ?? null;
};

export type Greeting = {
  readonly url: string;
  /** Where analysts ask; null where there is no SQL port. */
  readonly sqlUrl: string | null;
  readonly dataDir: string;
  /** A key with the scope `write`, in clear; null where only its hash is known. */
  readonly writeKey: string | null;
  /** A key with the scope `read`; null where reading needs none. */
  readonly readKey: string | null;
  /** A key with the scope `sql`, in clear; null where only its hash is known. */
  readonly sqlKey: string | null;
  readonly demo: boolean;
  /** The paper the printed command votes for; null while there is none. */
  readonly item: Paper | null;
};

/** What the terminal says once everything answers: where to look, and a command to try. */
export const greeting = (told: Greeting): string => {
  const { url, sqlUrl, dataDir, writeKey, readKey, sqlKey, demo, item } = told;
  const lines = ['', `  Emberlog is up: ${url}`, `  data and keys: ${dataDir}`];
  if (demo)
    lines.push('  the papers are real, the readers are simulated (EMBERLOG_DEMO=off starts empty)');
  if (sqlUrl !== null) lines.push(`  SQL, for ClickHouse's clients: ${sqlUrl}`);
  if (writeKey === null) return [...lines, ''].join('\n');
  lines.push(
    '',
    ...(item === null
      ? publishCommand(url, writeKey, readKey)
      : voteCommand(url, writeKey, readKey, item)),
  );
  if (sqlUrl !== null && sqlKey !== null) lines.push(...sqlCommand(sqlUrl, sqlKey));
  lines.push('', '  Ctrl-C stops it; nothing that was accepted is lost.', '');
  return lines.join('\n');
};

/** A user name is asked for by clients, whatever it is. */
const sqlCommand = (sqlUrl: string, key: string): string[] => [
  '',
  '  Ask by SQL, with any user name and the key as its password:',
  '',
  `curl -s ${sqlUrl} -u 'analyst:${key}' -d 'SELECT title, votes FROM lists ORDER BY listed_on DESC, rank LIMIT 5 FORMAT PrettyCompact'`,
];

const post = (url: string, key: string, event: object): string =>
  `curl -s ${url}/v1/events -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' -d '${JSON.stringify(event)}'`;

const read = (address: string, key: string | null): string =>
  `curl -s "${address}?after=$AFTER"${key === null ? '' : ` -H 'Authorization: Bearer ${key}'`}; echo`;

/** The id is new each time it is printed, so pasting it twice counts once. */
const id = (): string => `paste-${randomBytes(6).toString('hex')}`;

const voteCommand = (url: string, key: string, readKey: string | null, item: Paper): string[] => {
  const event = {
    id: id(),
    type: 'item.upvoted',
    subject: item.id,
    data: { actor: `you-${id()}` },
  };
  const path = `/v1/items/${encodeURIComponent(item.id)}`;
  return [
    `  Vote for "${item.title}" (rank ${item.rank}, ${item.upvotes} votes)`,
    '  and read its count and rank with your vote included:',
    '',
    `AFTER=$(${post(url, key, event)} | sed 's/.*"position":"\\([^"]*\\)".*/\\1/'); ${read(`${url}${path}`, readKey)}`,
  ];
};

const publishCommand = (url: string, key: string, readKey: string | null): string[] => [
  '  Publish a first paper and read the list that has it:',
  '',
  `AFTER=$(${post(url, key, {
    id: id(),
    type: 'item.published',
    subject: 'first-paper',
    data: { title: 'The first paper' },
  })} | sed 's/.*"position":"\\([^"]*\\)".*/\\1/'); ${read(`${url}/v1/trending`, readKey)}`,
];
