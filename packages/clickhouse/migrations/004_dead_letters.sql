CREATE TABLE IF NOT EXISTS emberlog.dead_letters
(
  topic LowCardinality(String) COMMENT 'topic of the record',
  kp UInt16 COMMENT 'log partition',
  off UInt64 COMMENT 'log offset within the partition',
  key String COMMENT 'key of the record as base64',
  bytes String COMMENT 'value of the record as base64',
  reason String COMMENT 'why it could not be read',
  appended DateTime64(3, 'UTC') COMMENT 'clock of the log at append'
)
ENGINE = ReplacingMergeTree
ORDER BY (topic, kp, off)
