export {
  deadLetter,
  deadLetterChange,
  deadLetterChangesReply,
  deadLetterFilters,
  deadLetterPlace,
  deadLetterReply,
  deadLettersReply,
  deadLetterState,
  dropRequest,
  replayPolicy,
  replayRequest,
} from './admin/dead-letters.ts';
export type {
  DeadLetter,
  DeadLetterChange,
  DeadLetterChangesReply,
  DeadLetterFilters,
  DeadLetterPlace,
  DeadLetterReply,
  DeadLettersReply,
  DeadLetterState,
  DropRequest,
  ReplayPolicy,
  ReplayRequest,
} from './admin/dead-letters.ts';
export {
  createKeyReply,
  createKeyRequest,
  keyId,
  keyScope,
  keysReply,
  revokeKeyReply,
} from './admin/keys.ts';
export type {
  CreateKeyReply,
  CreateKeyRequest,
  KeyScope,
  KeysReply,
  ListedKey,
  RevokeKeyReply,
} from './admin/keys.ts';
export {
  archiveDigest,
  archiveHeader,
  archiveRecord,
  archiveReply,
  archivesReply,
  MOST_PIECE_BYTES,
} from './admin/archives.ts';
export type {
  ArchiveHeader,
  ArchiveRecord,
  ArchiveReply,
  ArchivesReply,
  StoredArchive,
} from './admin/archives.ts';
export { backtestReply, backtestRequest, backtestsReply } from './admin/backtests.ts';
export type { BacktestReply, BacktestRequest, BacktestsReply } from './admin/backtests.ts';
export { addressesReply, rotationReply } from './admin/addresses.ts';
export type { AddressesReply, RotationReply } from './admin/addresses.ts';
export { killQueryReply, queriesReply } from './admin/queries.ts';
export type { KillQueryReply, QueriesReply, RunningQueryReply } from './admin/queries.ts';
export { recordsReply, topicsReply } from './admin/records.ts';
export type { RawRecord, RecordsReply, TopicsReply } from './admin/records.ts';
export { statusReply } from './admin/status.ts';
export type { LetterCount, PartitionStatus, StatusReply } from './admin/status.ts';
export { offsetNumber, partitionNumber, topicName } from './admin/topic-name.ts';
export type { TopicName } from './admin/topic-name.ts';
export { algorithmsReply } from './algorithms.ts';
export type { AlgorithmsReply } from './algorithms.ts';
export {
  backupManifest,
  backupName,
  backupReply,
  backupRequest,
  backupsReply,
  MANIFEST,
  MANIFEST_FORMATS,
} from './backups.ts';
export type {
  BackedUpFile,
  BackupManifest,
  BackupReply,
  BackupRequest,
  BackupsReply,
} from './backups.ts';
export { dailyPapersReply, paperReply } from './daily-papers.ts';
export type { DailyPapersReply, Paper, PaperReply } from './daily-papers.ts';
export { doctorChecksReply, doctorReply } from './doctor.ts';
export type { DoctorChecksReply, DoctorReply } from './doctor.ts';
export { explanation } from './explanation.ts';
export type { Explanation } from './explanation.ts';
export { INGEST_LIMITS, ingestReply, ingestResult } from './ingest.ts';
export type { IngestReply, IngestResult } from './ingest.ts';
export { freshness, itemReply, itemSummary } from './item.ts';
export type { Freshness, ItemReply, ItemSummary } from './item.ts';
export { jsonFeed } from './json-feed.ts';
export type { JsonFeed } from './json-feed.ts';
export { decodePosition, encodePosition, offsetVector, POSITION_PURPOSE } from './position.ts';
export type { OffsetVector, PositionPayload } from './position.ts';
export { problem, problemDetail } from './problem.ts';
export type { Problem, ProblemDetail } from './problem.ts';
export { digestReply, digestsReply } from './digests.ts';
export type { DigestReply, DigestsReply } from './digests.ts';
export { listReply, movement, rankedItem, trendingReply } from './ranked-list.ts';
export type { ListReply, RankedItem, TrendingReply } from './ranked-list.ts';
export { rebuildReply, rebuildRequest, rebuildsReply, viewWindowMinutes } from './rebuilds.ts';
export type { RebuildReply, RebuildRequest, RebuildsReply } from './rebuilds.ts';
export {
  activeSubscriptionReply,
  bounceReply,
  bounceReport,
  endedSubscriptionReply,
  requestedSubscriptionReply,
  subscriptionChange,
  subscriptionReply,
  subscriptionRequest,
} from './subscriptions.ts';
export type {
  ActiveSubscriptionReply,
  BounceReply,
  BounceReport,
  EndedSubscriptionReply,
  RequestedSubscriptionReply,
  SubscriptionChange,
  SubscriptionReply,
  SubscriptionRequest,
} from './subscriptions.ts';
export { timeseriesReply } from './timeseries.ts';
export type { TimeseriesReply } from './timeseries.ts';
export { trendingChanges, trendingSnapshot } from './trending-stream.ts';
export type { TrendingChanges, TrendingSnapshot } from './trending-stream.ts';
