import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const KAFKA_VERSION = '4.1.1';

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>emberlog</groupId>
  <artifactId>broker-for-tests</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${KAFKA_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-nop</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
`;

const CACHE = fileURLToPath(
  new URL(`../../../../node_modules/.cache/emberlog-kafka-${KAFKA_VERSION}`, import.meta.url),
);

/** The directory with the jars of a broker: 43 MB, got by Maven once. */
export const kafkaJars = async (): Promise<string> => {
  if (existsSync(CACHE)) return CACHE;
  await mkdir(dirname(CACHE), { recursive: true });
  // Made beside its place and moved there whole: several processes may do so at a time.
  const making = await mkdtemp(`${CACHE}-`);
  try {
    await writeFile(join(making, 'pom.xml'), POM);
    await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib'], {
      cwd: making,
    });
    await rename(join(making, 'lib'), CACHE).catch((error: unknown) => {
      if (!existsSync(CACHE)) throw error;
    });
    return CACHE;
  } finally {
    await rm(making, { recursive: true, force: true });
  }
};

/** Whether Java and Maven are there. */
export const canRunJars = async (): Promise<boolean> => {
  try {
    await Promise.all([run('java', ['-version']), run('mvn', ['-v'])]);
    return true;
  } catch {
    return false;
  }
};
