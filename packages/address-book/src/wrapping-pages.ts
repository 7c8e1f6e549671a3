import type { Wrapping, WrappedKeyStore } from './address-store.ts';

/** All row keys of an adapter, a part at a time. */
export async function* wrappingPages(
  store: Pick<WrappedKeyStore, 'wrappings'>,
): AsyncGenerator<readonly Wrapping[]> {
  for (let from: number | null = 0; from !== null;) {
    const page = await store.wrappings(from);
    yield page.wrappings;
    from = page.next;
  }
}
