import { Hono } from 'hono';
import type { HttpEnv } from './http-env.ts';

/** null = ready; a string says what is missing, in words fit for strangers. */
export type ReadinessCheck = () => string | null | Promise<string | null>;

/** What `/readyz` lists while the process is not ready. */
export type MissingPart = { readonly name: string; readonly reason: string };

export type Health = {
  /** Adds a part that `/readyz` asks. Throws for a name that is taken. */
  readonly register: (name: string, check: ReadinessCheck) => void;
  /** `GET /livez` and `GET /readyz`. */
  readonly routes: Hono<HttpEnv>;
};

/**
 * `/livez` answers 200 `{status: 'ok'}` as long as the process answers at all. `/readyz` answers 200
 * `{status: 'ready'}`, or 503 `{status: 'not_ready', missing: [{name, reason}]}`. A check that throws
 * or does not answer in time counts as missing; one that is still running is not started again.
 */
export function createHealth({
  deadlineMs = 2000,
}: { /** @default 2000 */ readonly deadlineMs?: number } = {}): Health {
  const checks = new Map<string, () => Promise<string | null>>();
  const routes = new Hono<HttpEnv>();

  routes.get('/livez', (c) => c.json({ status: 'ok' }, 200, noStore));
  routes.get('/readyz', async (c) => {
    const asked = [...checks].map(async ([name, check]) => {
      return { name, reason: await withDeadline(check(), deadlineMs) };
    });
    const missing = (await Promise.all(asked)).filter((part): part is MissingPart => {
      return part.reason !== null;
    });
    return missing.length === 0
      ? c.json({ status: 'ready' }, 200, noStore)
      : c.json({ status: 'not_ready', missing }, 503, noStore);
  });

  const register = (name: string, check: ReadinessCheck): void => {
    if (checks.has(name)) throw new Error(`the part ${name} is registered twice`);
    checks.set(name, oneAtATime(check));
  };
  return { register, routes };
}

const noStore = { 'Cache-Control': 'no-store' };

/** Never rejects: what a check threw is not for the wire. */
function oneAtATime(check: ReadinessCheck): () => Promise<string | null> {
  const ask = async (): Promise<string | null> => {
    try {
      return await check();
    } catch {
      return 'the check failed';
    }
  };
  let running: Promise<string | null> | null = null;
  return async () => {
    running ??= ask().finally(() => (running = null));
    return await running;
  };
}

async function withDeadline(answer: Promise<string | null>, ms: number): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${ms} ms`), ms);
  });
  return await Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
