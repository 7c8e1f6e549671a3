import fc from 'fast-check';

/** Where something else could be planted, or text between. */
type Part = string | { readonly hole: 'expression' | 'source'; readonly text: string };

export const EXPRESSIONS: readonly string[] = [
  ...['sleep(1)', 'hostName()', "file('/etc/passwd')", "dictGet('d', 'a', 1)", 'tcpPort()'],
  ...['(SELECT any(actor) FROM emberlog.votes)', '(item IN emberlog.votes)', "('x' IN (hidden))"],
  ...[
    "joinGet('emberlog.j', 'a', 1)",
    'EXISTS (SELECT 1 FROM hidden)',
    '(SELECT 1 SETTINGS max_threads = 2)',
  ],
  ...["arrayMap(y -> getSetting('x'), [1])", "(SELECT count() FROM merge('.*'))", 'SLEEP /**/ (1)'],
  ...[
    'sum(sleepEachRow(1)) OVER (ORDER BY 1)',
    'if(1, `hostName`(), 2)',
    '(1 IN (SELECT 1 FROM system.users))',
  ],
];

export const SOURCES: readonly string[] = [
  ...['emberlog.votes', 'hidden', '`default`.hidden', 'system.processes', 'system . users'],
  ...[
    "url('http://127.0.0.1:1/', 'CSV', 'a String')",
    "file('/etc/passwd')",
    "merge('emberlog', '.*')",
  ],
  ...[
    "remote('127.0.0.1', emberlog.votes)",
    'view(SELECT 1)',
    "cluster('default', hidden)",
    '"emberlog"."votes"',
  ],
  ...[
    '(SELECT * FROM hidden)',
    '(SELECT * FROM items SETTINGS max_threads = 2)',
    "input('a String')",
  ],
];

/** A statement with another text in one of its holes. */
export const plantedAt = (
  parts: readonly Part[],
  at: number,
  hostile: Readonly<Record<'expression' | 'source', string>>,
): readonly Part[] => {
  const holes = parts.flatMap((part, index) => (typeof part === 'string' ? [] : [index]));
  const chosen = holes[at % holes.length];
  return parts.map((part, index) =>
    index === chosen && typeof part !== 'string' ? hostile[part.hole] : part,
  );
};

export const written = (parts: readonly Part[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');

type Parts = readonly Part[];

const joined = (...pieces: readonly (string | fc.Arbitrary<Parts>)[]): fc.Arbitrary<Parts> =>
  fc
    .tuple(
      ...pieces.map((piece) => (typeof piece === 'string' ? fc.constant<Parts>([piece]) : piece)),
    )
    .map((all) => all.flat());

const hole = (kind: 'expression' | 'source', ...texts: readonly string[]): fc.Arbitrary<Parts> =>
  fc.constantFrom(...texts).map((text) => [{ hole: kind, text }]);

const grammar = fc.letrec<{ expression: Parts; source: Parts; select: Parts; query: Parts }>(
  (tie) => ({
    expression: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      hole('expression', 'item', '1', "'it''s'", '[1, 2]', 'now()', "'a (children 2)'", '`item`'),
      joined('concat(', tie('expression'), ', ', tie('expression'), ')'),
      joined('(', tie('expression'), ' + ', tie('expression'), ')'),
      joined('if(', tie('expression'), ', ', tie('expression'), ', ', tie('expression'), ')'),
      joined('CASE WHEN ', tie('expression'), ' THEN ', tie('expression'), ' END'),
      joined('arrayMap(z -> ', tie('expression'), ', [', tie('expression'), '])'),
      joined('sumIf(', tie('expression'), ', ', tie('expression'), ')'),
      joined(
        'max(',
        tie('expression'),
        ') OVER (PARTITION BY ',
        tie('expression'),
        ' ORDER BY ',
        tie('expression'),
        ')',
      ),
      joined(tie('expression'), ' IN (', tie('query'), ')'),
      joined(tie('expression'), ' NOT IN (', tie('expression'), ', ', tie('expression'), ')'),
      joined('(', tie('query'), ')'),
      joined('CAST(', tie('expression'), ' AS String)'),
    ),
    source: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      hole(
        'source',
        'items',
        'votes',
        'default.items',
        '`items`',
        'numbers(10)',
        'system.tables',
        'system.one',
        'c',
      ),
      joined('(', tie('query'), ')'),
      joined(
        'trending(as_of = ',
        tie('expression'),
        ', half_life_hours = ',
        tie('expression'),
        ')',
      ),
    ),
    select: fc.oneof(
      joined('SELECT ', tie('expression'), ' AS e, * EXCEPT (x) FROM ', tie('source'), ' AS s'),
      joined('SELECT ', tie('expression'), ' FROM ', tie('source'), ' WHERE ', tie('expression')),
      joined(
        'SELECT DISTINCT ',
        tie('expression'),
        ' FROM ',
        tie('source'),
        ' AS a JOIN ',
        tie('source'),
        ' AS b ON ',
        tie('expression'),
      ),
      joined(
        'SELECT ',
        tie('expression'),
        ' FROM ',
        tie('source'),
        ' GROUP BY ',
        tie('expression'),
        ' HAVING ',
        tie('expression'),
      ),
      joined(
        'SELECT * REPLACE (',
        tie('expression'),
        ' AS item) FROM ',
        tie('source'),
        ' ARRAY JOIN ',
        tie('expression'),
        ' AS j',
      ),
      joined(
        'SELECT ',
        tie('expression'),
        ' FROM ',
        tie('source'),
        ' ORDER BY ',
        tie('expression'),
        ' DESC LIMIT 1 BY ',
        tie('expression'),
        ' LIMIT 3',
      ),
      joined(
        'SELECT sum(1) OVER w FROM ',
        tie('source'),
        ' WINDOW w AS (ORDER BY ',
        tie('expression'),
        ')',
      ),
    ),
    query: fc.oneof(
      tie('select'),
      joined(tie('select'), ' UNION ALL ', tie('select')),
      joined('WITH c AS (', tie('select'), ') ', tie('select')),
      joined('WITH ', tie('expression'), ' AS n ', tie('select')),
    ),
  }),
);

/** Legitimate statements, as parts; most of them the engine would not run, for their types. */
export const statements: fc.Arbitrary<Parts> = fc.oneof(
  joined('WITH c AS (SELECT 1 AS item) ', grammar.select),
  joined('WITH c AS (SELECT 1 AS item) ', grammar.select, ' FORMAT JSON'),
  joined('EXPLAIN SYNTAX WITH c AS (', grammar.select, ') ', grammar.select).map((parts) =>
    parts.map((part) =>
      typeof part !== 'string' && part.text === 'c' ? { ...part, text: 'items' } : part,
    ),
  ),
);
