import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import type { FormattedExecutionResult } from "graphql";
import { vi } from "vitest";

import type { ConfigInput } from "../../../src/gateway.ts";
import type { LogLine } from "./open-gateway.ts";

export interface GatewayProcessOptions {
  readonly schema: string;
  readonly config?: ConfigInput;
  /** More files in its directory. */
  readonly files?: Readonly<Record<string, string>>;
  /** A module that is loaded before it. */
  readonly preload?: URL;
}

/** A GraphQL answer over HTTP, and what it says of where it came from. */
export interface CachedAnswer extends FormattedExecutionResult {
  readonly status: number;
  readonly cacheStatus: string | null;
}

/** `sluice serve`, in a process of its own. */
export interface GatewayProcess {
  readonly url: string;
  readonly ask: (query: string, headers?: Record<string, string>) => Promise<CachedAnswer>;
  /** What it has logged so far. */
  readonly lines: () => readonly LogLine[];
  /** What it has logged with this message, which it is waited for. */
  readonly says: (message: string) => Promise<LogLine>;
  /** Whether it has ended, by itself or not. */
  readonly hasEnded: () => boolean;
  /** Writes another schema. */
  readonly edit: (schema: string) => void;
  /** Sends it SIGHUP. */
  readonly hangUp: () => void;
  /** Asks it to stop, and waits until it has. */
  readonly stop: () => Promise<void>;
  /** Ends it at once, as a machine that fails. */
  readonly kill: () => Promise<void>;
}

/** Starts one that listens on a free port. Whoever starts it kills it. */
export async function startGatewayProcess({
  schema,
  config = {},
  files = {},
  preload,
}: GatewayProcessOptions): Promise<GatewayProcess> {
  const cwd = mkdtempSync(join(tmpdir(), "sluice-"));
  // What is JSON is YAML, too.
  const settings = { schema: "schema.graphql", server: { port: 0 }, ...config };
  const all = { "schema.graphql": schema, "sluice.yaml": JSON.stringify(settings), ...files };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(cwd, name), text);
  const preloaded = preload === undefined ? [] : [`--import=${preload.href}`];
  const child = spawn(process.execPath, [...preloaded, main, "serve"], {
    cwd,
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: LogLine[] = [];
  const take = (line: string) => lines.push(JSON.parse(line) as LogLine);
  createInterface(child.stdout).on("line", take);
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => {
      hasEnded = true;
      rmSync(cwd, { recursive: true, force: true });
      resolve();
    });
  });

  const says = async (message: string): Promise<LogLine> => {
    const find = () => lines.find(({ msg }) => msg === message);
    await vi.waitUntil(() => hasEnded || find() !== undefined, { timeout: 30_000, interval: 10 });
    const line = find();
    if (line === undefined) throw new Error(`It ended without "${message}":\n${stderr}`);
    return line;
  };
  const endBy = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  const kill = () => endBy("SIGKILL");
  try {
    const url = String((await says("listening"))["url"]);
    return {
      url,
      ask: (query, headers) => post(url, query, headers),
      lines: () => lines,
      says,
      hasEnded: () => hasEnded,
      edit: (changed) => writeFileSync(join(cwd, "schema.graphql"), changed),
      hangUp: () => void child.kill("SIGHUP"),
      stop: () => endBy("SIGTERM"),
      kill,
    };
  } catch (error) {
    await kill();
    throw error;
  }
}

async function post(
  url: string,
  query: string,
  headers: Record<string, string> = {},
): Promise<CachedAnswer> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });
  const result = (await response.json()) as FormattedExecutionResult;
  const cacheStatus = response.headers.get("cache-status");
  return { ...result, status: response.status, cacheStatus };
}

const main = fileURLToPath(new URL("../../../src/main.ts", import.meta.url));
