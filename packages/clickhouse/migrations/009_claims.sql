CREATE TABLE IF NOT EXISTS emberlog.claims
(
  table_name LowCardinality(String) COMMENT 'table that is written',
  kp UInt16 COMMENT 'log partition that is claimed',
  epoch UInt64 COMMENT 'the greatest of a partition is the latest claim; of equal ones the greatest owner',
  owner String COMMENT 'random name of one tenure of one projector',
  claimed_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'clock of the server'
)
ENGINE = MergeTree
ORDER BY (table_name, kp)
SETTINGS
  non_replicated_deduplication_window = 0,
  max_suspicious_broken_parts = 1000000,
  max_suspicious_broken_parts_bytes = 1000000000000000
