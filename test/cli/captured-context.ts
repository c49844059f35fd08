import { Writable } from "node:stream";

import { onTestFinished, vi } from "vitest";

import type { CommandContext, OutputStream } from "../../src/cli/command-context.ts";

/** A command's context whose output is kept, and which stops when the test ends. */
export function capturedContext({
  cwd = process.cwd(),
  env = {},
  isTerminal = false,
}: {
  readonly cwd?: string;
  readonly env?: CommandContext["env"];
  readonly isTerminal?: boolean;
} = {}) {
  const [stdout, stderr] = [capture(isTerminal), capture(isTerminal)];
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const context: CommandContext = {
    stdout: stdout.stream,
    stderr: stderr.stream,
    env,
    cwd,
    stop: stop.signal,
  };
  return {
    context,
    stop: () => stop.abort(),
    stdout: stdout.text,
    stderr: stderr.text,
    /** Waits for a text on either stream, and gives everything on that stream. */
    shows: async (text: string | RegExp) => {
      const isShown = (shown: string) =>
        typeof text === "string" ? shown.includes(text) : text.test(shown);
      return await vi.waitFor(
        () => {
          const shown = [stdout.text(), stderr.text()].find(isShown);
          if (shown === undefined) {
            throw new Error(`${text} is not in:\n${stdout.text()}\n${stderr.text()}`);
          }
          return shown;
        },
        { timeout: 10_000, interval: 20 },
      );
    },
  };
}

function capture(isTerminal: boolean) {
  let text = "";
  const stream: OutputStream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  if (isTerminal) Object.assign(stream, { isTTY: true });
  return { stream, text: () => text };
}
