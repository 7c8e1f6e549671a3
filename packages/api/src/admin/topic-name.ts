import { z } from 'zod';

/** The topics of the log by their names on the wire. */
export const topicName = z.enum(['emberlog.items', 'emberlog.votes', 'emberlog.views']);
export type TopicName = z.infer<typeof topicName>;

/** A partition of a topic, as numbers of the wire count it. */
export const partitionNumber = z.int().min(0).max(65_535);
export const offsetNumber = z.int().min(0);
