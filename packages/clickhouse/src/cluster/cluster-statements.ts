import { localTable } from './own-table.ts';

export type Derivation = {
  /** Name of the cluster, an identifier. */
  readonly cluster: string;
  /** Name of the migration, without its ending: the place of its table in Keeper. */
  readonly migration: string;
};

/**
 * The statements that do on a cluster what a migration does on one server: `x` becomes `x_local`,
 * replicated, and `x` reads it on every shard. Throws for whatever it does not know by its form.
 */
export const clusterStatements = (sql: string, derivation: Derivation): readonly string[] => {
  const text = sql.trim();
  for (const derive of [createTable, modifySettings, dropTable]) {
    const statements = derive(text, derivation);
    if (statements !== null) return statements;
  }
  throw underivable(derivation, `the statement "${text.split('\n')[0] ?? ''}"`);
};

/** Statements by their form; null for others. */
type Derive = (text: string, derivation: Derivation) => readonly string[] | null;

const CREATE =
  /^CREATE TABLE IF NOT EXISTS emberlog\.([a-z_]+)\n\(\n((?: {2}[^\n]*\n)+)\)\nENGINE = ((?:Replacing)?MergeTree)\n((?:PARTITION BY [^\n]+\n)?ORDER BY [^\n]+)(?:\nSETTINGS\s+([^()]+))?$/;

const createTable: Derive = (text, derivation) => {
  const [, table = '', columns = '', engine = '', order = '', settings] = CREATE.exec(text) ?? [];
  if (table === '') return null;
  const { cluster, migration } = derivation;
  const local = localTable(table);
  // Each migration has a place of its own: a table that is dropped and made again is another one.
  const place = `'/clickhouse/tables/${cluster}/{shard}/emberlog/${migration}', '{replica}'`;
  const kept = settings === undefined ? [] : replicatedSettings(settings, derivation);
  const sharding = /^ {2}kp UInt16\b/m.test(columns) ? ', kp' : '';
  return [
    `CREATE TABLE IF NOT EXISTS emberlog.${local} ON CLUSTER ${cluster}
(
${columns})
ENGINE = Replicated${engine}(${place})
${order}
SETTINGS ${[`${REPLICATED_WINDOW} = 0`, ...kept].join(', ')}`,
    `CREATE TABLE IF NOT EXISTS emberlog.${table} ON CLUSTER ${cluster} AS emberlog.${local}
ENGINE = Distributed('${cluster}', 'emberlog', '${local}'${sharding})`,
  ];
};

const MODIFY = /^ALTER TABLE emberlog\.([a-z_]+) MODIFY SETTING\s+([^()]+)$/;

const modifySettings: Derive = (text, derivation) => {
  const [, table = '', settings = ''] = MODIFY.exec(text) ?? [];
  if (table === '') return null;
  const changed = replicatedSettings(settings, derivation).join(', ');
  return [
    `ALTER TABLE emberlog.${localTable(table)} ON CLUSTER ${derivation.cluster} MODIFY SETTING ${changed}`,
  ];
};

const DROP =
  /^DROP TABLE IF EXISTS emberlog\.([a-z_]+) SYNC( SETTINGS max_table_size_to_drop = 0)?$/;

const dropTable: Derive = (text, { cluster }) => {
  const [, table = '', settings = ''] = DROP.exec(text) ?? [];
  if (table === '') return null;
  // What reads goes first: a kill between the two leaves nothing that reads what is gone.
  return [table, localTable(table)].map(
    (name) => `DROP TABLE IF EXISTS emberlog.${name} ON CLUSTER ${cluster} SYNC${settings}`,
  );
};

/** Blocks alike are dropped by a replicated table unless told otherwise: rows projected again are alike. */
const REPLICATED_WINDOW = 'replicated_deduplication_window';
const PLAIN_WINDOW = 'non_replicated_deduplication_window = 0';

/** Settings that mean the same for a replicated table. */
const KEPT = [
  'default_compression_codec',
  'max_suspicious_broken_parts',
  'max_suspicious_broken_parts_bytes',
];

const replicatedSettings = (settings: string, derivation: Derivation): readonly string[] =>
  settings
    .split(',')
    .map((setting) => setting.trim())
    .filter((setting) => setting !== PLAIN_WINDOW)
    .map((setting) => {
      const [, name = ''] = /^([a-z_]+) = (?:\d+|'[A-Z0-9]+')$/.exec(setting) ?? [];
      if (!KEPT.includes(name)) throw underivable(derivation, `the setting "${setting}"`);
      return setting;
    });

const underivable = ({ migration }: Derivation, what: string): Error =>
  new Error(`migration ${migration}: nothing is known of ${what} on a cluster`);
