import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";

import { freePort } from "../../../test/support/free-port.ts";

/** A Redis that may be ill. */
export interface SoakedRedis extends AsyncDisposable {
  readonly url: string;
  readonly start: () => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly freeze: () => Promise<void>;
  readonly resume: () => Promise<void>;
}

/** Starts one that keeps nothing on disk. */
export async function startSoakedRedis(): Promise<SoakedRedis> {
  const port = String(await freePort());
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const flags = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", tmpdir()];
    const started = spawn("redis-server", flags, { stdio: ["ignore", "pipe", "inherit"] });
    child = started;
    let said = "";
    for await (const chunk of started.stdout) {
      said += String(chunk);
      if (said.includes("Ready to accept connections")) break;
    }
  };
  const kill = async (): Promise<void> => {
    const running = child;
    child = undefined;
    if (running === undefined) return;
    const ended = once(running, "exit");
    running.kill("SIGKILL");
    await ended;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    kill,
    freeze: async () => void child?.kill("SIGSTOP"),
    resume: async () => void child?.kill("SIGCONT"),
    [Symbol.asyncDispose]: kill,
  };
}
