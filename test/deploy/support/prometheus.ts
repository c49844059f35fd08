import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";

import { describe, onTestFinished, vi } from "vitest";

import { temporaryDirectory } from "../../config/temporary-directory.ts";
import { freePort } from "../../support/free-port.ts";

const isMissing = ["prometheus", "promtool"].some(
  (program) => spawnSync(program, ["--version"]).error !== undefined,
);

/** Tests that need Prometheus and its promtool; skipped where they are not installed. */
export const describeWithPrometheus = isMissing ? describe.skip : describe;

if (isMissing) {
  process.stderr.write(
    "prometheus and promtool are not installed: the tests that need them are skipped. To run them: apt-get install prometheus, or brew install prometheus.\n",
  );
}

/** What promtool says. Rejects with it when it finds something wrong. */
export async function runPromtool(...words: readonly string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)("promtool", words);
  return stdout + stderr;
}

/** A Prometheus that reads one gateway all the time. */
export interface TestPrometheus {
  /** Asks its HTTP API. Rejects when it answers with an error. */
  readonly ask: (path: string, parameters?: Readonly<Record<string, string>>) => Promise<unknown>;
  /** What it computes of an expression: one for each series. */
  readonly query: (expression: string) => Promise<readonly QueryResult[]>;
}

interface QueryResult {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** Starts one that has these rules; it ends, and its data is gone, when the test ends. */
export async function startPrometheus(metricsUrl: string, rules: string): Promise<TestPrometheus> {
  const { host, pathname } = new URL(metricsUrl);
  const config = {
    global: { scrape_interval: "1s", evaluation_interval: "1s" },
    rule_files: [rules],
    scrape_configs: [
      { job_name: "sluice", metrics_path: pathname, static_configs: [{ targets: [host] }] },
    ],
  };
  // What is JSON is YAML, too.
  const directory = temporaryDirectory({ "prometheus.yaml": JSON.stringify(config) });
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    "prometheus",
    [
      `--config.file=${join(directory, "prometheus.yaml")}`,
      `--storage.tsdb.path=${join(directory, "data")}`,
      `--web.listen-address=${address}`,
      "--log.level=warn",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  onTestFinished(() => end(child));
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const ask: TestPrometheus["ask"] = async (path, parameters = {}) => {
    const search = new URLSearchParams(parameters).toString();
    const response = await fetch(`http://${address}/api/v1/${path}?${search}`);
    const body: unknown = await response.json();
    const { status, data, error } = Object(body);
    if (status !== "success") throw new Error(`${path} ${search}: ${error}`);
    return data;
  };
  await vi.waitUntil(
    async () => {
      if (child.exitCode !== null) throw new Error(`prometheus ended:\n${said}`);
      return await ask("status/runtimeinfo").catch(() => false);
    },
    { timeout: 15_000, interval: 50 },
  );
  return {
    ask,
    query: async (expression) => {
      const data = await ask("query", { query: expression });
      return Object(data).result as readonly QueryResult[];
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}
