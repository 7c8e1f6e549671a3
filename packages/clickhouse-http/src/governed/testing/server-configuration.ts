import { SQL_VIEWS } from '@emberlog/clickhouse';
import { DEFAULT_SQL_LIMITS } from '../../read-only/limits.ts';
import { LOWERED, TAKEN } from '../client-settings.ts';
import { DEFAULT_LIMITS, limitSettings } from '../port-limits.ts';

/** What clients send by themselves, and what shapes an answer; the port takes more of the kind. */
const ALSO_TAKEN = [
  ...['cancel_http_readonly_queries_on_client_close', 'enable_http_compression', 'log_comment'],
  ...['http_headers_progress_interval_ms', 'http_wait_end_of_query', 'http_zlib_compression_level'],
  ...['output_format_json_quote_64bit_integers', 'output_format_json_quote_denormals'],
  ...['output_format_json_named_tuples_as_objects', 'send_progress_in_http_headers'],
];

/** Settings of the profile: the limits of the port, and what a server has for all of one user. */
export const profileSettings = (): ReadonlyMap<string, string> =>
  new Map([
    ...limitSettings(DEFAULT_LIMITS),
    ['max_concurrent_queries_for_user', `${DEFAULT_SQL_LIMITS.runningPerKey}`],
    // Of the 64 that config.xml lets run, these are never left to analysts.
    ['max_concurrent_queries_for_all_users', '32'],
    [
      'max_memory_usage_for_user',
      `${DEFAULT_SQL_LIMITS.runningPerKey * DEFAULT_LIMITS.memoryBytes}`,
    ],
    ['cancel_http_readonly_queries_on_client_close', '1'],
    // On a cluster views join tables of all shards.
    ['distributed_product_mode', 'global'],
    ['prefer_localhost_replica', '1'],
    ['skip_unavailable_shards', '0'],
  ]);

/** Settings that analysts may change: as they like, and between 1 and the limit. */
export const changeableSettings = () => {
  const limits = limitSettings(DEFAULT_LIMITS);
  const lowered = [...LOWERED].map((name): [string, string] => [name, limits.get(name) ?? '']);
  return { free: [...TAKEN, ...ALSO_TAKEN].toSorted(), lowered: new Map(lowered) };
};

export const grants = (): readonly string[] =>
  SQL_VIEWS.map(({ name }) => `GRANT SELECT ON default.${name}`);

/** What an hour of one analyst may cost. */
const QUOTA = { queries: 2_000, errors: 500, read_rows: 20_000_000_000, execution_time: 3_600 };

/** `infra/clickhouse/analysts.xml`: profile, quota and one user, for `users.d` of a server. */
export const analystsXml = (): string => {
  const { free, lowered } = changeableSettings();
  const changeable = [
    ...Array.from(lowered, ([name, most]) =>
      element(name, ['<min>1</min>', `<max>${most}</max>`, '<changeable_in_readonly/>']),
    ),
    ...free.map((name) => [`<${name}><changeable_in_readonly/></${name}>`]),
  ];
  const document = element('clickhouse', [
    '<!-- Made from the catalogue of views and the limits of the SQL port; a test holds it to them. -->',
    ...element(
      'profiles',
      element('analyst', [
        ...valuesOf(profileSettings()),
        '<!-- Read-only: nothing but these can be changed. -->',
        ...element('constraints', changeable.flat()),
      ]),
    ),
    ...element(
      'quotas',
      element('analyst', [
        '<!-- For each user on their own. -->',
        ...element('interval', ['<duration>3600</duration>', ...valuesOf(Object.entries(QUOTA))]),
      ]),
    ),
    ...element('users', [
      '<!-- One for each analyst, with a name and a key of their own: copy it. -->',
      ...element('analyst', [
        '<password_sha256_hex from_env="EMBERLOG_SQL_KEY_SHA256"/>',
        ...element('networks', ['<ip>::/0</ip>']),
        '<profile>analyst</profile>',
        '<quota>analyst</quota>',
        '<default_database>default</default_database>',
        '<access_management>0</access_management>',
        '<named_collection_control>0</named_collection_control>',
        ...element(
          'grants',
          grants().map((grant) => `<query>${grant}</query>`),
        ),
      ]),
    ]),
  ]);
  return `${document.join('\n')}\n`;
};

const valuesOf = (values: Iterable<readonly [string, string | number]>): readonly string[] =>
  Array.from(values, ([name, value]) => `<${name}>${value}</${name}>`);

const element = (name: string, lines: readonly string[]): readonly string[] => [
  `<${name}>`,
  ...lines.map((line) => `    ${line}`),
  `</${name}>`,
];
