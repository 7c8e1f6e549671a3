CREATE TABLE IF NOT EXISTS emberlog.rebuilds
(
  table_name LowCardinality(String) COMMENT 'table that is projected from its beginning',
  kp UInt16 COMMENT 'log partition',
  target UInt64 COMMENT 'end of the partition when that began; below it the table is not served',
  begun_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'clock of the server'
)
ENGINE = MergeTree
ORDER BY (table_name, kp)
SETTINGS
  non_replicated_deduplication_window = 0,
  max_suspicious_broken_parts = 1000000,
  max_suspicious_broken_parts_bytes = 1000000000000000
