import type { HistogramDefinition, MetricDefinition } from '@emberlog/service-kit';

const counter = <L extends string = never>(name: string, help: string, ...labels: readonly L[]) => {
  const definition: MetricDefinition<L> = { name, help, labels };
  return { type: 'counter', ...definition } as const;
};

const gauge = <L extends string = never>(name: string, help: string, ...labels: readonly L[]) => {
  const definition: MetricDefinition<L> = { name, help, labels };
  return { type: 'gauge', ...definition } as const;
};

const histogram = <L extends string = never>(
  name: string,
  help: string,
  buckets: readonly number[],
  ...labels: readonly L[]
) => {
  const definition: HistogramDefinition<L> = { name, help, buckets, labels };
  return { type: 'histogram', ...definition } as const;
};

/** From a reply out of the cache to the longest wait of a request. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** From one record to the most that one batch holds. */
const COUNTS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];

/**
 * Everything that is measured, and the only place that names it. `topic` is the name of a topic
 * without `emberlog.`, which is also the name of the table it feeds, if it feeds one.
 */
export const CATALOGUE = {
  httpRequestDuration: histogram(
    'emberlog_http_request_duration_seconds',
    'Time from the head of a request to the head of its reply, by the pattern of the route.',
    SECONDS,
    ...(['method', 'route', 'status'] as const),
  ),

  eventsAccepted: counter(
    'emberlog_events_accepted_total',
    'Events that are durable in the log.',
    'type',
  ),
  eventsRejected: counter(
    'emberlog_events_rejected_total',
    'Events that broke a rule, by the code of the first.',
    'code',
  ),
  requestsRefused: counter(
    'emberlog_ingest_refused_requests_total',
    'Requests of which no event was looked at or taken: log_unavailable and too_busy are on our side.',
    'reason',
  ),

  appendDuration: histogram(
    'emberlog_log_append_duration_seconds',
    'Time until the records of one request were durable, waiting for the commit before included.',
    SECONDS,
  ),
  appendFailures: counter(
    'emberlog_log_append_failures_total',
    'Appends that the log did not take.',
  ),
  commitRecords: histogram(
    'emberlog_log_commit_records',
    'Records that became durable in one commit.',
    COUNTS,
  ),
  commitCalls: histogram(
    'emberlog_log_commit_calls',
    'Appends that shared one commit.',
    COUNTS.slice(0, 9),
  ),
  logEnd: gauge(
    'emberlog_log_end_offset',
    'Offset the next record of a partition gets.',
    ...(['topic', 'partition'] as const),
  ),

  recordsProjected: counter(
    'emberlog_projector_records_total',
    'Records whose rows are committed to the table of their topic.',
    'topic',
  ),
  insertRecords: histogram(
    'emberlog_projector_insert_records',
    'Records committed by one INSERT.',
    COUNTS,
    'topic',
  ),
  insertDuration: histogram(
    'emberlog_projector_insert_duration_seconds',
    'Time an INSERT that committed took.',
    SECONDS,
    'topic',
  ),
  deadLetters: counter(
    'emberlog_projector_dead_letters_total',
    'Records that could not be read and were kept as dead letters; again where a failed INSERT is repeated.',
    'topic',
  ),
  projectorRestarts: counter(
    'emberlog_projector_restarts_total',
    'Times that projecting was interrupted and begun anew from the tables.',
  ),
  projectorTrouble: gauge(
    'emberlog_projector_trouble',
    '1 while something keeps new records out of the tables, else 0.',
  ),
  projectorLagRecords: gauge(
    'emberlog_projector_lag_records',
    'Records in the log, of partitions this projector has, that are not in the table yet.',
    ...(['topic', 'partition'] as const),
  ),
  projectorLagSeconds: gauge(
    'emberlog_projector_lag_seconds',
    'Age of the oldest of those records, 0 when there is none.',
    'topic',
  ),

  answers: counter(
    'emberlog_query_answers_total',
    'Answers to questions for a list, from the cache or produced.',
    'source',
  ),
  statementDuration: histogram(
    'emberlog_query_statement_duration_seconds',
    'Time the engine took to answer a statement, by its name.',
    SECONDS,
    'statement',
  ),
  statementFailures: counter(
    'emberlog_query_statement_failures_total',
    'Statements the engine did not answer.',
    'statement',
  ),
  waiting: gauge(
    'emberlog_query_waiting_requests',
    'Requests that wait until the read model includes a position.',
  ),
  readModelOffset: gauge(
    'emberlog_read_model_offset',
    'Offset of a partition up to which the read model includes its records.',
    ...(['topic', 'partition'] as const),
  ),
  readModelLag: gauge(
    'emberlog_read_model_lag_seconds',
    'Age of the oldest record that the read model does not include, 0 when there is none.',
  ),

  sqlQueries: counter(
    'emberlog_sql_queries_total',
    'Questions on the SQL port that came with a key, by how they ended.',
    'outcome',
  ),
  sqlDuration: histogram(
    'emberlog_sql_query_duration_seconds',
    'Time from a question on the SQL port to the last byte of its answer, its wait included.',
    [...SECONDS, 20, 30, 60],
    'outcome',
  ),
  sqlRowsRead: counter(
    'emberlog_sql_rows_read_total',
    'Rows that the answers on the SQL port took.',
  ),
  sqlBytesReturned: counter(
    'emberlog_sql_bytes_returned_total',
    'Bytes of the answers on the SQL port, before they were packed.',
  ),
  sqlUnderWay: gauge(
    'emberlog_sql_under_way_queries',
    'Questions on the SQL port that wait, run, or were ended while the engine is still at them.',
    'state',
  ),

  diskFree: gauge(
    'emberlog_disk_free_bytes',
    'Bytes that can still be written to the disk of the log, subscriptions, addresses or read model; embedded only.',
    'disk',
  ),
  diskSize: gauge('emberlog_disk_size_bytes', 'Bytes that disk holds in all.', 'disk'),

  unanswered: counter(
    'emberlog_metrics_unanswered_total',
    'Gauges that were left out of a reply, because asking failed or took too long.',
    'question',
  ),

  mails: counter(
    'emberlog_mails_total',
    'Attempts at mails to readers, by what became of them: deferred ones are tried again, unknown ones may have left.',
    ...(['kind', 'outcome'] as const),
  ),
  subscriptions: gauge('emberlog_subscribed_readers', 'Readers who confirmed and did not leave.'),
  digestsDue: gauge(
    'emberlog_digest_due_readers',
    'Readers whose digest could be sent now, or is too late and not recorded yet.',
  ),
} as const;

/** Why an event may be rejected; anything else is counted as `other`. */
export const REJECTION_CODES = [
  ...['required', 'unknown_field', 'invalid', 'invalid_type', 'invalid_value', 'invalid_format'],
  ...['too_big', 'too_small', 'invalid_union', 'invalid_key', 'not_multiple_of'],
  ...['time_in_future', 'too_old', 'too_intricate', 'invalid_json', 'invalid_utf8'],
  ...['invalid_header', 'other'],
] as const;

/** Why a request may be refused; anything else is counted as `other`. */
export const REFUSAL_REASONS = [
  ...['log_unavailable', 'too_busy', 'body_timeout', 'incomplete', 'empty'],
  ...['too_many_events', 'too_many_bytes', 'too_many_pieces', 'unsupported_media_type'],
  ...['invalid_gzip', 'invalid_utf8', 'invalid_json', 'invalid_type', 'unrecognized_keys', 'other'],
] as const;
