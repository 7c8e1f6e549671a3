const HIDDEN = new Set(['secret', 'sasl', 'apiKey', 'password', 'auth', 'addressKeys']);

/** A configuration as `--check-config` prints it: without what must not be read over a shoulder. */
export const shownConfig = (config: unknown): unknown => {
  if (typeof config === 'string') return withoutPassword(config);
  if (typeof config !== 'object' || config === null || Buffer.isBuffer(config)) return config;
  if (Array.isArray(config)) return config.map(shownConfig);
  return Object.fromEntries(
    Object.entries(config).map(([name, value]: [string, unknown]) => [
      name,
      HIDDEN.has(name) && value !== null ? 'given' : shownConfig(value),
    ]),
  );
};

/** An address may carry one, or a token among its parameters. */
const withoutPassword = (text: string): string => {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  if (url.password === '' && url.search === '') return text;
  if (url.password !== '') url.password = 'given';
  for (const name of url.searchParams.keys()) url.searchParams.set(name, 'given');
  return url.href;
};
