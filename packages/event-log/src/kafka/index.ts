export { openKafkaLog } from './kafka-log.ts';
export type { KafkaLog } from './kafka-log.ts';
export type { KafkaCredentials, KafkaLogOptions } from './kafka-options.ts';
export { TopicRefusedError } from './topic-refused-error.ts';
