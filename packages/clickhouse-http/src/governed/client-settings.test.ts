import { describe, expect, test } from 'vitest';
import { clientSettings } from './client-settings.ts';
import { DEFAULT_LIMITS } from './port-limits.ts';

const become = (asked: Readonly<Record<string, string>>) => {
  const governed = clientSettings(DEFAULT_LIMITS, new Map(Object.entries(asked)));
  return governed.allowed ? Object.fromEntries(governed.settings) : governed.code;
};

const UNASKED = become({});

describe('settings that a client sends along', () => {
  test.each([
    ['session_timezone', 'Asia/Tokyo'],
    ['output_format_json_quote_64bit_integers', '0'],
    ['date_time_output_format', 'iso'],
    ['join_use_nulls', '1'],
    ['result_overflow_mode', 'break'],
  ])('%s shapes an answer, and is taken', (name, value) => {
    expect(become({ [name]: value })).toMatchObject({ [name]: value });
  });

  test.each([
    ['max_result_rows', '10', '10'],
    ['max_execution_time', '0.5', '0.5'],
    ['max_execution_time', '3600', '30'],
    ['max_memory_usage', '0', '200000000'],
    ['max_rows_to_read', '-1', '50000000'],
    ['max_result_bytes', '1e99', '256000000'],
    ['max_threads', 'auto(8)', '1'],
  ])('%s = %s becomes %3$s: limits are lowered only', (name, value, becomes) => {
    expect(become({ [name]: value })).toMatchObject({ [name]: becomes });
  });

  test.each([
    ['readonly', '0'],
    ['log_comment', 'x'],
    ['output_format_parallel_formatting', '1'],
    ['log_queries', '0'],
    ['insert_deduplicate', '0'],
    ['async_insert', '1'],
    ['http_headers_progress_interval_ms', '100'],
    ['input_format_null_as_default', '1'],
    ['date_time_input_format', 'best_effort'],
    ['allow_experimental_object_type', '1'],
  ])('%s comes from clients by themselves, and changes nothing', (name, value) => {
    expect(become({ [name]: value })).toEqual(UNASKED);
  });

  test.each([
    'allow_ddl',
    'allow_introspection_functions',
    'additional_table_filters',
    'dialect',
    'format_schema',
    'format_template_row',
    'max_ast_depth',
    'max_bytes_before_external_group_by',
    'output_format_schema',
    'output_format_compression_zstd_window_log',
    'count_distinct_implementation',
    'user_files_path',
    'param_x',
    'implicit_select',
    'x = 1, readonly',
    '',
  ])('%j is refused', (name) => {
    expect(become({ [name]: '1' })).toBe(164);
  });

  test('what makes a connection read-only comes last, after which it takes no setting', () => {
    const governed = clientSettings(DEFAULT_LIMITS, new Map([['session_timezone', 'UTC']]));
    expect(governed.allowed && [...governed.settings.keys()].at(-1)).toBe('readonly');
  });
});
