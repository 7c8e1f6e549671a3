export { backUpTables, originOfBackup, restoreTables } from './backup/back-up-tables.ts';
export type { BackupOptions } from './backup/back-up-tables.ts';
export { BackupFailedError } from './backup/backup-failed-error.ts';
export { BACKUP_DISK } from './backup/backup-statements.ts';
export { tableBytes } from './backup/backup-work.ts';
export { dropDatabase } from './backup/drop-database.ts';
export { keptBackups, restoresUnderWay } from './backup/kept-backups.ts';
export { filledTables } from './backup/filled-tables.ts';
export { besideReader, besideWriter } from './beside/beside-access.ts';
export {
  besideName,
  createBeside,
  dropBeside,
  exchangeTables,
  markTable,
} from './beside/beside-table.ts';
export { copyRows } from './beside/copy-rows.ts';
export type { OffsetSpan } from './beside/copy-rows.ts';
export {
  DEFAULT_VIEW_WINDOW_MINUTES,
  isSameDefinition,
  MOST_LOGIC,
  MOST_VIEW_WINDOW_MINUTES,
  readModelOf,
} from './beside/definition.ts';
export type { Definition, TableMark } from './beside/definition.ts';
export { readIdentities, readServedModel } from './beside/table-identities.ts';
export type { TableIdentities, TableIdentity } from './beside/table-identities.ts';
export { comparedShare, differingPlaces, loggedBelow, monthsOfBoth } from './beside/table-sums.ts';
export { clusterName } from './cluster/cluster-name.ts';
export { createCheckedReader } from './cluster/checked-reader.ts';
export { ClusterRefusedError } from './cluster/cluster-refused-error.ts';
export { unsettledTables } from './cluster/unsettled-tables.ts';
export { MAX_BLOCK_ROWS } from './database.ts';
export type { Block, Database, Fence, Reader, Statement, Writer } from './database.ts';
export { deadLetterMarkBlock } from './dead-letters/dead-letter-mark-block.ts';
export type { DeadLetterMarkRow } from './dead-letters/dead-letter-mark-block.ts';
export {
  deadLetterCount,
  deadLetterCounts,
  deadLetterPage,
  deadLettersAt,
  deadLetterValues,
} from './dead-letters/dead-letters.ts';
export type { LetterFilters, LetterSummary } from './dead-letters/dead-letters.ts';
export type { EngineConnection, EngineReply } from './embedded/connect-engine.ts';
export { openEmbedded } from './embedded/open-embedded.ts';
export type { EmbeddedDatabase, EmbeddedOptions } from './embedded/open-embedded.ts';
export { openEngine } from './embedded/open-engine.ts';
export type { Engine } from './embedded/open-engine.ts';
export { engineTrouble, TROUBLE_SENTENCE } from './engine-trouble.ts';
export type { EngineTrouble } from './engine-trouble.ts';
export {
  dropMonth,
  dueMonths,
  heldMonths,
  noteDue,
  readExpired,
  tellExpirations,
  toldExpirations,
  viewsExpiredThrough,
} from './expiry/expirations.ts';
export type { Expiration } from './expiry/expirations.ts';
export { FENCED } from './insert-statement.ts';
export { migrate } from './migrate.ts';
export { MAX_ASKED_ITEMS } from './projection/as-of-offsets.ts';
export { checkParts } from './projection/check-parts.ts';
export {
  ageOfClaims,
  ClaimOvertakenError,
  claimPartitions,
  holdsClaims,
  releaseClaims,
  SWITCH_LEASE_MS,
  switchOwner,
} from './projection/claims.ts';
export type { ClaimOptions } from './projection/claims.ts';
export { countedAnonymousViews } from './projection/counted-anonymous-views.ts';
export { countedViewers } from './projection/counted-viewers.ts';
export { deadLetterBlock } from './projection/dead-letter-block.ts';
export type { DeadLetterRow } from './projection/dead-letter-block.ts';
export type { BlockOf } from './projection/define-block.ts';
export { itemBlock } from './projection/item-block.ts';
export type { ItemRow } from './projection/item-block.ts';
export { markRebuild } from './projection/mark-rebuild.ts';
export type { RebuildTarget } from './projection/mark-rebuild.ts';
export { missingLetters } from './projection/missing-letters.ts';
export { readOrigin, settleOrigin } from './projection/origin.ts';
export type { OriginName } from './projection/origin.ts';
export { runningInserts } from './projection/running-inserts.ts';
export { positionOf, spanPlaces, storedPlaces } from './projection/stored-places.ts';
export { tablePosition } from './projection/table-position.ts';
export { truncateTable } from './projection/truncate-table.ts';
export { viewBlock } from './projection/view-block.ts';
export type { ViewRow } from './projection/view-block.ts';
export { voteBlock } from './projection/vote-block.ts';
export type { VoteRow } from './projection/vote-block.ts';
export { voteStates } from './projection/vote-states.ts';
export { bigInteger, defineQuery, integer } from './query.ts';
export type { ParameterValue, Query } from './query.ts';
export { futureVotes, votesSpan } from './reading/future-votes.ts';
export { itemDetails } from './reading/item-details.ts';
export { itemVersionRows } from './reading/item-version-rows.ts';
export { LISTING_FLAGS, listingVersions } from './reading/listing-versions.ts';
export { viewSeries, voteSeries } from './reading/item-series.ts';
export { readerKnownBy } from './reading/known-by.ts';
export { listingDates } from './reading/listing-dates.ts';
export { modelEnds, modelEndsSince, type ModelEnd } from './reading/model-ends.ts';
export { newestRecorded } from './reading/newest-recorded.ts';
export type { Variant } from './reading/ranked-sql.ts';
export { RANKED } from './reading/ranked-statements.ts';
export type {
  RankedParameters,
  RankedRow,
  RankedStatements,
  StandingRow,
} from './reading/ranked-statements.ts';
export { LONGEST_ANSWER_MS, rebuildMarks } from './reading/rebuild-marks.ts';
export type { RebuildMark } from './reading/rebuild-marks.ts';
export { trendingVotes } from './reading/trending-votes.ts';
export { viewTotals } from './reading/view-totals.ts';
export { voteBands } from './reading/vote-bands.ts';
export { voteTotals } from './reading/vote-totals.ts';
export { rebuildJobs, REBUILD_STATES } from './rebuild/rebuild-jobs.ts';
export type { RebuildJobRow, RebuildState } from './rebuild/rebuild-jobs.ts';
export { tellRebuild } from './rebuild/tell-rebuild.ts';
export { openServer } from './server/open-server.ts';
export type { ServerOptions } from './server/open-server.ts';
export { ServerUnreachableError } from './server-unreachable-error.ts';
export { FACT_TABLES, ITEM_FIELD_BITS } from './tables.ts';
export type { FactTable } from './tables.ts';
export type { SqlQuestion } from './questions/sql-question.ts';
export { SQL_QUESTIONS } from './questions/sql-questions.ts';
export { ROLLED_UP_TABLES, rollupDifferences } from './doctor/rollup-differences.ts';
export { heldPrefix } from './doctor/held-prefix.ts';
export { crowdedPartitions, disks, engineClock } from './doctor/server-facts.ts';
export { unfoldedVotes } from './doctor/unfolded-votes.ts';
export { createViews } from './views/create-views.ts';
export type { CreateViewsOptions } from './views/create-views.ts';
export type { DocumentedColumn, DocumentedView, ViewParameter } from './views/documented-view.ts';
export { SQL_VIEWS } from './views/sql-views.ts';
