/** What one statement of the SQL port may take. */
export type PortLimits = {
  /** @default 30; beyond: 159 TIMEOUT_EXCEEDED */
  readonly seconds: number;
  /** Memory, bytes. @default 200 MB; beyond: 241 MEMORY_LIMIT_EXCEEDED */
  readonly memoryBytes: number;
  /** Rows read from tables and generators. @default 50 million; beyond: 158 TOO_MANY_ROWS */
  readonly rowsRead: number;
  /** Bytes read, uncompressed. @default 4 GB; beyond: 307 TOO_MANY_BYTES */
  readonly bytesRead: number;
  /** Rows answered. @default 2 million; beyond: 396 TOO_MANY_ROWS_OR_BYTES */
  readonly resultRows: number;
  /** Bytes answered, before they are written in a format. @default 256 MB: an answer is streamed; beyond: 396 */
  readonly resultBytes: number;
  /** Bytes of the statement. @default 256 KiB; beyond: 229 QUERY_IS_TOO_LARGE */
  readonly queryBytes: number;
  /** Levels of the syntax tree. @default 500; beyond: 167 TOO_DEEP_AST, 306 TOO_DEEP_RECURSION */
  readonly depth: number;
  /** Nodes of the syntax tree. @default 20,000; beyond: 168 TOO_BIG_AST */
  readonly nodes: number;
  /** Threads of one statement. @default 1: two cores also take votes and answer lists */
  readonly threads: number;
};

/** For two cores and a process of 600 MiB to 1 GiB, of which the engine at rest takes 300 MiB. */
export const DEFAULT_LIMITS: PortLimits = {
  seconds: 30,
  memoryBytes: 200_000_000,
  rowsRead: 50_000_000,
  bytesRead: 4_000_000_000,
  resultRows: 2_000_000,
  resultBytes: 256_000_000,
  queryBytes: 262_144,
  depth: 500,
  nodes: 20_000,
  threads: 1,
};

/** The limits as settings of the engine's, and what else a statement must not decide. */
export const limitSettings = (limits: PortLimits): ReadonlyMap<string, string> =>
  new Map(
    Object.entries({
      ...ofStatement(limits),
      max_rows_to_read: limits.rowsRead,
      max_bytes_to_read: limits.bytesRead,
      max_result_rows: limits.resultRows,
      max_result_bytes: limits.resultBytes,
      max_threads: limits.threads,
      ...ofParser(limits),
      ...FIXED,
    }).map(([name, value]): [string, string] => [name, String(value)]),
  );

/** Those of them that bound the judging of a statement: a tree may be much larger than its text. */
export const judgingSettings = (limits: PortLimits): ReadonlyMap<string, string> =>
  new Map(
    Object.entries({ ...ofStatement(limits), ...ofParser(limits) }).map(
      ([name, value]): [string, string] => [name, `${value}`],
    ),
  );

const ofStatement = (limits: PortLimits) => ({
  max_execution_time: limits.seconds,
  max_memory_usage: limits.memoryBytes,
});

const ofParser = (limits: PortLimits) => ({
  // More than a statement has by the time the engine sees it: a few words are added to it.
  max_query_size: 2 * limits.queryBytes + 1_024,
  max_parser_depth: limits.depth,
  max_ast_depth: limits.depth,
  max_ast_elements: limits.nodes,
  max_expanded_ast_elements: limits.nodes,
  implicit_select: 0,
});

const FIXED = {
  // Nothing may change a setting from here on.
  readonly: 1,
  allow_ddl: 0,
  allow_introspection_functions: 0,
  read_overflow_mode: 'throw',
  result_overflow_mode: 'throw',
  timeout_overflow_mode: 'throw',
  // Smaller blocks: the engine looks at its limits between two of them.
  max_block_size: 8_192,
  // Of one block: ten days of hours in every row of it. What is constant is one block, too.
  function_range_max_elements_in_block: 2_000_000,
  max_subquery_depth: 50,
  max_recursive_cte_evaluation_depth: 1_000,
  regexp_max_matches_per_row: 1_000,
  // Views fold rows in the order that tables have them: the groups of all of them would not fit.
  optimize_aggregation_in_order: 1,
  // What does not fit in memory ends; it does not go to disk.
  max_bytes_before_external_group_by: 0,
  max_bytes_ratio_before_external_group_by: 0,
  max_bytes_before_external_sort: 0,
  max_bytes_ratio_before_external_sort: 0,
  // Machine code and patterns compiled for strangers stay in memory that no limit counts.
  compile_expressions: 0,
  compile_aggregate_expressions: 0,
  compile_sort_description: 0,
  allow_hyperscan: 0,
  use_query_condition_cache: 0,
  use_query_cache: 0,
};
