import { mavenJars } from '../java/maven-jars.ts';

const COORDINATES = ['org.apache.kafka:kafka_2.13:4.1.1', 'org.slf4j:slf4j-nop:1.7.36'];

/** The directory with the jars of a broker: 43 MB. */
export const kafkaJars = async (): Promise<string> => await mavenJars(COORDINATES);
