import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

const CACHE = new URL('../../../../node_modules/.cache/', import.meta.url);

/** A directory with the jars of `group:artifact:version` and all they need, got by Maven once. */
export const mavenJars = async (coordinates: readonly string[]): Promise<string> => {
  const name = createHash('sha256').update(coordinates.join(' ')).digest('hex').slice(0, 16);
  const path = fileURLToPath(new URL(`emberlog-jars-${name}`, CACHE));
  if (existsSync(path)) return path;
  await mkdir(dirname(path), { recursive: true });
  // Made beside its place and moved there whole: several processes may do so at a time.
  const making = await mkdtemp(`${path}-`);
  try {
    await writeFile(join(making, 'pom.xml'), pomOf(coordinates));
    await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib'], {
      cwd: making,
    });
    await rename(join(making, 'lib'), path).catch((error: unknown) => {
      if (!existsSync(path)) throw error;
    });
    return path;
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

const pomOf = (coordinates: readonly string[]): string => {
  const dependencies = coordinates.map((each) => {
    const [group = '', artifact = '', version = ''] = each.split(':');
    return `    <dependency>
      <groupId>${group}</groupId>
      <artifactId>${artifact}</artifactId>
      <version>${version}</version>
    </dependency>
`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>emberlog</groupId>
  <artifactId>jars-for-tests</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
${dependencies.join('')}  </dependencies>
</project>
`;
};
