import { EVENT_TYPES, type EventType } from './event.ts';

type Data = Readonly<Record<string, unknown>>;

/** The version that new events carry; an absent `dataschema` means this one. */
export const CURRENT_VERSION = 1;

const DATASCHEMAS = Object.fromEntries(
  EVENT_TYPES.map((type) => [type, `urn:emberlog:${type}:${CURRENT_VERSION}`]),
) as Readonly<Record<EventType, string>>;

/** The `dataschema` that new records of a type carry. */
export const dataschemaOf = (type: EventType): string => DATASCHEMAS[type];

/** Each step turns the data of one version into that of the next; stored events stay as they are. */
const UPCASTERS: Partial<Record<EventType, Readonly<Record<number, (data: Data) => Data>>>> = {
  'item.published': {
    // Version 0 named the organization by a bare string and the count `author_count`.
    0: ({ organization, author_count: authorCount, ...rest }) => ({
      ...rest,
      ...(organization === undefined
        ? {}
        : {
            organization: typeof organization === 'string' ? { name: organization } : organization,
          }),
      ...(authorCount === undefined ? {} : { authorCount }),
    }),
  },
};

/**
 * The version a `dataschema` names: the integer at its end, as in
 * `urn:emberlog:item.published:1`. Null when it names none.
 */
export const versionOf = (dataschema: string | undefined): number | null => {
  if (dataschema === undefined) return CURRENT_VERSION;
  const digits = /(?:^|[:/#@v])(\d{1,6})$/.exec(dataschema)?.[1];
  return digits === undefined ? null : Number(digits);
};

/** The data at the current version, or null where no chain of upcasters leads there. */
export const upcast = (type: EventType, version: number, data: Data): Data | null => {
  let current = data;
  for (let at = version; at !== CURRENT_VERSION; at++) {
    const step = UPCASTERS[type]?.[at];
    if (step === undefined) return null;
    current = step(current);
  }
  return current;
};
