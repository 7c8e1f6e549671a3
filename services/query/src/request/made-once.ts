/**
 * A function that makes what it gives once for each context and name, and remembers it as long as the
 * context lives: to make a schema costs some ninety times as much as to use it.
 */
export const madeOnce = <C extends object, N extends string | null, T>(
  make: (context: C, name: N) => T,
): ((context: C, name: N) => T) => {
  const known = new WeakMap<C, Map<N, T>>();
  return (context, name) => {
    const own = known.get(context) ?? new Map<N, T>();
    known.set(context, own);
    const found = own.get(name);
    if (found !== undefined) return found;
    const made = make(context, name);
    own.set(name, made);
    return made;
  };
};
