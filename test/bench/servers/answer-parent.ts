/** What a forked process is asked by its parent, and how it answers. */
type ParentQuestion = { readonly id: number; readonly question: unknown };
export type ChildAnswer =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: string };

/**
 * Answers the parent's questions one by one, beginning with `ready` as the answer to question 0.
 * Ends the process when the parent is gone.
 */
export const answerParent = (
  ready: unknown,
  answer: (question: unknown) => unknown = () => null,
): void => {
  const send = (message: ChildAnswer): void => void process.send?.(message);
  process.on('disconnect', () => process.exit(0));
  process.on('message', ({ id, question }: ParentQuestion) => {
    if (question === 'cpu') {
      const { user, system } = process.cpuUsage();
      send({ id, answer: (user + system) / 1e6 });
      return;
    }
    Promise.resolve(answer(question)).then(
      (given) => send({ id, answer: given }),
      (error: unknown) => send({ id, error: error instanceof Error ? error.message : 'failed' }),
    );
  });
  send({ id: 0, answer: ready });
};
