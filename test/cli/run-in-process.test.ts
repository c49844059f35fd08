import { EventEmitter } from "node:events";

import { describe, expect, test } from "vitest";

import type { CommandContext } from "../../src/cli/command-context.ts";
import { type CommandProcess, runInProcess } from "../../src/cli/run-in-process.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { capturedContext } from "./captured-context.ts";

function commandProcess() {
  const events = new EventEmitter();
  const exits: number[] = [];
  const { stdin, stdout, stderr } = capturedContext().context;
  const target: CommandProcess = {
    argv: ["node", "main.js", "dev", "--port", "0"],
    stdin,
    stdout,
    stderr,
    env: { A: "1" },
    cwd: () => "/somewhere",
    on: (signal, listener) => events.on(signal, listener),
    exit: (status) => exits.push(status),
  };
  return { target, exits, events };
}

describe("a command in its process", () => {
  test("gets the arguments after the script, and what the process has", async () => {
    const { target } = commandProcess();
    const got: [readonly string[], CommandContext][] = [];
    await runInProcess(async (args, context) => {
      got.push([args, context]);
      return 0;
    }, target);
    expect(got).toMatchObject([
      [["dev", "--port", "0"], { env: { A: "1" }, cwd: "/somewhere", stop: { aborted: false } }],
    ]);
  });

  test("is asked to stop by a signal", async () => {
    const { target, events } = commandProcess();
    await runInProcess(async (_args, { stop }) => {
      events.emit("SIGTERM");
      return stop.aborted ? 0 : 2;
    }, target);
    expect(target.exitCode).toBe(0);
  });

  test("is told of hangups, and that it is no worker", async () => {
    const { target, events } = commandProcess();
    let hangups = 0;
    await runInProcess(async (_args, { onHangup, primary }) => {
      onHangup(() => (hangups += 1));
      events.emit("SIGHUP");
      return primary === undefined ? 0 : 2;
    }, target);
    expect(hangups).toBe(1);
    expect(target.exitCode).toBe(0);
  });

  test("gives the process its status, and a second to end by itself", async () => {
    const { target, exits } = commandProcess();
    const clock = createManualClock();
    await runInProcess(async () => 1, target, clock);
    expect(target.exitCode).toBe(1);
    clock.advance(999);
    expect(exits).toEqual([]);
    clock.advance(1);
    expect(exits).toEqual([1]);
  });
});
