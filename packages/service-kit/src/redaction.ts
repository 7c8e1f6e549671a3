const names = [
  'authorization',
  'Authorization',
  'cookie',
  'apiKey',
  'password',
  'secret',
  '["x-clickhouse-key"]',
  '["X-ClickHouse-Key"]',
] as const;

/** Fields whose values are replaced, at the top of a log line and two levels below. */
export const secretFields: string[] = names.flatMap((name) => {
  const step = name.startsWith('[') ? name : `.${name}`;
  return [name, `*${step}`, `*.*${step}`];
});

// Keys also travel inside other strings: an error's message, a URL, a header list.
const secretTexts: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\bel_[A-Za-z0-9_-]{20,}/g, '[redacted]'],
  [/\b(Bearer|Basic) +[A-Za-z0-9._~+/=-]+/gi, '$1 [redacted]'],
];

/** Replaces generated keys and credentials wherever they stand in a finished line. */
export function scrub(line: string): string {
  return secretTexts.reduce(
    (text, [pattern, replacement]) => text.replace(pattern, replacement),
    line,
  );
}
