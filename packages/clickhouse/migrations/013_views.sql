CREATE TABLE IF NOT EXISTS emberlog.views
(
  kp UInt16 COMMENT 'log partition',
  off UInt64 COMMENT 'log offset within the partition',
  item String COMMENT 'item id; empty for an unreadable record',
  viewer UInt64 COMMENT 'pseudonym of the actor: 64 bits of a keyed hash; 0 for an anonymous view',
  event_id String COMMENT 'id of the event, compared by bytes',
  event_time DateTime64(3, 'UTC') COMMENT 'own time of the event',
  window_start DateTime('UTC') COMMENT 'start of the window event_time lies in; an actor counts once in each',
  outcome Enum8('dead' = 0, 'counted' = 1, 'repeat' = 2) COMMENT 'what became of it',
  recorded_at DateTime64(3, 'UTC') COMMENT 'least of event_time and logged: when the view counts',
  delta Int8 COMMENT 'views: 1 counted, 0 not',
  appended DateTime64(3, 'UTC') COMMENT 'clock of the log at append; may step back',
  logged DateTime64(3, 'UTC') COMMENT 'greatest appended so far in the partition; never decreases',
  digest UInt64 COMMENT 'hash of the bytes of the record',
  PROJECTION position
  (
    SELECT kp, min(off), max(off), count(), max(logged), max(recorded_at), argMax(appended, off), argMax(digest, off)
    GROUP BY kp
  ),
  PROJECTION per_hour
  (
    SELECT item, toStartOfHour(recorded_at) AS hour, sum(delta), count()
    GROUP BY item, hour
  )
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(logged)
ORDER BY (item, window_start)
SETTINGS
  non_replicated_deduplication_window = 0,
  max_suspicious_broken_parts = 1000000,
  max_suspicious_broken_parts_bytes = 1000000000000000
