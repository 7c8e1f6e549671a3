import { decodePosition, POSITION_PURPOSE, trendingReply, type OffsetVector } from '@emberlog/api';
import { createSealer } from '@emberlog/service-kit';
import { setTimeout as delay } from 'node:timers/promises';

/** What was answered to one question. */
export type Polled = {
  readonly status: number;
  readonly ends: OffsetVector | null;
  readonly readModel: number | null;
};

export type ListPoller = { readonly stop: () => Promise<readonly Polled[]> };

const EVERY_MS = 50;

/** Asks for a list twenty times a second and opens the position of each reply. */
export const startListPoller = (url: string, secret: Uint8Array): ListPoller => {
  const sealer = createSealer({ secret, purpose: POSITION_PURPOSE });
  const polled: Polled[] = [];
  let isOver = false;
  const ask = async (turn: number): Promise<Polled> => {
    // Another half-life each time: equal questions would be answered from memory.
    const reply = await fetch(`${url}/v1/trending?limit=20&half_life=${1 + (turn % 700)}h`);
    const body = await reply.text();
    if (reply.status !== 200) return { status: reply.status, ends: null, readModel: null };
    const { position } = trendingReply.parse(JSON.parse(body));
    const bytes = sealer.open(position);
    const payload = bytes === null ? null : decodePosition(bytes);
    if (payload?.kind !== 'read') throw new Error('a reply has no position of its own');
    return { status: reply.status, ends: payload.ends, readModel: payload.readModel };
  };
  const run = async (): Promise<void> => {
    for (let turn = 0; !isOver; turn += 1) {
      const next = delay(EVERY_MS);
      polled.push(await ask(turn));
      await next;
    }
  };
  const running = run();
  running.catch(() => undefined);
  return {
    stop: async () => {
      isOver = true;
      await running;
      return polled;
    },
  };
};

/** Replies whose position lacks something that an earlier one had. */
export const stepsBack = (polled: readonly Polled[]): readonly Polled[] =>
  polled.filter((each, at) => {
    const before = polled[at - 1]?.ends;
    if (each.ends === null || before === null || before === undefined) return false;
    const { ends } = each;
    return (['items', 'votes', 'views'] as const).some((table) =>
      ends[table].some((end, kp) => end < (before[table][kp] ?? 0)),
    );
  });
