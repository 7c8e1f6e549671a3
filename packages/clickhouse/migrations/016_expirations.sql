CREATE TABLE IF NOT EXISTS emberlog.expirations
(
  table_name LowCardinality(String) COMMENT 'table whose rows are dropped: views',
  state Enum8('due' = 0, 'told' = 1) COMMENT 'due: old enough, and waited with; told: will be dropped',
  kp UInt16 COMMENT 'log partition; 0 for what is due',
  off UInt64 COMMENT 'greatest offset that is dropped, every one before is too; 0 for what is due',
  month UInt32 COMMENT 'YYYYMM of logged, the partition of the table that is dropped',
  recorded_through DateTime64(3, 'UTC') COMMENT 'greatest recorded_at that is dropped; 1970 for what is due',
  told_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'clock of the server'
)
ENGINE = MergeTree
ORDER BY (table_name, kp, off)
SETTINGS
  non_replicated_deduplication_window = 0,
  max_suspicious_broken_parts = 1000000,
  max_suspicious_broken_parts_bytes = 1000000000000000
