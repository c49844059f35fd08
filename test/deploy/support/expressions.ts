import { readFileSync } from "node:fs";

import { parse } from "yaml";
import { z } from "zod";

/** An expression of PromQL, and where it stands. */
export interface Expression {
  readonly place: string;
  readonly expression: string;
}

const rules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          for: z.string(),
          labels: z.object({ severity: z.enum(["page", "ticket"]) }),
          annotations: z.object({ summary: z.string(), description: z.string() }),
        }),
      ),
    }),
  ),
});

const dashboard = z.object({
  uid: z.string(),
  templating: z.object({
    list: z.array(z.object({ name: z.string(), query: z.unknown() })),
  }),
  panels: z.array(
    z.object({
      type: z.string(),
      title: z.string(),
      description: z.string().optional(),
      targets: z.array(z.object({ expr: z.string() })).default([]),
    }),
  ),
});

/** The alerts that are shipped. */
export function readAlerts() {
  const text = readFileSync("deploy/prometheus/alerts.yaml", "utf8");
  return rules.parse(parse(text)).groups.flatMap((group) => group.rules);
}

/** The dashboard that is shipped. */
export function readDashboard() {
  return dashboard.parse(JSON.parse(readFileSync("deploy/grafana/sluice.json", "utf8")));
}

/** All expressions of both, with the dashboard's variables as they are at first. */
export function allExpressions(): readonly Expression[] {
  return [
    ...readAlerts().map(({ alert, expr }) => ({ place: alert, expression: expr })),
    ...readDashboard().panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }) => ({ place: title, expression: withVariables(expr) })),
    ),
  ];
}

function withVariables(expression: string): string {
  return expression
    .replaceAll("$__rate_interval", "5m")
    .replaceAll("$__range", "1h")
    .replaceAll(/\$(?:job|source)/g, ".*")
    .replaceAll("$price", "1");
}
