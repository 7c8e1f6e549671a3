/** How one client connects: what to install or where to click, and the words to copy. */
export type SqlClient = {
  readonly name: string;
  readonly note: string;
  readonly text: string;
};

const COUNTED =
  'SELECT item, sum(votes) AS votes FROM votes_hourly GROUP BY item ORDER BY votes DESC LIMIT 10';

/** Ways to connect, for a port on a host; both come from an address and need no quotes. */
export const sqlClients = (host: string, port: number): readonly SqlClient[] => [
  {
    name: 'curl',
    note: 'Any format of ClickHouse by default_format: PrettyCompact for eyes, JSON, CSVWithNames or Parquet for programs.',
    text: `curl --user "analyst:$EMBERLOG_SQL_KEY" \\
  'http://${host}:${port}/?default_format=PrettyCompact' \\
  --data-binary '${COUNTED}'`,
  },
  {
    name: 'Python',
    note: 'pip install clickhouse-connect; query_df gives a data frame where pandas is installed.',
    text: `import os
import clickhouse_connect

client = clickhouse_connect.get_client(
    host='${host}', port=${port}, username='analyst', password=os.environ['EMBERLOG_SQL_KEY'])
print(client.query('SELECT title, votes FROM lists WHERE rank = 1 ORDER BY listed_on DESC LIMIT 7').result_rows)`,
  },
  {
    name: 'Node.js',
    note: 'npm install @clickhouse/client. Values go in as parameters, never into the text.',
    text: `import { createClient } from '@clickhouse/client';

const client = createClient({
  url: 'http://${host}:${port}',
  username: 'analyst',
  password: process.env.EMBERLOG_SQL_KEY,
});
const rows = await client.query({
  query: 'SELECT * FROM items WHERE organization = {name:String}',
  query_params: { name: 'acme' },
  format: 'JSONEachRow',
});
console.log(await rows.json());`,
  },
  {
    name: 'JDBC',
    note: 'com.clickhouse:clickhouse-jdbc from Maven, for whatever speaks JDBC.',
    text: `var properties = new Properties();
properties.setProperty("user", "analyst");
properties.setProperty("password", System.getenv("EMBERLOG_SQL_KEY"));
try (var connection = DriverManager.getConnection("jdbc:clickhouse://${host}:${port}/default", properties);
     var rows = connection.createStatement().executeQuery("SELECT count() FROM items")) {
  while (rows.next()) System.out.println(rows.getLong(1));
}`,
  },
  {
    name: 'Grafana',
    note: 'Data source ClickHouse (grafana-clickhouse-datasource): server address, port and protocol HTTP as below, any user, the key as password. A panel over time:',
    text: `Server address ${host}   Server port ${port}   Protocol HTTP   Default database default

SELECT hour AS time, sum(votes) AS votes
FROM votes_hourly
WHERE $__timeFilter(hour)
GROUP BY time
ORDER BY time`,
  },
  {
    name: 'DBeaver',
    note: 'New connection, ClickHouse. The tree shows the views with their comments.',
    text: `Host ${host}   Port ${port}   Database default   Username analyst   Password: the key`,
  },
];
