import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { onTestFinished, vi } from "vitest";

import type { ConfigInput } from "../../../src/gateway.ts";
import { temporaryDirectory } from "../../config/temporary-directory.ts";
import type { LogLine } from "../../gateway/support/open-gateway.ts";

export interface ServeProcessOptions {
  readonly schema: string;
  readonly config?: ConfigInput;
  /** More files in its directory. */
  readonly files?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

/** `sluice serve` as a process of its own, with its workers; ended with the test. */
export function startServe({ schema, config = {}, files = {}, args = [] }: ServeProcessOptions) {
  const settings = { schema: "schema.graphql", server: { port: 0 }, ...config };
  const cwd = temporaryDirectory({
    "schema.graphql": schema,
    // What is JSON is YAML, too.
    "sluice.yaml": JSON.stringify(settings),
    ...files,
  });
  const child = spawn(process.execPath, [main, "serve", ...args], {
    cwd,
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: LogLine[] = [];
  createInterface(child.stdout).on("line", (line) => lines.push(JSON.parse(line) as LogLine));
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  let hasEnded = false;
  const ended = new Promise<number | null>((resolve) => {
    child.once("close", (status) => {
      hasEnded = true;
      resolve(status);
    });
  });
  onTestFinished(async () => {
    // Workers end with their primary process.
    child.kill("SIGKILL");
    await ended;
  });

  const linesOf = (message: string) => lines.filter(({ msg }) => msg === message);
  /** Waits until it has logged a message so many times; gives the last of these lines. */
  const says = async (message: string, times = 1): Promise<LogLine> => {
    const isSaid = () => linesOf(message).length >= times;
    await vi.waitUntil(() => hasEnded || isSaid(), { timeout: 40_000, interval: 10 });
    const line = linesOf(message)[times - 1];
    if (line !== undefined) return line;
    throw new Error(`It ended without "${message}":\n${JSON.stringify(lines)}\n${stderr}`);
  };
  const url = () => String(linesOf("listening")[0]?.["url"]);
  return {
    ended,
    url,
    lines: linesOf,
    says,
    stderr: () => stderr,
    /** Resolves with the address of GraphQL. */
    async listens() {
      await says("listening");
      return url();
    },
    send: (signal: NodeJS.Signals) => child.kill(signal),
    write: (file: string, text: string) => writeFileSync(join(cwd, file), text),
  };
}

const main = fileURLToPath(new URL("../../../src/main.ts", import.meta.url));
