CREATE TABLE IF NOT EXISTS emberlog.dead_letter_marks
(
  topic LowCardinality(String) COMMENT 'topic of the record',
  kp UInt16 COMMENT 'log partition',
  off UInt64 COMMENT 'log offset within the partition',
  state Enum8('replayed' = 1, 'dropped' = 2) COMMENT 'what was done with the dead letter; without a row it is open',
  appended_as UInt64 COMMENT 'offset, in the same partition, of the record a replay appended; 0 for a dropped letter',
  marked_at DateTime64(3, 'UTC') COMMENT 'clock of the service that did it; of several rows the last counts'
)
ENGINE = MergeTree
ORDER BY (topic, kp, off)
SETTINGS
  non_replicated_deduplication_window = 0,
  max_suspicious_broken_parts = 1000000,
  max_suspicious_broken_parts_bytes = 1000000000000000
