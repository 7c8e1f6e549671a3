import type { DoctorChecksReply, DoctorReply } from '@emberlog/api';
import { createProblem, readQuery, type HttpEnv } from '@emberlog/service-kit';
import { Hono } from 'hono';
import { z } from 'zod';
import { examine } from '../doctor/examine.ts';
import type { Check, Level } from '../doctor/finding.ts';

export type DoctorRouteOptions = {
  readonly checks: () => readonly Check[];
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
};

const query = z.object({
  thorough: z.enum(['true', 'false']).default('false'),
  /** The name of one check, whether it is thorough or not. */
  check: z.string().max(100).optional(),
});

/** The worse, the later. */
const LEVELS: readonly Level[] = ['ok', 'unknown', 'warning', 'alarm'];

/** `GET /admin/v1/doctor`: what is wrong, what it means and what mends it. */
export const createDoctorRoute = ({ checks, clock }: DoctorRouteOptions): Hono<HttpEnv> => {
  const routes = new Hono<HttpEnv>();
  routes.get('/admin/v1/doctor/checks', (c) =>
    c.json<DoctorChecksReply>({
      checks: checks().map(({ name, isThorough }) => ({ name, thorough: isThorough })),
    }),
  );
  routes.get('/admin/v1/doctor', async (c) => {
    const asked = readQuery(c, query);
    const thorough = asked.thorough === 'true' || asked.check !== undefined;
    const examined = await examine(named(checks(), asked.check), { thorough });
    const looked = examined.map(({ check, findings }) => ({
      name: check,
      level: worst(findings.map(({ level }) => level)),
      findings: [...findings],
    }));
    return c.json<DoctorReply>(
      {
        level: worst(looked.map(({ level }) => level)),
        checks: looked,
        thorough,
        looked_at: new Date(clock()).toISOString(),
      },
      200,
      { 'Cache-Control': 'no-store' },
    );
  });
  return routes;
};

const named = (checks: readonly Check[], name: string | undefined): readonly Check[] => {
  if (name === undefined) return checks;
  const found = checks.filter((check) => check.name === name);
  if (found.length > 0) return found;
  const message = 'must be a name from /admin/v1/doctor/checks';
  throw createProblem({
    status: 400,
    detail: `check ${message}`,
    errors: [{ path: 'check', code: 'unknown_check', message }],
  });
};

const worst = (levels: readonly Level[]): Level =>
  LEVELS.toReversed().find((level) => levels.includes(level)) ?? 'ok';
