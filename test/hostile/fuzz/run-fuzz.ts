import { Agent } from 'node:http';
import { memoryOf, type Memory } from '../../bench/load/memory-of.ts';
import type { AttackedProduct } from '../start-attacked.ts';
import { type AcceptedVotes, createAcceptedVotes } from './accepted-votes.ts';
import type { FuzzRequest } from './fuzz-request.ts';
import { judgeReply } from './judge-reply.ts';
import { createLatencies, type Latencies } from './latencies.ts';
import { makeRequest } from './make-request.ts';
import { type FuzzReply, sendRequest } from './send-request.ts';

export type FuzzOptions = {
  readonly attacked: AttackedProduct;
  readonly seed: number;
  /** The first request and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Requests in flight at a time. @default 64 */
  readonly inFlight?: number;
  /** Ends the run after that long, done or not. @default Infinity */
  readonly minutes?: number;
  readonly onProgress?: (done: number) => void;
};

export type FuzzReport = {
  readonly requests: number;
  /** Replies by status, and `failed` for what had none. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Each names its seed and index, and what was wrong. */
  readonly failures: readonly string[];
  /** Documented refusals for now, outside the limits on the page's votes. */
  readonly busy: number;
  readonly latencies: Latencies;
  /** Memory of the product: at the start, by steps of `memoryStep`, at the end. */
  readonly memory: readonly Memory[];
  /** Requests from one look at the memory to the next. */
  readonly memoryStep: number;
  readonly votes: AcceptedVotes;
};

const MOST_FAILURES = 20;
const MEMORY_STEP = 10_000;

/** Sends the requests of a seed and judges every reply. Ends early after twenty failures. */
export const runFuzz = async (options: FuzzOptions): Promise<FuzzReport> => {
  const { attacked, seed, from, to, inFlight = 64, minutes = Infinity, onProgress } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  const statuses: Record<string, number> = {};
  const failures: string[] = [];
  const latencies = createLatencies(to - from);
  const votes = createAcceptedVotes();
  const { pid = 0 } = attacked.product.process;
  // A product that has died is told by the request that killed it.
  const look = async (): Promise<Memory> =>
    await memoryOf(pid).catch(() => ({ resident: NaN, own: NaN }));
  const memory = [await look()];
  const memoryStep = Math.min(MEMORY_STEP, Math.max(1, Math.floor((to - from) / 10)));
  const end = performance.now() + minutes * 60_000;
  let next = from;
  let busy = 0;

  const fail = (index: number, wrong: string): void => {
    failures.push(`${wrong}\n  again: npm run fuzz -- --seed ${seed} --only ${index}`);
  };
  const count = (status: number | 'failed'): void => {
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  const judge = (index: number, request: FuzzRequest, reply: FuzzReply): void => {
    const verdict = judgeReply(request, reply);
    if (typeof verdict === 'object')
      fail(index, `${request.method} ${request.target}: ${verdict.wrong}`);
    else if (verdict === 'busy' && request.target !== '/vote') busy += 1;
    if (request.target === '/v1/events') votes.include(request, reply);
  };
  const one = async (index: number): Promise<void> => {
    try {
      const request = makeRequest(attacked.attacked, seed, index);
      const reply = await sendRequest(agent, attacked.attacked.port, request);
      latencies.add(reply.ms);
      count(reply.status);
      judge(index, request, reply);
    } catch (error) {
      count('failed');
      fail(index, String(error));
    }
  };
  const lane = async (): Promise<void> => {
    while (next < to && failures.length < MOST_FAILURES && performance.now() < end) {
      const index = next;
      next += 1;
      await one(index);
      const done = index + 1 - from;
      if (done % memoryStep === 0) memory.push(await look());
      onProgress?.(done);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  agent.destroy();
  memory.push(await look());
  const requests = next - from;
  return { requests, statuses, failures, busy, latencies, memory, memoryStep, votes };
};
