/**
 * The engine's error without what it says of the inside: it names the expression it was in, which may
 * be a view's own, and tables that sound alike. Number, name and what is told first stay.
 */
export const tellableError = (text: string): string => {
  const [, name = 'UNKNOWN_EXCEPTION'] = NAME.exec(text.slice(-200)) ?? [];
  const head = unwrapped(text.slice(0, LONGEST));
  const end = Math.min(
    ...[...INSIDE.map((pattern) => head.search(pattern)), head.lastIndexOf(`(${name})`)].map(
      (at) => (at < 0 ? head.length : at),
    ),
  );
  const told = withoutName(head.slice(0, end), name);
  const [columns] = / Maybe you meant: \['[^\]]*\]/.exec(text.slice(end, end + LONGEST)) ?? [];
  const message = `${told}.${columns === undefined ? '' : `${columns}.`} (${name})`;
  if (!INNER.test(message)) return message;
  const [code = 'Code: 1002'] = /Code: \d+/.exec(head) ?? [];
  return `${code}. DB::Exception: the statement failed, for a reason that names what is not documented. (${name})`;
};

/** The engine wraps what goes wrong while it writes an answer: the outer number stays, once. */
const unwrapped = (head: string): string => {
  const [outer = ''] = PREFIX.exec(head) ?? [];
  let rest = head.slice(outer.length);
  for (let inner = WRAPPING.exec(rest); inner !== null; inner = WRAPPING.exec(rest)) {
    rest = rest.slice(inner[0].length);
  }
  return `${outer}${rest}`;
};

const PREFIX = /^Code: \d+\. DB::Exception: /;
const WRAPPING =
  /^(?:Code: \d+\. DB::Exception: |std::exception\. Code: \d+, type: [\w:]+, e\.what\(\) = )/;

const withoutName = (told: string, name: string): string => {
  const trimmed = told.replace(/[\s:.,(]+$/, '');
  const inner = `(${name})`;
  return trimmed.endsWith(inner) ? withoutName(trimmed.slice(0, -inner.length), name) : trimmed;
};

/** An error may quote a whole statement; characters. */
const LONGEST = 2_000;
const NAME = /\((\w+)\)(?: \(version [^)]*\))?\s*$/;

/** Where the engine begins to tell where it was. */
const INSIDE: readonly RegExp[] = [
  /while (?:executing|processing|reading|analyzing|converting)/i,
  /in scope|in query|in the query/i,
  /Maybe you meant/,
  /Stack trace/i,
  /\(in file/i,
  /\(version /,
];

/** Where the inside shows nevertheless; `emberlog_system` stands for a name of the statement's own. */
const INNER = /emberlog(?!_system)/;
