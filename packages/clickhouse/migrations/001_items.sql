CREATE TABLE IF NOT EXISTS emberlog.items
(
  kp UInt16 COMMENT 'log partition',
  off UInt64 COMMENT 'log offset within the partition',
  item String COMMENT 'item id; empty for an unreadable record',
  event_id String COMMENT 'id of the event, compared by bytes',
  event_time DateTime64(3, 'UTC') COMMENT 'own time of the event; with event_id it orders the versions',
  recorded_at DateTime64(3, 'UTC') COMMENT 'least of event_time and logged: from when this version holds',
  kind Enum8('dead' = 0, 'published' = 1, 'withdrawn' = 2) COMMENT 'what the version does',
  sets UInt16 COMMENT 'bit mask of the fields this version sets: 1 title, 2 url, 4 summary, 8 authors, 16 author_count, 32 organization, 64 tags, 128 published_at, 256 listed_at, 512 listed_on, 1024 comments',
  title String COMMENT 'empty where not set',
  url Nullable(String) COMMENT 'http or https address of the work',
  summary Nullable(String) COMMENT 'plain text',
  authors Array(String) COMMENT 'names; empty where unknown',
  author_count Nullable(UInt32) COMMENT 'number of authors',
  organization Nullable(String) COMMENT 'name of the organization, what filters compare',
  organization_fullname Nullable(String) COMMENT 'display name of the organization',
  tags Array(String) COMMENT 'free labels',
  published_at Nullable(DateTime64(3, 'UTC')) COMMENT 'own date of the work',
  listed_at DateTime64(3, 'UTC') COMMENT 'when it entered the lists; where not set, the default this version gives if it is the first',
  listed_on Nullable(Date32) COMMENT 'date of the daily list',
  comments Nullable(UInt32) COMMENT 'number of comments',
  appended DateTime64(3, 'UTC') COMMENT 'clock of the log at append; may step back',
  logged DateTime64(3, 'UTC') COMMENT 'greatest appended so far in the partition; never decreases',
  digest UInt64 COMMENT 'hash of the bytes of the record',
  PROJECTION position
  (
    SELECT kp, min(off), max(off), count(), max(logged), max(recorded_at), argMax(appended, off), argMax(digest, off)
    GROUP BY kp
  )
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(logged)
ORDER BY (item, event_time)
SETTINGS non_replicated_deduplication_window = 0
