-- 001_items.sql
CREATE TABLE IF NOT EXISTS emberlog.items_local ON CLUSTER main
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
ENGINE = ReplicatedMergeTree('/clickhouse/tables/main/{shard}/emberlog/001_items', '{replica}')
PARTITION BY toYYYYMM(logged)
ORDER BY (item, event_time)
SETTINGS replicated_deduplication_window = 0;

CREATE TABLE IF NOT EXISTS emberlog.items ON CLUSTER main AS emberlog.items_local
ENGINE = Distributed('main', 'emberlog', 'items_local', kp);

-- 002_votes.sql
CREATE TABLE IF NOT EXISTS emberlog.votes_local ON CLUSTER main
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
ENGINE = ReplicatedMergeTree('/clickhouse/tables/main/{shard}/emberlog/002_votes', '{replica}')
PARTITION BY toYYYYMM(logged)
ORDER BY (item, effective_at)
SETTINGS replicated_deduplication_window = 0;

CREATE TABLE IF NOT EXISTS emberlog.votes ON CLUSTER main AS emberlog.votes_local
ENGINE = Distributed('main', 'emberlog', 'votes_local', kp);

-- 003_views.sql
CREATE TABLE IF NOT EXISTS emberlog.views_local ON CLUSTER main
(
  kp UInt16 COMMENT 'log partition',
  off UInt64 COMMENT 'log offset within the partition',
  item String COMMENT 'item id; empty for an unreadable record',
  viewer UInt64 COMMENT 'pseudonym of the actor: 64 bits of a keyed hash; 0 for an anonymous view',
  event_id String COMMENT 'id of the event, compared by bytes',
  event_time DateTime64(3, 'UTC') COMMENT 'own time of the event',
  half_hour DateTime('UTC') COMMENT 'start of the 30 minutes event_time lies in; an actor counts once in each',
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
ENGINE = ReplicatedMergeTree('/clickhouse/tables/main/{shard}/emberlog/003_views', '{replica}')
PARTITION BY toYYYYMM(logged)
ORDER BY (item, half_hour)
SETTINGS replicated_deduplication_window = 0;

CREATE TABLE IF NOT EXISTS emberlog.views ON CLUSTER main AS emberlog.views_local
ENGINE = Distributed('main', 'emberlog', 'views_local', kp);

-- 004_dead_letters.sql
CREATE TABLE IF NOT EXISTS emberlog.dead_letters_local ON CLUSTER main
(
  topic LowCardinality(String) COMMENT 'topic of the record',
  kp UInt16 COMMENT 'log partition',
  off UInt64 COMMENT 'log offset within the partition',
  key String COMMENT 'key of the record as base64',
  bytes String COMMENT 'value of the record as base64',
  reason String COMMENT 'why it could not be read',
  appended DateTime64(3, 'UTC') COMMENT 'clock of the log at append'
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/main/{shard}/emberlog/004_dead_letters', '{replica}')
ORDER BY (topic, kp, off)
SETTINGS replicated_deduplication_window = 0;

CREATE TABLE IF NOT EXISTS emberlog.dead_letters ON CLUSTER main AS emberlog.dead_letters_local
ENGINE = Distributed('main', 'emberlog', 'dead_letters_local', kp);

-- 005_dead_letters_start_when_damaged.sql
ALTER TABLE emberlog.dead_letters_local ON CLUSTER main MODIFY SETTING max_suspicious_broken_parts = 1000000, max_suspicious_broken_parts_bytes = 1000000000000000;

-- 005_items_start_when_damaged.sql
ALTER TABLE emberlog.items_local ON CLUSTER main MODIFY SETTING max_suspicious_broken_parts = 1000000, max_suspicious_broken_parts_bytes = 1000000000000000;

-- 005_views_start_when_damaged.sql
ALTER TABLE emberlog.views_local ON CLUSTER main MODIFY SETTING max_suspicious_broken_parts = 1000000, max_suspicious_broken_parts_bytes = 1000000000000000;

-- 006_drop_votes.sql
DROP TABLE IF EXISTS emberlog.votes ON CLUSTER main SYNC SETTINGS max_table_size_to_drop = 0;

DROP TABLE IF EXISTS emberlog.votes_local ON CLUSTER main SYNC SETTINGS max_table_size_to_drop = 0;

-- 007_votes_by_time.sql
CREATE TABLE IF NOT EXISTS emberlog.votes_local ON CLUSTER main
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
ENGINE = ReplicatedMergeTree('/clickhouse/tables/main/{shard}/emberlog/007_votes_by_time', '{replica}')
PARTITION BY toYYYYMM(logged)
ORDER BY (item, effective_at)
SETTINGS replicated_deduplication_window = 0, default_compression_codec = 'NONE';

CREATE TABLE IF NOT EXISTS emberlog.votes ON CLUSTER main AS emberlog.votes_local
ENGINE = Distributed('main', 'emberlog', 'votes_local', kp);

-- 008_votes_start_when_damaged.sql
ALTER TABLE emberlog.votes_local ON CLUSTER main MODIFY SETTING max_suspicious_broken_parts = 1000000, max_suspicious_broken_parts_bytes = 1000000000000000;

-- 009_claims.sql
CREATE TABLE IF NOT EXISTS emberlog.claims_local ON CLUSTER main
(
  table_name LowCardinality(String) COMMENT 'table that is written',
  kp UInt16 COMMENT 'log partition that is claimed',
  epoch UInt64 COMMENT 'the greatest of a partition is the latest claim; of equal ones the greatest owner',
  owner String COMMENT 'random name of one tenure of one projector',
  claimed_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'clock of the server'
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/main/{shard}/emberlog/009_claims', '{replica}')
ORDER BY (table_name, kp)
SETTINGS replicated_deduplication_window = 0, max_suspicious_broken_parts = 1000000, max_suspicious_broken_parts_bytes = 1000000000000000;

CREATE TABLE IF NOT EXISTS emberlog.claims ON CLUSTER main AS emberlog.claims_local
ENGINE = Distributed('main', 'emberlog', 'claims_local', kp);

-- 010_rebuilds.sql
CREATE TABLE IF NOT EXISTS emberlog.rebuilds_local ON CLUSTER main
(
  table_name LowCardinality(String) COMMENT 'table that projectors fill',
  kp UInt16 COMMENT 'log partition',
  seq UInt64 COMMENT 'counts what was told of a partition; the greatest holds',
  phase Enum8('begun' = 1, 'settled' = 2) COMMENT 'begun: the table is about to be emptied, settled: it was checked or emptied',
  target UInt64 COMMENT 'offset up to which it is to be projected before it is served',
  told_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'clock of the server'
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/main/{shard}/emberlog/010_rebuilds', '{replica}')
ORDER BY (table_name, kp, seq)
SETTINGS replicated_deduplication_window = 0, max_suspicious_broken_parts = 1000000, max_suspicious_broken_parts_bytes = 1000000000000000;

CREATE TABLE IF NOT EXISTS emberlog.rebuilds ON CLUSTER main AS emberlog.rebuilds_local
ENGINE = Distributed('main', 'emberlog', 'rebuilds_local', kp);

-- 011_origin.sql
CREATE TABLE IF NOT EXISTS emberlog.origin_local ON CLUSTER main
(
  name LowCardinality(String) COMMENT 'what was fixed when the tables began: partitions, secret',
  value String COMMENT 'number of partitions of each topic; fingerprint of the secret',
  begun_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'clock of the server; of several the first counts'
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/main/{shard}/emberlog/011_origin', '{replica}')
ORDER BY (name, begun_at)
SETTINGS replicated_deduplication_window = 0, max_suspicious_broken_parts = 1000000, max_suspicious_broken_parts_bytes = 1000000000000000;

CREATE TABLE IF NOT EXISTS emberlog.origin ON CLUSTER main AS emberlog.origin_local
ENGINE = Distributed('main', 'emberlog', 'origin_local');

-- 012_drop_views.sql
DROP TABLE IF EXISTS emberlog.views ON CLUSTER main SYNC SETTINGS max_table_size_to_drop = 0;

DROP TABLE IF EXISTS emberlog.views_local ON CLUSTER main SYNC SETTINGS max_table_size_to_drop = 0;

-- 013_views.sql
CREATE TABLE IF NOT EXISTS emberlog.views_local ON CLUSTER main
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
ENGINE = ReplicatedMergeTree('/clickhouse/tables/main/{shard}/emberlog/013_views', '{replica}')
PARTITION BY toYYYYMM(logged)
ORDER BY (item, window_start)
SETTINGS replicated_deduplication_window = 0, max_suspicious_broken_parts = 1000000, max_suspicious_broken_parts_bytes = 1000000000000000;

CREATE TABLE IF NOT EXISTS emberlog.views ON CLUSTER main AS emberlog.views_local
ENGINE = Distributed('main', 'emberlog', 'views_local', kp);

-- 014_rebuild_jobs.sql
CREATE TABLE IF NOT EXISTS emberlog.rebuild_jobs_local ON CLUSTER main
(
  id String COMMENT 'random name of the job',
  seq UInt64 COMMENT 'counts what was told of the job; the greatest holds',
  state Enum8('asked' = 1, 'running' = 2, 'cancelling' = 3, 'done' = 4, 'failed' = 5, 'cancelled' = 6) COMMENT 'asked, running and cancelling go on; the others are ends',
  request String COMMENT 'what was asked for, as JSON',
  runner String COMMENT 'random name of the process that runs it; empty where none does',
  detail String COMMENT 'what is being done, what was found, or why it failed, as JSON',
  told_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'clock of the server'
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/main/{shard}/emberlog/014_rebuild_jobs', '{replica}')
ORDER BY (id, seq)
SETTINGS replicated_deduplication_window = 0, max_suspicious_broken_parts = 1000000, max_suspicious_broken_parts_bytes = 1000000000000000;

CREATE TABLE IF NOT EXISTS emberlog.rebuild_jobs ON CLUSTER main AS emberlog.rebuild_jobs_local
ENGINE = Distributed('main', 'emberlog', 'rebuild_jobs_local');

-- 015_dead_letter_marks.sql
CREATE TABLE IF NOT EXISTS emberlog.dead_letter_marks_local ON CLUSTER main
(
  topic LowCardinality(String) COMMENT 'topic of the record',
  kp UInt16 COMMENT 'log partition',
  off UInt64 COMMENT 'log offset within the partition',
  state Enum8('replayed' = 1, 'dropped' = 2) COMMENT 'what was done with the dead letter; without a row it is open',
  appended_as UInt64 COMMENT 'offset, in the same partition, of the record a replay appended; 0 for a dropped letter',
  marked_at DateTime64(3, 'UTC') COMMENT 'clock of the service that did it; of several rows the last counts'
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/main/{shard}/emberlog/015_dead_letter_marks', '{replica}')
ORDER BY (topic, kp, off)
SETTINGS replicated_deduplication_window = 0, max_suspicious_broken_parts = 1000000, max_suspicious_broken_parts_bytes = 1000000000000000;

CREATE TABLE IF NOT EXISTS emberlog.dead_letter_marks ON CLUSTER main AS emberlog.dead_letter_marks_local
ENGINE = Distributed('main', 'emberlog', 'dead_letter_marks_local', kp);

-- 016_expirations.sql
CREATE TABLE IF NOT EXISTS emberlog.expirations_local ON CLUSTER main
(
  table_name LowCardinality(String) COMMENT 'table whose rows are dropped: views',
  state Enum8('due' = 0, 'told' = 1) COMMENT 'due: old enough, and waited with; told: will be dropped',
  kp UInt16 COMMENT 'log partition; 0 for what is due',
  off UInt64 COMMENT 'greatest offset that is dropped, every one before is too; 0 for what is due',
  month UInt32 COMMENT 'YYYYMM of logged, the partition of the table that is dropped',
  recorded_through DateTime64(3, 'UTC') COMMENT 'greatest recorded_at that is dropped; 1970 for what is due',
  told_at DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'clock of the server'
)
ENGINE = ReplicatedMergeTree('/clickhouse/tables/main/{shard}/emberlog/016_expirations', '{replica}')
ORDER BY (table_name, kp, off)
SETTINGS replicated_deduplication_window = 0, max_suspicious_broken_parts = 1000000, max_suspicious_broken_parts_bytes = 1000000000000000;

CREATE TABLE IF NOT EXISTS emberlog.expirations ON CLUSTER main AS emberlog.expirations_local
ENGINE = Distributed('main', 'emberlog', 'expirations_local', kp);
