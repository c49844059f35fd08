import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

import { temporaryDirectory } from "../config/temporary-directory.ts";
import { readAlerts } from "./support/expressions.ts";
import { describeWithPrometheus, runPromtool } from "./support/prometheus.ts";

const trials = z.object({
  tests: z.array(
    z.object({
      alert_rule_test: z.array(
        z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) }),
      ),
    }),
  ),
});

describeWithPrometheus("the alerts, as promtool sees them", () => {
  test("are rules that Prometheus takes, and so is its example", async () => {
    expect(await runPromtool("check", "rules", "deploy/prometheus/alerts.yaml")).toContain(
      "SUCCESS",
    );
    expect(await runPromtool("check", "config", "deploy/prometheus/prometheus.yaml")).toContain(
      "valid prometheus config file",
    );
  });

  test("have an example for Kubernetes that Prometheus takes, too", async () => {
    const example = readFileSync("deploy/prometheus/prometheus-kubernetes.yaml", "utf8");
    // Some builds of promtool, as that of Debian, know no way to find targets: the rest is tried.
    const found = /kubernetes_sd_configs:\n.*\n.*\n.*names: \[default\] \}/;
    expect(example).toMatch(found);
    const directory = temporaryDirectory({
      "alerts.yaml": readFileSync("deploy/prometheus/alerts.yaml", "utf8"),
      "prometheus.yaml": example.replace(found, "static_configs: [{ targets: [a] }]"),
    });
    const told = await runPromtool("check", "config", join(directory, "prometheus.yaml"));
    expect(told).toContain("valid prometheus config file");
  });

  test("are told of gateways that are ill, and of no others", async () => {
    const told = await runPromtool("test", "rules", "deploy/prometheus/alerts.test.yaml");
    expect(told).toContain("SUCCESS");
  });
});

describe("the alerts", () => {
  test("are each tried on a gateway that is ill in that way", () => {
    const { tests } = trials.parse(
      parse(readFileSync("deploy/prometheus/alerts.test.yaml", "utf8")),
    );
    const tried = tests.flatMap((each) => each.alert_rule_test);
    const raised = tried.filter(({ exp_alerts: expected }) => expected.length > 0);
    expect(new Set(raised.map(({ alertname }) => alertname))).toEqual(
      new Set(readAlerts().map(({ alert }) => alert)),
    );
  });

  test("say what to do, and wait before they wake anybody", () => {
    for (const { alert, for: wait, annotations } of readAlerts()) {
      expect(alert).toMatch(/^Sluice[A-Z]/);
      expect(wait).toMatch(/^\d+m$/);
      expect(annotations.description.length).toBeGreaterThan(80);
    }
  });
});
