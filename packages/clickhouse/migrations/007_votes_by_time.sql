CREATE TABLE IF NOT EXISTS emberlog.votes
(
  kp UInt16 COMMENT 'log partition' CODEC(LZ4),
  off UInt64 COMMENT 'log offset within the partition' CODEC(T64),
  item LowCardinality(String) COMMENT 'item id; empty for an unreadable record' CODEC(LZ4),
  voter UInt64 COMMENT 'pseudonym of the actor: 64 bits of a keyed hash' CODEC(NONE),
  event_id String COMMENT 'id of the event, compared by bytes' CODEC(LZ4),
  event_time DateTime64(3, 'UTC') COMMENT 'own time of the event; with event_id it decides what is stale' CODEC(T64),
  kind Enum8('dead' = 0, 'upvoted' = 1, 'retracted' = 2) COMMENT 'what the event asked for' CODEC(LZ4),
  outcome Enum8('dead' = 0, 'counted' = 1, 'repeat' = 2, 'stale' = 3) COMMENT 'what became of it' CODEC(LZ4),
  effective_at DateTime64(3, 'UTC') COMMENT 'when the vote counts from: its first cast, the same for every row of (item, voter)' CODEC(T64),
  recorded_at DateTime64(3, 'UTC') COMMENT 'least of event_time and logged: from when this row holds' CODEC(T64),
  delta Int8 COMMENT 'votes: +1 cast, -1 taken back, 0 no transition' CODEC(LZ4),
  appended DateTime64(3, 'UTC') COMMENT 'clock of the log at append; may step back' CODEC(T64),
  logged DateTime64(3, 'UTC') COMMENT 'greatest appended so far in the partition; never decreases' CODEC(T64),
  digest UInt64 COMMENT 'hash of the bytes of the record' CODEC(NONE),
  INDEX by_item item TYPE bloom_filter(0.01) GRANULARITY 1,
  PROJECTION position
  (
    SELECT kp, max(off), min(off), count(), max(logged), max(recorded_at), argMax(appended, off), argMax(digest, off)
    GROUP BY kp
  ),
  PROJECTION per_hour
  (
    SELECT item, toStartOfHour(effective_at) AS hour, sum(delta), count()
    GROUP BY item, hour
  ),
  PROJECTION by_time
  (
    SELECT kp, off, item, effective_at, recorded_at, delta
    ORDER BY toMonday(effective_at), item
  )
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(logged)
ORDER BY (item, effective_at)
SETTINGS non_replicated_deduplication_window = 0, default_compression_codec = 'NONE'
