import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { forkWorkers, portToPrimary } from "../../src/workers/fork-workers.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";

/** Starts a program that sends back what it gets, and what it was started with. */
function startEcho() {
  const cwd = temporaryDirectory({
    "echo.mjs": `
      process.on("message", (got) => process.send({ got, args: process.argv.slice(2) }));
      process.send("up");
    `,
  });
  const { port, ended, kill, pid } = forkWorkers({
    file: join(cwd, "echo.mjs"),
    args: ["serve", "--port", "0"],
    cwd,
  })();
  const received: unknown[] = [];
  const waiting: (() => void)[] = [];
  port.onMessage((message) => {
    received.push(message);
    waiting.shift()?.();
  });
  const next = () => new Promise<void>((resolve) => waiting.push(resolve));
  return { port, ended, kill, pid, received, next };
}

describe("a worker's process", () => {
  test("gets the arguments, and messages as they are; it ends when the line is closed", async () => {
    const { port, ended, received, next } = startEcho();
    await next();
    port.send({ id: 2n ** 60n });
    await next();
    expect(received).toEqual(["up", { got: { id: 2n ** 60n }, args: ["serve", "--port", "0"] }]);
    port.close();
    expect(await ended).toEqual({ status: 0, signal: null });
    // What comes too late is lost, and no error of this process.
    port.send({ id: 1n });
  });

  test("can be killed", async () => {
    const { ended, kill, pid, next } = startEcho();
    await next();
    expect(pid).toEqual(expect.any(Number));
    kill();
    expect(await ended).toEqual({ status: null, signal: "SIGKILL" });
  });

  test("is not this one", () => {
    expect(portToPrimary()).toBeUndefined();
  });
});
