import { MAX_ASKED_ITEMS } from '@emberlog/clickhouse';

/** An item within one log partition: what a state belongs to. */
export type PartitionItem = { readonly kp: number; readonly item: string };

/** One text for each item of a partition; ids hold no blank. */
export const partitionItemKey = ({ kp, item }: PartitionItem): string => `${kp} ${item}`;

/** Asks for many items in as many queries as their texts need, one after another. */
export const askInChunks = async <K, R>(
  asked: readonly K[],
  ask: (chunk: readonly K[]) => Promise<readonly R[]>,
): Promise<readonly R[]> => {
  const answers: R[] = [];
  for (let at = 0; at < asked.length; at += MAX_ASKED_ITEMS) {
    for (const row of await ask(asked.slice(at, at + MAX_ASKED_ITEMS))) answers.push(row);
  }
  return answers;
};
