/** As metrics call a topic: without what all of them begin with. */
export const topicName = (topic: string): string => topic.replace(/^emberlog\./, '');
