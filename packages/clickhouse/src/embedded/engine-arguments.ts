/**
 * What bounds the engine's own caches, bytes. By themselves they grow for days: every second is
 * another `as_of`, a constant that conditions are kept and expressions compiled for.
 */
export const ENGINE_ARGUMENTS: readonly string[] = [
  '--compiled_expression_cache_size=4000000',
  '--query_condition_cache_size=2000000',
];
