import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ChildAnswer } from './answer-parent.ts';

/** A process of a row that answers questions; see `answerParent`. */
export type Child = {
  /** What it said when it was ready. */
  readonly ready: unknown;
  readonly ask: (question: unknown) => Promise<unknown>;
  /** Seconds of processor time used so far, all threads. */
  readonly cpuSeconds: () => Promise<number>;
  readonly stop: () => Promise<void>;
};

/** Forks a program of this folder from its source, as the product is run; resolves when ready. */
export const forkChild = async (program: URL, args: readonly string[] = []): Promise<Child> => {
  const child = fork(fileURLToPath(program), [...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const open = new Map<number, (answer: ChildAnswer) => void>();
  child.on('message', (answer: ChildAnswer) => open.get(answer.id)?.(answer));
  let asked = 0;
  const answered = async (id: number): Promise<unknown> => {
    const answer = await Promise.race([
      new Promise<ChildAnswer>((resolve) => open.set(id, resolve)),
      ended.then(() => ({ id, error: `${program.pathname} has ended` })),
    ]);
    open.delete(id);
    if ('error' in answer) throw new Error(answer.error);
    return answer.answer;
  };
  const ask = async (question: unknown): Promise<unknown> => {
    asked += 1;
    const answer = answered(asked);
    child.send({ id: asked, question });
    return await answer;
  };
  return {
    ready: await answered(0),
    ask,
    cpuSeconds: async () => Number(await ask('cpu')),
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
};
