CREATE TABLE IF NOT EXISTS emberlog.votes
(
  kp UInt16 COMMENT 'log partition',
  off UInt64 COMMENT 'log offset within the partition',
  item String COMMENT 'item id; empty for an unreadable record',
  voter UInt64 COMMENT 'pseudonym of the actor: 64 bits of a keyed hash',
  event_id String COMMENT 'id of the event, compared by bytes',
  event_time DateTime64(3, 'UTC') COMMENT 'own time of the event; with event_id it decides what is stale',
  kind Enum8('dead' = 0, 'upvoted' = 1, 'retracted' = 2) COMMENT 'what the event asked for',
  outcome Enum8('dead' = 0, 'counted' = 1, 'repeat' = 2, 'stale' = 3) COMMENT 'what became of it',
  effective_at DateTime64(3, 'UTC') COMMENT 'when the vote counts from: its first cast, the same for every row of (item, voter)',
  recorded_at DateTime64(3, 'UTC') COMMENT 'least of event_time and logged: from when this row holds',
  delta Int8 COMMENT 'votes: +1 cast, -1 taken back, 0 no transition',
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
    SELECT item, toStartOfHour(effective_at) AS hour, sum(delta), count()
    GROUP BY item, hour
  )
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(logged)
ORDER BY (item, effective_at)
SETTINGS non_replicated_deduplication_window = 0
