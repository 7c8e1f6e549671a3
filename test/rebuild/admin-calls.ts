import { rebuildReply, type RebuildReply, type RebuildRequest } from '@emberlog/api';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 20;

/** What an operator asks of a product that runs. */
export type AdminCalls = {
  readonly ask: (request: RebuildRequest) => Promise<RebuildReply>;
  readonly find: (id: string) => Promise<RebuildReply>;
  /** Resolves with a rebuild that ended, over restarts of the product. */
  readonly untilEnded: (id: string) => Promise<RebuildReply>;
};

export const createAdminCalls = (url: string, key: string): AdminCalls => {
  const call = async (path: string, init: RequestInit = {}): Promise<RebuildReply> => {
    const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
    const reply = await fetch(`${url}/admin/v1/rebuilds${path}`, { ...init, headers });
    const body = await reply.text();
    if (!reply.ok) throw new Error(`${reply.status}: ${body}`);
    return rebuildReply.parse(JSON.parse(body));
  };
  const find = async (id: string): Promise<RebuildReply> => await call(`/${id}`);
  return {
    ask: async (request) => await call('', { method: 'POST', body: JSON.stringify(request) }),
    find,
    untilEnded: async (id) => {
      for (;;) {
        const job = await find(id).catch(() => null);
        if (job !== null && ['done', 'failed', 'cancelled'].includes(job.state)) return job;
        await delay(LOOK_EVERY_MS);
      }
    },
  };
};
