import { findJava, findPython } from '@emberlog/testing';
import { fileURLToPath } from 'node:url';
import type { Asking, SqlClient, Told } from './sql-client.ts';

const PYTHON = fileURLToPath(new URL('ask-sql.py', import.meta.url));
const JAVA = fileURLToPath(new URL('AskSql.java', import.meta.url));

const argumentsOf = ({ url, key, compress = true }: Asking): readonly string[] => {
  const { hostname, port } = new URL(url);
  return [hostname, port, key, compress ? 'on' : 'off'];
};

const toldIn = (output: string): readonly Told[] =>
  output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Told);

/** Of Python. */
export const clickhouseConnect = async (): Promise<SqlClient> => {
  const { missing, run } = await findPython(['clickhouse-connect==1.12.0']);
  return {
    ...{ name: 'clickhouse-connect', missing },
    bound: 'SELECT {text:String} AS text, {number:UInt8} + 1 AS more',
    ask: async (asking, ...sql) => toldIn(await run(PYTHON, [...argumentsOf(asking), ...sql])),
  };
};

/** Of Java, and so of DBeaver. */
export const clickhouseJdbc = async (): Promise<SqlClient> => {
  const { missing, run } = await findJava([
    'com.clickhouse:clickhouse-jdbc:0.10.0',
    'org.slf4j:slf4j-nop:2.0.7',
  ]);
  return {
    ...{ name: 'clickhouse-jdbc', missing },
    bound: 'SELECT ? AS text, ? + 1 AS more',
    ask: async (asking, ...sql) => toldIn(await run(JAVA, [...argumentsOf(asking), ...sql])),
  };
};
