/** Texts of the inside: none may stand in a reply, whatever was asked. */
const LEAKS: readonly RegExp[] = [
  /\bat (?:async )?[\w.<>]* ?\(?(?:file:|node:|\/)/,
  /\.(?:ts|js|mjs):\d+/,
  /node_modules|node:internal/,
  /\b(?:SELECT|INSERT INTO|FORMAT JSON)\b/,
  /ClickHouse|clickhouse|DB::Exception|chdb|\bMDB_|\blmdb\b|\bhono\b|\bzod\b|ZodError/,
  /\b(?:Type|Range|Reference|Syntax)Error\b/,
  /ECONN|ENOENT|EMFILE|ERR_[A-Z_]+/,
  /\/(?:home|root|tmp|usr|var|work|Users)\//,
  /\bel_[A-Za-z0-9_-]{20,}/,
];

/** Our own tokens are random letters, and random letters spell anything. */
const TOKENS = /[\w-]{60,}/g;

const SERVERS = ['server', 'x-powered-by', 'via'];

/** What a reply tells of the inside; empty when nothing. */
export const leaksOf = (headers: Readonly<Record<string, unknown>>, body: string): string[] => {
  const text = `${JSON.stringify(headers)}\n${body}`.replaceAll(TOKENS, '');
  return [
    ...SERVERS.filter((name) => name in headers).map((name) => `the header ${name}`),
    ...LEAKS.flatMap((pattern) => pattern.exec(text)?.[0] ?? []),
  ];
};
