/** Fields by their names in lower case; of those that are repeated the first. */
export type Fields = ReadonlyMap<string, string>;

/** More groups than a message to one reader has, which ours are. */
const GROUPS = 100;

/** Groups of `Name: value` lines between blank lines, as RFC 3464 and RFC 5965 have them. */
export const fieldGroups = (text: string): Fields[] =>
  text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/, GROUPS)
    .map((group) => {
      const fields = new Map<string, string>();
      // A line that begins with a space goes on with the one before.
      for (const line of group.replace(/\n[ \t]+/g, ' ').split('\n')) {
        const [, name, value] = /^([A-Za-z-]{1,80}):(.*)$/.exec(line) ?? [];
        const key = name?.toLowerCase();
        if (key !== undefined && value !== undefined && !fields.has(key))
          fields.set(key, value.trim());
      }
      return fields;
    })
    .filter((fields) => fields.size > 0);
