import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { tmpdir } from "node:os";

import { describe } from "vitest";

import { freePort } from "./free-port.ts";

const isMissing = spawnSync("redis-server", ["--version"]).error !== undefined;

/** Tests that need a Redis; skipped where the program is not installed. */
export const describeWithRedis = isMissing ? describe.skip : describe;

if (isMissing) {
  process.stderr.write(
    "redis-server is not installed: the tests that need it are skipped. To run them: apt-get install redis-server, or brew install redis.\n",
  );
}

/** A Redis server of its own, on loopback. */
export interface TestRedis {
  readonly url: string;
  /** Ends it at once, as a machine that fails; what it holds is gone. */
  readonly kill: () => Promise<void>;
  /** Starts it again, at the same address. */
  readonly start: () => Promise<void>;
  /** It keeps its connections, and answers nothing until it is resumed. */
  readonly freeze: () => void;
  readonly resume: () => void;
}

/** Starts a Redis server that keeps nothing, with more settings of its own. Whoever starts it kills it. */
export async function startRedis(more: readonly string[] = []): Promise<TestRedis> {
  const port = await freePort();
  let child: ChildProcess | undefined;

  const redis: TestRedis = {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      const settings = [
        "--port",
        port,
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        tmpdir(),
        ...more,
      ];
      child = await startServer(settings.map(String));
    },
    async kill() {
      const running = child;
      child = undefined;
      if (running !== undefined) await endOf(running, () => running.kill("SIGKILL"));
    },
    freeze: () => void child?.kill("SIGSTOP"),
    resume: () => void child?.kill("SIGCONT"),
  };
  await redis.start();
  return redis;
}

async function startServer(settings: readonly string[]): Promise<ChildProcess> {
  const child = spawn("redis-server", settings, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (text) => {
      output += String(text);
      if (output.includes("Ready to accept connections")) resolve();
    });
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`redis-server ended:\n${output}`)));
  });
  return child;
}

async function endOf(child: ChildProcess, end: () => void): Promise<void> {
  await new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    end();
  });
}
