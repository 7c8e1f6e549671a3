CREATE TABLE IF NOT EXISTS emberlog.rebuilds
(
  table_name LowCardinality(String) COMMENT 'table that projectors fill',
  kp UInt16 COMMENT 'log partition',
  seq UInt64 COMMENT 'counts what was told of a partition; the greatest holds',
  phase Enum8('begun' = 1, 'settled' = 2) COMMENT 'begun: the table is about to be emptied, settled: it was checked or emptied',
  target UInt64 COMMENT 'offset up to which it is to be projected before it is served',
  told_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'clock of the server'
)
ENGINE = MergeTree
ORDER BY (table_name, kp, seq)
SETTINGS
  non_replicated_deduplication_window = 0,
  max_suspicious_broken_parts = 1000000,
  max_suspicious_broken_parts_bytes = 1000000000000000
