import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export const PROMETHEUS_FILES = fileURLToPath(
  new URL('../../infra/observability/prometheus', import.meta.url),
);
const DASHBOARDS = fileURLToPath(
  new URL('../../infra/observability/grafana/dashboards', import.meta.url),
);

const dashboard = z.object({
  title: z.string(),
  panels: z.array(
    z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).min(1) }),
  ),
});

/** Every expression of every panel. */
export const panelExpressions = (): readonly { readonly panel: string; readonly expr: string }[] =>
  readdirSync(DASHBOARDS).flatMap((file) => {
    const { title, panels } = dashboard.parse(
      JSON.parse(readFileSync(join(DASHBOARDS, file), 'utf8')),
    );
    return panels.flatMap((panel) =>
      panel.targets.map(({ expr }) => ({ panel: `${title}, ${panel.title}`, expr })),
    );
  });

const textOf = (file: string): string => readFileSync(join(PROMETHEUS_FILES, file), 'utf8');
const namesIn = (text: string, pattern: RegExp): readonly string[] =>
  [...new Set([...text.matchAll(pattern)].map(([, name]) => name ?? ''))].sort();

/** Names of all series that alerts look at. */
export const alertedSeries = (): readonly string[] =>
  namesIn(textOf('alerts.yml'), /\b((?:emberlog|nodejs|process)_\w+)/g);

/** Names of all alerts. */
export const alertNames = (): readonly string[] =>
  namesIn(textOf('alerts.yml'), /^\s*- alert: (\w+)$/gm);

/** Names of alerts that their tests saw firing. */
export const alertsSeenFiring = (): readonly string[] =>
  namesIn(textOf('alerts.test.yml'), /alertname: (\w+)\n\s+exp_alerts:\n/g);

/** Names of alerts that their tests saw silent. */
export const alertsSeenSilent = (): readonly string[] =>
  namesIn(textOf('alerts.test.yml'), /alertname: (\w+)\n\s+exp_alerts: \[\]/g);
