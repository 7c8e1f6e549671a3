import type { GovernedSettings } from './governor.ts';
import { limitSettings, type PortLimits } from './port-limits.ts';
import { refuse } from './refuse.ts';

/**
 * What the settings sent along with a statement become. Those that shape an answer are taken, limits
 * can be lowered only, those that clients send by themselves and that mean nothing here are passed
 * over, and all others are refused (164 READONLY).
 */
export const clientSettings = (
  limits: PortLimits,
  asked: ReadonlyMap<string, string>,
): GovernedSettings => {
  const settings = new Map(limitSettings(limits));
  for (const [name, value] of asked) {
    const limit = LOWERED.has(name) ? settings.get(name) : undefined;
    if (limit !== undefined) settings.set(name, lower(limit, value));
    else if (isTaken(name)) settings.set(name, value);
    else if (!isPassedOver(name)) return refuse('READONLY', `Cannot modify '${name}' here: ${WHY}`);
  }
  return { allowed: true, settings: new Map([...settings].sort(lastReadOnly)) };
};

const WHY = 'statements only read, within limits that are fixed';

/** Whether a client may set it, for `system.settings`. */
export const isTaken = (name: string): boolean =>
  TAKEN.has(name) ||
  (name.startsWith('output_format_') && !/path|schema|template|compression|parallel/.test(name));

/** Zero stands for no limit with the engine. */
const lower = (limit: string, value: string): string => {
  const wanted = Number(value);
  return /^\d+(?:\.\d+)?$/.test(value) && wanted > 0 && wanted < Number(limit) ? value : limit;
};

/** Once read-only, a connection takes no other setting. */
const lastReadOnly = ([a]: [string, string], [b]: [string, string]): number =>
  Number(a === 'readonly') - Number(b === 'readonly');

export const LOWERED: ReadonlySet<string> = new Set([
  ...['max_execution_time', 'max_memory_usage', 'max_rows_to_read', 'max_bytes_to_read'],
  ...['max_result_rows', 'max_result_bytes', 'max_threads', 'max_block_size', 'max_query_size'],
]);

export const TAKEN: ReadonlySet<string> = new Set([
  ...['session_timezone', 'date_time_output_format', 'result_overflow_mode', 'extremes', 'limit'],
  ...['offset', 'bool_true_representation', 'bool_false_representation', 'join_use_nulls'],
  ...['format_csv_delimiter', 'format_csv_null_representation', 'format_tsv_null_representation'],
  ...['group_by_use_nulls', 'aggregate_functions_null_for_empty', 'cast_keep_nullable'],
  ...['union_default_mode', 'except_default_mode'],
  ...['intersect_default_mode', 'join_default_strictness', 'transform_null_in'],
  ...['prefer_column_name_to_alias', 'enable_positional_arguments', 'describe_compact_output'],
  ...[
    'data_type_default_nullable',
    'joined_subquery_requires_alias',
    'date_time_overflow_behavior',
  ],
]);

const isPassedOver = (name: string): boolean =>
  PASSED_OVER.has(name) || BEGINNINGS.some((beginning) => name.startsWith(beginning));

/** Of connections, of logs, of what writes, of how a statement is planned. */
const BEGINNINGS: readonly string[] = [
  ...['http_', 'send_', 'receive_', 'log_', 'input_format_', 'insert_', 'async_insert', 'wait_'],
  ...['allow_experimental_', 'optimize_', 'network_', 'connect_', 'interactive_', 'poll_'],
];

const PASSED_OVER: ReadonlySet<string> = new Set([
  ...[
    'output_format_parallel_formatting',
    'readonly',
    'enable_http_compression',
    'cancel_http_readonly_queries_on_client_close',
  ],
  ...['date_time_input_format', 'enable_analyzer', 'use_uncompressed_cache', 'use_query_cache'],
  ...['max_insert_block_size', 'max_insert_threads', 'add_http_cors_header', 'priority'],
  ...['distributed_product_mode', 'final', 'idle_connection_timeout', 'tcp_keep_alive_timeout'],
  ...['allow_suspicious_low_cardinality_types', 'low_cardinality_allow_in_native_format'],
  ...[
    'enable_json_type',
    'enable_variant_type',
    'enable_dynamic_type',
    'max_concurrent_queries_for_user',
  ],
]);
