export { findClickHouse } from './clickhouse/find-clickhouse.ts';
export type { FoundClickHouse, RunningClickHouse } from './clickhouse/find-clickhouse.ts';
export {
  clickhouseImage,
  startClickHouseContainer,
} from './containers/start-clickhouse-container.ts';
export { kafkaImage, startKafkaContainer } from './containers/start-kafka-container.ts';
export { whyNoContainer } from './containers/testcontainers.ts';
export { exposedValues } from './exposed-values.ts';
export { CHROMIUM_ARGUMENTS, findChromium } from './find-chromium.ts';
export type { FindChromiumOptions } from './find-chromium.ts';
export {
  asOfArbitrary,
  halfLifeArbitrary,
  HOUR,
  LOG_ITEMS,
  LOG_SPAN,
  LOG_START,
  logTimeArbitrary,
} from './log-times.ts';
export { findJava } from './java/find-java.ts';
export type { FoundJava } from './java/find-java.ts';
export { canRunJars } from './java/maven-jars.ts';
export { findKafka } from './kafka/find-kafka.ts';
export type { FoundKafka, RunningKafka } from './kafka/find-kafka.ts';
export { BROKER_USER } from './kafka/broker-properties.ts';
export { startKafka } from './kafka/start-kafka.ts';
export type { KafkaBroker, KafkaBrokerOptions } from './kafka/start-kafka.ts';
export { RANKING_LAWS } from './laws/ranking-laws.ts';
export type { Law, LawCase } from './laws/law.ts';
export type { World, WorldList, WorldRanking } from './laws/world.ts';
export { naiveViews } from './naive-views.ts';
export { naiveVotes } from './naive-votes.ts';
export { nastyIds, nastyTitles } from './nasty-strings.ts';
export { notRunHere } from './not-run-here.ts';
export { findPython } from './python/find-python.ts';
export type { FoundPython } from './python/find-python.ts';
export { startOtlpReceiver } from './otlp-receiver.ts';
export type { OtlpReceiver, ReceivedSpan } from './otlp-receiver.ts';
export { temporaryDirectory } from './temporary-directory.ts';
export type { TemporaryDirectory } from './temporary-directory.ts';
export { voteEvent, wireVote } from './vote-event.ts';
export { voteLogArbitrary } from './vote-log-arbitrary.ts';
export type { LoggedVote, VoteLogOptions } from './vote-log-arbitrary.ts';
export { waitUntil } from './wait-until.ts';
export type { WaitOptions } from './wait-until.ts';
export { wireEvents } from './wire-events.ts';
export type { Fixed, WireEvent, WireEvents, WireEventsOptions, WirePatch } from './wire-events.ts';
