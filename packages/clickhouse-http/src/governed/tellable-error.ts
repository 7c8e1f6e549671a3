/**
 * The engine's error without what it says of the inside: it names the expression it was in, which may
 * be a view's own, and tables that sound alike. Number, name and the first sentence stay.
 */
export const tellableError = (text: string): string => {
  const [, name = ''] = /\((\w+)\)(?: \(version [^)]*\))?\s*$/.exec(text) ?? [];
  const columns = / Maybe you meant: \['[^\]]*\]/.exec(text)?.[0] ?? '';
  const ends = INSIDE.map((pattern) => text.search(pattern)).filter((at) => at >= 0);
  if (ends.length === 0) return INNER.test(text) ? untold(text, name) : text.trim();
  const told = text.slice(0, Math.min(...ends)).replace(/[\s:.,]+$/, '');
  const message = `${told}.${columns === '' ? '' : `${columns}.`} (${name})`;
  return INNER.test(message) ? untold(text, name) : message;
};

const untold = (text: string, name: string): string =>
  `Code: ${/Code: (\d+)\./.exec(text)?.[1] ?? '1002'}. DB::Exception: the statement failed inside of a view. (${name})`;

/** Where the engine begins to tell where it was. */
const INSIDE: readonly RegExp[] = [
  /[:.,]?\s*(?:\(?while executing)/i,
  /[:.,]?\s*\(?while (?:processing|reading|analyzing|converting)/i,
  /[:.,]?\s*in (?:scope|query|the query)\b/i,
  /[:.,]?\s*Maybe you meant/,
  /[:.,]?\s*Stack trace/i,
  /[:.,]?\s*\(in file/i,
  /[:.,]?\s*\(version /,
];

const INNER = /emberlog|system\./;
