import { expect, test } from 'vitest';
import type { Writer } from '../database.ts';
import { createCounted } from './counted-writer.ts';

const block = { table: 'votes', columns: ['kp'], rows: [[0]] };

/** A writer whose statements end when they are told to. */
const heldWriter = () => {
  const ends: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  const held = async (): Promise<void> => {
    await new Promise<void>((resolve, reject) => ends.push({ resolve, reject }));
  };
  const writer: Writer = {
    insert: held,
    command: held,
    query: async () => await Promise.resolve([]),
    cluster: null,
  };
  return { writer, ends };
};

// Seen to fail when only the begin, or only the end, is counted, and when what fails is not.
test.each([
  ['an insert', async (writer: Writer) => await writer.insert(block)],
  ['a command', async (writer: Writer) => await writer.command('TRUNCATE TABLE emberlog.votes')],
])('%s is another revision from its begin, and another again from its end', async (_, run) => {
  for (const outcome of ['done', 'failed'] as const) {
    const { writer: own, ends } = heldWriter();
    const { writer, revision } = createCounted(own);
    const before = revision();
    const running = run(writer).catch((error: unknown) => error);
    const meanwhile = revision();
    expect(meanwhile).not.toBe(before);
    const failure = new Error('disk full');
    if (outcome === 'done') ends[0]?.resolve();
    else ends[0]?.reject(failure);
    expect(await running).toBe(outcome === 'done' ? undefined : failure);
    expect([before, meanwhile]).not.toContain(revision());
  }
});

test('reading is no other revision', async () => {
  const { writer, revision } = createCounted(heldWriter().writer);
  const before = revision();
  await writer.query({} as never, {});
  expect(revision()).toBe(before);
});
