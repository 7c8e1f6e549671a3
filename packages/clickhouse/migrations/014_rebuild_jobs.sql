CREATE TABLE IF NOT EXISTS emberlog.rebuild_jobs
(
  id String COMMENT 'random name of the job',
  seq UInt64 COMMENT 'counts what was told of the job; the greatest holds',
  state Enum8('asked' = 1, 'running' = 2, 'cancelling' = 3, 'done' = 4, 'failed' = 5, 'cancelled' = 6) COMMENT 'asked, running and cancelling go on; the others are ends',
  request String COMMENT 'what was asked for, as JSON',
  runner String COMMENT 'random name of the process that runs it; empty where none does',
  detail String COMMENT 'what is being done, what was found, or why it failed, as JSON',
  told_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'clock of the server'
)
ENGINE = MergeTree
ORDER BY (id, seq)
SETTINGS
  non_replicated_deduplication_window = 0,
  max_suspicious_broken_parts = 1000000,
  max_suspicious_broken_parts_bytes = 1000000000000000
