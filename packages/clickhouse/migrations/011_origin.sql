CREATE TABLE IF NOT EXISTS emberlog.origin
(
  name LowCardinality(String) COMMENT 'what was fixed when the tables began: partitions, secret',
  value String COMMENT 'number of partitions of each topic; fingerprint of the secret',
  begun_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'clock of the server; of several the first counts'
)
ENGINE = MergeTree
ORDER BY (name, begun_at)
SETTINGS
  non_replicated_deduplication_window = 0,
  max_suspicious_broken_parts = 1000000,
  max_suspicious_broken_parts_bytes = 1000000000000000
