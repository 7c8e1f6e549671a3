import type { Database, Writer } from '../database.ts';

/** A writer whose statements are counted, as `Database.revision` says; also those that fail. */
export const createCounted = (
  writer: Writer,
): { readonly writer: Writer; readonly revision: NonNullable<Database['revision']> } => {
  let revision = 0;
  const counted = async (work: () => Promise<void>): Promise<void> => {
    revision += 1;
    try {
      await work();
    } finally {
      // What was read while it ran may be what stood before.
      revision += 1;
    }
  };
  return {
    writer: {
      ...writer,
      insert: async (block, fence) => await counted(async () => await writer.insert(block, fence)),
      command: async (statement, placeholders) =>
        await counted(async () => await writer.command(statement, placeholders)),
    },
    revision: () => revision,
  };
};
