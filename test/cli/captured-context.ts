import { EventEmitter } from "node:events";
import { Readable, Writable } from "node:stream";

import { onTestFinished, vi } from "vitest";

import type { CommandContext, OutputStream } from "../../src/cli/command-context.ts";

/** A command's context whose output is kept, and which stops when the test ends. */
export function capturedContext({
  cwd = process.cwd(),
  env = {},
  isTerminal = false,
  input = "",
}: {
  readonly cwd?: string;
  readonly env?: CommandContext["env"];
  readonly isTerminal?: boolean;
  /** What comes on standard input. */
  readonly input?: string;
} = {}) {
  const [stdout, stderr] = [capture(isTerminal), capture(isTerminal)];
  const hangups = new EventEmitter();
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const context: CommandContext = {
    stdin: Readable.from([input]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    env,
    cwd,
    stop: stop.signal,
    onHangup: (listener) => void hangups.on("hangup", listener),
  };
  return {
    context,
    stop: () => stop.abort(),
    hangUp: () => hangups.emit("hangup"),
    stdout: stdout.text,
    stderr: stderr.text,
    /**
     * Waits for a text on either stream, and gives everything on that stream. Fails at once when
     * the command ends without it.
     */
    async shows(this: void, text: string, command: Promise<unknown>) {
      let hasEnded = false;
      const end = () => {
        hasEnded = true;
      };
      command.then(end, end);
      const shown = () => [stdout.text(), stderr.text()].find((all) => all.includes(text));
      await vi.waitUntil(() => shown() !== undefined || hasEnded, {
        timeout: 20_000,
        interval: 20,
      });
      return shown() ?? fail(`It ended without ${text}:\n${stdout.text()}\n${stderr.text()}`);
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

function fail(message: string): never {
  throw new Error(message);
}
